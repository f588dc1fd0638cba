package dev.coffer.payment.stacks;

import dev.coffer.payment.ChainHttp;
import dev.coffer.payment.ChainHttp.Said;
import dev.coffer.payment.ChainSilent;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.SigningHash;
import dev.coffer.stacks.StacksTransaction;

import tools.jackson.databind.JsonNode;

import java.util.HexFormat;
import java.util.Optional;

/**
 * What used a payment's nonce in the chain, by the index. That is another transaction of the payer,
 * or the same payment under another id: whoever sees a sponsored one can put a sponsor of its own
 * into it.
 */
record UsedNonce(ChainHttp node, PayerState payers) {

    sealed interface Use {

        /** The payment itself, as the index has it under another id. */
        record Same(JsonNode transaction) implements Use {}

        /** Another transaction: the payment never moves anything. */
        record Another() implements Use {}
    }

    private static final int PAGE = 50;

    /** So many of a payer's newest transactions are looked through. */
    private static final int MOST = 4 * PAGE;

    /**
     * Empty if the index does not show what used it, or nothing did: parts of an index can be
     * behind others.
     *
     * @throws ChainSilent if it does not say
     */
    Optional<Use> of(VerifiedPayment payment) {
        long nonce = Long.parseUnsignedLong(payment.name().key());
        if (payers.lastExecuted(payment.payer()).filter(last -> last >= nonce).isEmpty()) {
            return Optional.empty();
        }
        for (int offset = 0; offset < MOST; offset += PAGE) {
            Said said =
                    node.get(
                            "/extended/v1/address/%s/transactions?limit=%d&offset=%d"
                                    .formatted(payment.payer(), PAGE, offset));
            JsonNode page = said.json().path("results");
            if (!said.isOk() || page.isEmpty()) {
                return Optional.empty();
            }
            for (JsonNode tx : page) {
                if (tx.path("nonce").asLong(-1) == nonce
                        && tx.path("sender_address").asString("").equals(payment.payer())
                        && isMined(tx)) {
                    return use(payment, tx);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether it is in a block of the chain that counts. */
    static boolean isMined(JsonNode tx) {
        String status = tx.path("tx_status").asString("");
        return tx.path("canonical").asBoolean(false)
                && (status.equals("success") || status.startsWith("abort_"));
    }

    private Optional<Use> use(VerifiedPayment payment, JsonNode tx) {
        Said said = node.get("/extended/v1/tx/" + tx.path("tx_id").asString("") + "/raw");
        String raw = said.json().path("raw_tx").asString("");
        if (!raw.startsWith("0x")) {
            return Optional.empty();
        }
        return Optional.of(
                isSame(payment, raw.substring(2)) ? new Use.Same(tx) : new Use.Another());
    }

    /** By what the payer signed, which is the same whoever sponsors it. */
    private static boolean isSame(VerifiedPayment payment, String hex) {
        try {
            StacksTransaction tx = StacksTransaction.parse(HexFormat.of().parseHex(hex));
            return Bytes.of(SigningHash.originPresign(tx)).hex().equals(payment.name().digest());
        } catch (MalformedBytes | IllegalArgumentException e) {
            return false; // Whatever it is, it is none that could pay.
        }
    }
}
