package dev.coffer.call;

import dev.coffer.payment.Asset;
import dev.coffer.payment.Pass;
import dev.coffer.payment.Price;

import java.util.List;

/**
 * What a call debits: the first price of a list that the balance covers. No prices: nothing.
 *
 * @param delivered for what it is called for
 * @param empty if it came to nothing: an empty queue, a lock that is held
 */
record Debits(List<Price> delivered, List<Price> empty) {

    static final Debits NONE = new Debits(List.of(), List.of());

    /** The same, of the first asset alone. */
    Debits ofFirst() {
        return new Debits(delivered.subList(0, 1), empty.subList(0, 1));
    }

    /** The same, of what a pass may be debited. */
    Debits by(Pass pass) {
        return new Debits(pass.debitable(delivered), pass.debitable(empty));
    }

    /** The same, of one asset; all of them if it has no price any more. */
    Debits of(Asset asset) {
        return new Debits(of(delivered, asset), of(empty, asset));
    }

    private static List<Price> of(List<Price> prices, Asset asset) {
        List<Price> of = prices.stream().filter(p -> p.asset() == asset).toList();
        return of.isEmpty() ? prices : of;
    }
}
