package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.store.Tx;

import java.util.Optional;

/** The one call that a payment runs, ever; or a call that no payment came with. */
public record OneCall(Optional<VerifiedPayment> payment) {

    public static final OneCall UNPAID = new OneCall(Optional.empty());

    public static OneCall of(VerifiedPayment payment) {
        return new OneCall(Optional.of(payment));
    }

    /**
     * Uses the payment up, in the transaction of the call's effect.
     *
     * @throws Problem 409 {@code payment_used} if it ran one before
     */
    public void run(Tx tx) {
        if (payment.isPresent() && !Purchase.make(tx, payment.get().name())) {
            throw Refusals.used(payment.get(), payment.get().txid().orElse(""));
        }
    }

    /** Uses it up for a call that was run already, by another payment or by this one. */
    public void skip(Tx tx) {
        payment.ifPresent(p -> Purchase.make(tx, p.name()));
    }
}
