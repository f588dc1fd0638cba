package dev.coffer.payment;

import java.util.Optional;

/**
 * The door to a chain: carries a verified payment to it. Implementations differ in which chain and
 * whose node; none decides whether a payment is good, which is checked here before.
 */
public interface Facilitator extends AutoCloseable {

    /** Whether a payment may have been carried before. */
    enum Attempt {
        FIRST,
        /** What was said before may not have been heard: "already used" can mean by this one. */
        AGAIN
    }

    /** How a settlement ended. */
    sealed interface Outcome {

        /** The money moved: in that transaction, at that height of the chain. */
        record Settled(String txid, long height) implements Outcome {}

        /**
         * Nothing moved, and nothing will unless somebody carries it once more: it was turned away
         * and the chain has not got it, or its nonce was used by another.
         *
         * @param nextNonce the payer's next one, where that is what was wrong
         */
        record Refused(String code, String detail, Optional<Long> nextNonce) implements Outcome {
            public Refused(String code, String detail) {
                this(code, detail, Optional.empty());
            }

            /** The payer's nonce is another, or held by another payment. */
            public static Refused conflictingNonce(Optional<Long> nextNonce) {
                return new Refused(
                        "conflicting_nonce",
                        "The payer's nonce does not fit the chain; sign with the next nonce, or prepay by POST /api/account/deposit.",
                        nextNonce);
            }
        }

        /**
         * It may or may not have moved, or may yet: never an invitation to pay again.
         *
         * @param txid empty if it is not known
         */
        record Unknown(String txid) implements Outcome {}
    }

    /** Whether it answered when it was asked lately; asks nobody. */
    default boolean isWell() {
        return true;
    }

    /**
     * Asks whether it is there, as {@link #isWell} says then.
     *
     * @throws ChainSilent if it does not say
     */
    default void look() {}

    /**
     * Why the chain would refuse a payment that it was not told of, asked without a trace and
     * before anything is written here. Empty if nothing is known against it: the chain may refuse
     * it yet, and one that it has already it does not refuse.
     */
    default Optional<Outcome.Refused> verify(VerifiedPayment payment) {
        return Optional.empty();
    }

    /**
     * Whether the chain has a payment already, mined or waiting to be, as far as it can be asked:
     * who told it so is unknown, and so is who presents it. It is asked once, before a payment is
     * claimed; one that nobody can be asked for counts as new.
     *
     * @throws RuntimeException if the chain can't be asked now
     */
    boolean knows(VerifiedPayment payment);

    /** Carries a payment to the chain; again for the same payment gives the same outcome. */
    Outcome carry(VerifiedPayment payment, Attempt attempt);

    /**
     * What became of a payment that may have been carried. That the chain has nothing of it is
     * {@link Outcome.Unknown}: it may be on its way. Where nobody can be asked but by carrying it
     * again, that is what this does.
     */
    Outcome lookUp(VerifiedPayment payment);

    /**
     * The bytes of a transaction that the chain has, mined or not; empty if it has none of that id,
     * or does not show any.
     *
     * @throws RuntimeException if the chain can't be asked now
     */
    default Optional<byte[]> transaction(String txid) {
        return Optional.empty();
    }

    /** Whether what it settled may be taken back, by a fork. */
    default boolean forks() {
        return false;
    }

    /**
     * Whether a payment that it settled is still so. One that is not is told to it once more, as it
     * may move yet.
     *
     * @throws RuntimeException if the chain can't be asked now
     */
    default boolean isStillSettled(VerifiedPayment payment) {
        return true;
    }

    /** Lets go of what the chain is asked by. */
    @Override
    default void close() {}
}
