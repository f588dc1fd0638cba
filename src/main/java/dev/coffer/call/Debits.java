package dev.coffer.call;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Sold;
import dev.coffer.endpoint.Tier;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Bill;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;

import java.util.List;

/**
 * What a call debits: the first of some bills that the balance covers. No bills: nothing.
 *
 * @param prices what it is paid by
 * @param sold what it is called for
 * @param bills for that, in one asset each
 */
record Debits(Prices prices, List<Sold> sold, List<Bill> bills) {

    static final Debits NONE = new Debits(Prices.defaults(), List.of(), List.of());

    /** In the assets of what it costs. */
    static Debits of(Prices prices, List<Sold> sold, List<Price> costs) {
        return new Debits(
                prices,
                sold,
                costs.stream()
                        .map(cost ->
                                sold.size() == 1
                                        ? Bill.of(sold.getFirst().path(), cost)
                                        : Bill.of(prices, sold, cost.asset()))
                        .toList());
    }

    /** What is paid for what came to nothing, or was there already. */
    static Sold read(Endpoint<?, ?> endpoint) {
        return new Sold(endpoint.path(), Tier.STORAGE_READ);
    }

    /** In the same assets, for something else. */
    List<Bill> bills(List<Sold> other) {
        return bills.stream().map(bill -> Bill.of(prices, other, bill.sum().asset())).toList();
    }

    /** The same, of one asset; all of them if it has no price any more. */
    Debits of(Asset asset) {
        List<Bill> of = bills.stream().filter(bill -> bill.sum().asset() == asset).toList();
        return of.isEmpty() ? this : new Debits(prices, sold, of);
    }
}
