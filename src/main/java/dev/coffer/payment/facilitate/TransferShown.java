package dev.coffer.payment.facilitate;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Facilitator.Outcome;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.facilitate.StacksFacilitatorApi.Expected;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Payload;
import dev.coffer.stacks.StacksTransaction;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A transfer as x402-stacks 1.x is told of it; without one, what was asked for. */
record TransferShown(
        String txid,
        String sender,
        String recipient,
        long amount,
        long fee,
        long nonce,
        String memo,
        String token,
        String network) {

    /**
     * Of a settlement: names with underscores, as its clients have them; amounts are in the
     * smallest unit.
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Settled(
            boolean success,
            String txId,
            String senderAddress,
            String recipientAddress,
            long amount,
            long fee,
            String status,
            long blockHeight,
            String tokenType,
            String network,
            List<String> errors,
            List<String> validationErrors) {}

    /** Of a look-up. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Verified(
            boolean valid,
            String txId,
            String senderAddress,
            String recipientAddress,
            long amount,
            long fee,
            long nonce,
            String status,
            long blockHeight,
            String tokenType,
            String memo,
            String network,
            List<String> errors,
            List<String> validationErrors) {}

    private static final String CONFIRMED = "confirmed";

    static TransferShown none(Expected expected) {
        return new TransferShown(
                "",
                "",
                expected.recipient(),
                0,
                0,
                0,
                "",
                expected.token().orElse("STX"),
                expected.network());
    }

    static TransferShown of(VerifiedPayment payment, Expected expected) {
        try {
            StacksTransaction transaction = StacksTransaction.parse(payment.carried());
            return new TransferShown(
                    payment.txid().orElse(""),
                    payment.payer(),
                    expected.recipient(),
                    payment.paid().amount(),
                    transaction.fee(),
                    transaction.origin().nonce(),
                    memo(transaction.payload()),
                    payment.paid().asset().name(),
                    expected.network());
        } catch (MalformedBytes e) {
            throw new IllegalStateException(e); // It was read before.
        }
    }

    private static String memo(Payload payload) {
        byte[] memo =
                switch (payload) {
                    case Payload.TokenTransfer transfer -> transfer.memo().array();
                    case Payload.ContractCall call ->
                            call.arguments().getLast()
                                            instanceof
                                            ClarityValue.Some(ClarityValue.Buffer(Bytes bytes))
                                    ? bytes.array()
                                    : new byte[0];
                };
        int end = memo.length;
        while (end > 0 && memo[end - 1] == 0) {
            end--;
        }
        return new String(memo, 0, end, StandardCharsets.UTF_8);
    }

    void requireMemo(Optional<String> expected) {
        if (expected.filter(text -> !text.equals(memo)).isPresent()) {
            throw new Problem(ErrorCode.INVALID_MEMO, "The memo is another than the one expected.");
        }
    }

    /**
     * What became of it.
     *
     * @param told the transaction that the chain was told, if it was: a sponsor makes it another
     */
    Settled settled(String told, String status, long height, List<String> errors) {
        return new Settled(
                status.equals(CONFIRMED),
                told.isEmpty() ? txid : told,
                sender,
                recipient,
                amount,
                fee,
                status,
                height,
                token,
                network,
                errors,
                errors);
    }

    /** By what the chain says became of it. */
    Verified verified(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Settled settled -> verified(txid, CONFIRMED, settled.height(), List.of());
            case Outcome.Refused refused ->
                    verified(txid, "failed", 0, List.of(refused.code() + ": " + refused.detail()));
            case Outcome.Unknown _ ->
                    verified(
                            txid,
                            "pending",
                            0,
                            List.of("transaction_pending: It is not in the chain for good yet."));
        };
    }

    Verified verified(String id, String status, long height, List<String> errors) {
        return new Verified(
                status.equals(CONFIRMED),
                id,
                sender,
                recipient,
                amount,
                fee,
                nonce,
                status,
                height,
                token,
                memo,
                network,
                errors,
                errors);
    }
}
