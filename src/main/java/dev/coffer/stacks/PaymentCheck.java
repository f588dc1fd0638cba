package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The local check of a signed payment: whatever can be known from its bytes alone (x402 scheme
 * {@code exact} on Stacks).
 *
 * <p>A valid one is signed by its payer, on the right network, and would move the right amount of
 * an accepted asset from the payer to the payee if it were mined. Not known here: whether its nonce
 * is next, whether the payer has the money, whether it was presented before.
 *
 * <p>Any text gives an outcome and none an exception. It costs one signature recovery, two where
 * there is a sponsor.
 */
public final class PaymentCheck {

    public sealed interface Outcome {}

    /** A text as it was read, before what it moves is judged. */
    public sealed interface Reading {}

    /**
     * A transaction that its origin signed for a network. What it moves to whom, and whether the
     * chain would let it, is not judged yet.
     *
     * @param presign what the payer signed, in hex: two payments with one payer and nonce differ in
     *     it
     */
    public record Signed(
            StacksAddress payer, String presign, StacksTransaction transaction, Bytes bytes)
            implements Reading {
        public long nonce() {
            return transaction.origin().nonce();
        }

        public String txid() {
            return transaction.txid();
        }

        /** Whether its payer left the sponsor's place open: nobody pays its fee yet. */
        public boolean awaitsSponsor() {
            return transaction.awaitsSponsor();
        }
    }

    /**
     * @param payer its address on the network
     * @param asset the key of the accepted asset
     * @param amount in smallest units, positive, the required one or more
     * @param nonce the payer's
     * @param fee µSTX, the payer's or the sponsor's
     * @param presign as {@link Signed}'s
     * @param memo without padding; empty if there is none
     */
    public record Valid(
            String payer,
            String asset,
            long amount,
            String txid,
            long nonce,
            long fee,
            String presign,
            Bytes bytes,
            Bytes memo)
            implements Outcome {}

    /**
     * @param code constant, of x402's and its Stacks libraries' where they have one
     */
    public record Invalid(String code, String message) implements Reading, Outcome {}

    /** More than this many times the price is a mistaken unit, not generosity. */
    private static final BigInteger MAX_TIMES_REQUIRED = BigInteger.valueOf(100);

    private static final BigInteger MAX_AMOUNT = BigInteger.valueOf(Long.MAX_VALUE);

    private final Curve curve;

    public PaymentCheck() {
        this(Curve.FASTEST);
    }

    PaymentCheck(Curve curve) {
        this.curve = curve;
    }

    /** Checks a transaction in hex, with or without {@code 0x}: reads it and judges it. */
    public Outcome check(Requirement requirement, String hex) {
        return switch (read(requirement.network(), hex)) {
            case Signed signed -> require(requirement, signed);
            case Invalid invalid -> invalid;
        };
    }

    /** Who signed it, for a network. */
    public Reading read(StacksNetwork network, String hex) {
        return read(network, hex, false);
    }

    /**
     * The same.
     *
     * @param sponsored whether it may await a sponsor
     */
    public Reading read(StacksNetwork network, String hex, boolean sponsored) {
        try {
            return signed(network, unhex(hex), sponsored);
        } catch (Refused refused) {
            return invalid(refused);
        }
    }

    /** Judges what was read for the requirement's network: what it moves, to whom. */
    public Outcome require(Requirement requirement, Signed signed) {
        try {
            return valid(requirement, signed);
        } catch (Refused refused) {
            return invalid(refused);
        }
    }

    private static Invalid invalid(Refused refused) {
        return new Invalid(refused.code(), String.valueOf(refused.getMessage()));
    }

    private static Bytes unhex(String hex) throws Refused {
        int start = hex.startsWith("0x") ? 2 : 0;
        if (hex.length() - start > 2 * StacksTransaction.MAX_BYTES) {
            throw new Refused(
                    "invalid_payload",
                    "The transaction has over %d bytes.".formatted(StacksTransaction.MAX_BYTES));
        }
        return Bytes.parseHex(hex.substring(start))
                .orElseThrow(
                        () -> new Refused("invalid_payload", "The transaction is not in hex."));
    }

    /** The order, here and below, is the protocol's: of several faults the first is told. */
    private Signed signed(StacksNetwork network, Bytes bytes, boolean sponsored) throws Refused {
        StacksTransaction transaction = parse(bytes);
        checkNetwork(transaction, network);
        byte[] presign = SigningHash.originPresign(transaction);
        if (!sponsored || !transaction.awaitsSponsor()) {
            checkSponsor(transaction, presign);
        }
        SpendingCondition origin = transaction.origin();
        if (!origin.isSignedOver(presign, curve)) {
            throw new Refused(
                    "signature_validation_failed",
                    "The signature is not the signer's, or not in its low-S form.");
        }
        return new Signed(
                network.address(origin.mode(), origin.signer()),
                Bytes.of(presign).hex(),
                transaction,
                bytes);
    }

