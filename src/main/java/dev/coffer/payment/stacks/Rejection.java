package dev.coffer.payment.stacks;

import dev.coffer.payment.ChainSilent;
import dev.coffer.payment.Facilitator.Outcome;

import tools.jackson.databind.JsonNode;

import java.util.Optional;

/** Why a node turned a transaction away, in the words of {@code POST /v2/transactions}. */
final class Rejection {

    private Rejection() {}

    /**
     * The refusal, where the reason lies in the transaction.
     *
     * @throws ChainSilent if it lies in the node
     */
    static Outcome.Refused of(JsonNode said) {
        String reason = said.path("reason").asString("");
        return switch (reason) {
            case "BadNonce" ->
                    said.path("reason_data").path("is_origin").asBoolean(true)
                            ? Outcome.Refused.conflictingNonce(expected(said))
                            : Outcome.Refused.sponsorsNonce();
            case "ConflictingNonceInMempool" -> Outcome.Refused.conflictingNonce(Optional.empty());
            case "TooMuchChaining" ->
                    new Outcome.Refused(
                            "too_many_pending",
                            "Too many transactions of the payer wait for a block; wait for some, or prepay by POST /api/account/deposit.");
            case "NotEnoughFunds" -> insufficient();
            case "FeeTooLow" -> feeTooLow();
            case "Deserialization",
                    "SignatureValidation",
                    "BadTransactionVersion",
                    "TransferRecipientCannotEqualSender",
                    "TransferAmountMustBePositive",
                    "NoSuchContract",
                    "NoSuchPublicFunction",
                    "BadFunctionArgument",
                    "ContractAlreadyExists",
                    "BadAddressVersionByte" ->
                    new Outcome.Refused(
                            "broadcast_failed",
                            "The network refused the transaction: %s.".formatted(reason));
            default ->
                    throw new ChainSilent(
                            "the node took no transaction: "
                                    + (reason.isEmpty() ? "without a reason" : reason));
        };
    }

    static Outcome.Refused insufficient() {
        return new Outcome.Refused(
                "insufficient_funds", "The payer's account does not hold the amount and the fee.");
    }

    static Outcome.Refused feeTooLow() {
        return new Outcome.Refused(
                "fee_too_low", "The fee is below what the network asks for now; sign with more.");
    }

    private static Optional<Long> expected(JsonNode said) {
        JsonNode expected = said.path("reason_data").path("expected");
        return expected.isIntegralNumber() ? Optional.of(expected.asLong()) : Optional.empty();
    }
}
