package dev.coffer.payment;

/** A chain of which a test knows what really moved. */
interface WatchedChain extends Facilitator {

    /** Whether strangers have had a look at it. */
    boolean isSeen(PaymentName name);

    boolean isMoved(PaymentName name);

    void forget(PaymentName name);
}