    private static Valid valid(Requirement requirement, Signed signed) throws Refused {
        StacksTransaction transaction = signed.transaction();
        Principal sender = new Principal.Standard(signed.payer());
        Transfer transfer = Transfer.read(transaction.payload(), requirement.accepted());
        checkAmount(transfer);
        checkParties(transfer, sender, requirement.payTo());
        Bytes memo =
                transfer.memo()
                        .orElseThrow(() ->
                                new Refused(
                                        "invalid_memo",
                                        "The memo is neither none nor 34 bytes at most."));
        PostConditionCheck.check(transaction, transfer, sender);
        if (signed.awaitsSponsor()) {
            checkNoFee(transaction.origin().fee());
        } else {
            checkFee(transaction.fee(), signed.bytes().size(), requirement.minFeePerByte());
        }
        return new Valid(
                signed.payer().text(),
                transfer.asset().key(),
                transfer.amount().longValueExact(),
                signed.txid(),
                signed.nonce(),
                transaction.fee(),
                signed.presign(),
                signed.bytes(),
                memo);
    }

    private static StacksTransaction parse(Bytes bytes) throws Refused {
        try {
            return StacksTransaction.parse(bytes.array());
        } catch (MalformedBytes e) {
            throw new Refused(
                    "invalid_payload", "Not a transaction that can pay: " + e.getMessage() + ".");
        }
    }

    private static void checkNetwork(StacksTransaction transaction, StacksNetwork network)
            throws Refused {
        if (transaction.version() != network.transactionVersion()
                || transaction.chainId() != network.chainId()) {
            throw new Refused(
                    "invalid_network", "The transaction is not for " + network.caip2() + ".");
        }
    }

    /** A transaction that someone sponsors is as good as any; one that awaits a sponsor is none. */
    private void checkSponsor(StacksTransaction transaction, byte[] originPresign) throws Refused {
        Optional<SpendingCondition> sponsor = transaction.sponsor();
        if (sponsor.isPresent()) {
            byte[] presign =
                    SigningHash.sponsorPresign(originPresign, transaction.origin(), sponsor.get());
            if (!sponsor.get().isSignedOver(presign, curve)) {
                throw new Refused(
                        "invalid_transaction_state",
                        "The transaction awaits a sponsor, and none sponsors it here.");
            }
        }
    }

    private static void checkAmount(Transfer transfer) throws Refused {
        BigInteger amount = transfer.amount();
        BigInteger required = BigInteger.valueOf(transfer.asset().required());
        if (amount.signum() == 0 || amount.compareTo(required) < 0) {
            throw new Refused(
                    "amount_insufficient",
                    "Paid are %s, required are %s, in the smallest unit of %s."
                            .formatted(
                                    amount, required.max(BigInteger.ONE), transfer.asset().key()));
        }
        boolean priced = required.signum() > 0;
        BigInteger most =
                priced ? required.multiply(MAX_TIMES_REQUIRED).min(MAX_AMOUNT) : MAX_AMOUNT;
        if (amount.compareTo(most) > 0) {
            throw new Refused(
                    "amount_excessive",
                    "Paid are %s in the smallest unit of %s, at most %s are taken: a mistaken unit?"
                            .formatted(amount, transfer.asset().key(), most));
        }
    }

    private static void checkParties(Transfer transfer, Principal payer, Principal payTo)
            throws Refused {
        if (!transfer.recipient().equals(payTo)) {
            throw new Refused(
                    "recipient_mismatch",
                    "Paid is %s, to be paid is %s."
                            .formatted(transfer.recipient().text(), payTo.text()));
        }
        if (!transfer.sender().orElse(payer).equals(payer)) {
            throw new Refused(
                    "sender_mismatch",
                    "The sender of the transfer is not the signer; the chain would refuse it.");
        }
        if (payer.equals(payTo)) {
            throw new Refused(
                    "sender_mismatch", "Payer and payee are one; the chain would refuse it.");
        }
    }

    private static void checkNoFee(long fee) throws Refused {
        if (fee != 0) {
            throw new Refused(
                    "invalid_transaction_state",
                    "A transaction that awaits a sponsor has a fee of 0; its sponsor pays.");
        }
    }

    private static void checkFee(long fee, int bytes, long minFeePerByte) throws Refused {
        if (fee < bytes * minFeePerByte) {
            throw new Refused(
                    "fee_too_low",
                    "The fee of %d uSTX is under the %d that nodes ask for %d bytes."
                            .formatted(fee, bytes * minFeePerByte, bytes));
        }
    }
}
