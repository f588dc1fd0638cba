package dev.coffer.payment;

import dev.coffer.stacks.StacksTransaction;

import java.util.Optional;
import java.util.Set;

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

            private static final Refused SPONSORS_NONCE =
                    new Refused(
                            "sponsor_nonce",
                            "The nonce of the payment's sponsor does not fit the chain; have it sponsored anew.");

            /** The nonce of who pays its fee is another; signed anew by that one it may move. */
            public static Refused sponsorsNonce() {
                return SPONSORS_NONCE;
            }

            public boolean isSponsorsNonce() {
                return equals(SPONSORS_NONCE);
            }
        }

        /**
         * It may or may not have moved, or may yet: never an invitation to pay again.
         *
         * @param txid empty if it is not known
         */
        record Unknown(String txid) implements Outcome {}
    }

    /**
     * What a chain knows of who pays fees on it.
     *
     * @param nonce of its next transaction that can be mined
     * @param waiting nonces of its transactions that wait to be, as far as that is known
     * @param balance in the smallest unit of the fee's coin
     */
    record Purse(long nonce, Set<Long> waiting, long balance) {
        public Purse {
            waiting = Set.copyOf(waiting);
        }
    }

    /**
     * What a chain wants for a transaction, in the smallest unit.
     *
     * @param least below which it may wait for long, or is not taken
     * @param usual by which it does not wait longer than others
     */
    record Fees(long least, long usual) {}

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

    /**
     * What it knows of an address that pays fees.
     *
     * @throws ChainSilent if it does not say
     */
    default Purse purse(String address) {
        throw new ChainSilent("nobody pays fees for others there");
    }

    /**
     * What it wants for a transaction.
     *
     * @throws ChainSilent if it does not say
     */
    default Fees fees(StacksTransaction transaction) {
        throw new ChainSilent("nobody pays fees for others there");
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
