package dev.coffer.call;

import dev.coffer.payment.Charged;
import dev.coffer.payment.Ledger;

import java.util.Optional;

/**
 * What a receipt says of a call besides its request.
 *
 * @param atMs when it ran, in epoch milliseconds
 * @param charged empty if it cost nothing
 */
record Evidence(long atMs, Optional<Charged> charged) {

    static Evidence of(Ledger.Charge charge) {
        return new Evidence(charge.atMs(), charge.charged());
    }
}
