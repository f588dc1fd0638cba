package dev.coffer.payment;

import dev.coffer.endpoint.Problem;

import java.util.List;

/** A payment that was read: its payer signed it. What it moves to whom is not judged yet. */
public interface SignedPayment {

    PaymentName name();

    /**
     * Judges it by what is to be paid: one of these prices, in a way that the chain would take.
     *
     * @param payTo who is to be paid, now or when it was offered
     * @throws Problem 400 with a precise code
     */
    VerifiedPayment require(List<Price> prices, String payTo);

    /**
     * The same, where it was offered for so many seconds; on a network whose payments end it may
     * last as long.
     */
    default VerifiedPayment require(List<Price> prices, String payTo, long offeredSeconds) {
        return require(prices, payTo);
    }
}
