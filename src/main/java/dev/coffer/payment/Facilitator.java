package dev.coffer.payment;

/**
 * The door to a chain: carries a verified payment to it. Implementations differ in which chain and
 * whose node; none decides whether a payment is good, which is checked here before.
 */
public interface Facilitator {

    /** How a settlement ended. */
    sealed interface Outcome {

        /** The money moved: in that transaction, at that height of the chain. */
        record Settled(String txid, long height) implements Outcome {}

        /** Nothing moved and nothing will, as things stand. */
        record Refused(String code, String detail) implements Outcome {}

        /** Nothing moved: another nonce is the payer's next one. */
        record WrongNonce(long nextNonce) implements Outcome {}

        /** It may or may not have moved: never an invitation to pay again. */
        record Unknown(String txid) implements Outcome {}
    }

    /** Carries a payment to the chain; again for the same payment gives the same outcome. */
    Outcome settle(VerifiedPayment payment);

    /** What the chain says of a payment that may have been carried to it; never carries it. */
    Outcome lookUp(String txid);
}
