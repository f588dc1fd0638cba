package dev.coffer.payment;

import dev.coffer.endpoint.Problem;

import java.util.List;

/** A payment that was read: its payer signed it. What it moves to whom is not judged yet. */
public interface SignedPayment {

    PaymentName name();

    /**
     * Judges it by what is to be paid now: one of these prices, to this service, in a way that the
     * chain would take.
     *
     * @throws Problem 400 with a precise code
     */
    VerifiedPayment require(List<Price> prices);
}
