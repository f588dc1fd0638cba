package dev.coffer.payment.stacks;

import dev.coffer.payment.Asset;
import dev.coffer.payment.ChainHttp;
import dev.coffer.payment.ChainHttp.Said;
import dev.coffer.payment.ChainSilent;
import dev.coffer.payment.Facilitator.Fees;
import dev.coffer.payment.Facilitator.Outcome;
import dev.coffer.payment.Facilitator.Purse;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksTransaction;

import tools.jackson.databind.JsonNode;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a node knows of a payer, against a payment that it was not told of yet: whether the nonce is
 * next, the money there, the fee enough. A node runs no contract before a block does, so that it
 * takes a token's transfer says nothing of the funds.
 */
final class PayerState {

    /** What is known against a payment. */
    sealed interface Verdict {

        /** Nothing. */
        record Fine() implements Verdict {}

        /** Its nonce comes after the one that is next: earlier payments may be on their way. */
        record Early(long next) implements Verdict {}

        record Refused(Outcome.Refused refused) implements Verdict {}
    }

    /** Transactions of one payer that may wait for a block: nodes take 25. */
    private static final int MOST_WAITING = 20;

    /** {@code (ok uint)}, before its 16 bytes. */
    private static final String OK_UINT = "0x0701";

    private final ChainHttp node;
    private final StacksTokens tokens;

    PayerState(ChainHttp node, StacksTokens tokens) {
        this.node = node;
        this.tokens = tokens;
    }

    /** The payer's nonces as the index has them; a bare node has none. */
    private Optional<JsonNode> nonces(String payer) {
        Said said = node.get("/extended/v1/address/" + payer + "/nonces");
        return Optional.of(said.json()).filter(_ -> said.isOk());
    }

    /** The nonces of an address's transactions that wait in a mempool, by the index. */
    Set<Long> waiting(String address) {
        Set<Long> waiting = new HashSet<>();
        nonces(address)
                .ifPresent(n ->
                        n.path("detected_mempool_nonces").forEach(w -> waiting.add(w.asLong(-1))));
        return waiting;
    }

    /**
     * What is known of an address that pays fees.
     *
     * @throws ChainSilent if it is not said
     */
    Purse purse(String address) {
        Said account = node.get("/v2/accounts/" + address + "?proof=0");
        Optional<BigInteger> balance = hex(account.json().path("balance").asString(""));
        if (!account.isOk() || balance.isEmpty()) {
            throw new ChainSilent("the node does not know the account " + address);
        }
        return new Purse(
                account.json().path("nonce").asLong(0),
                waiting(address),
                balance.get().min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
    }

    /** By its estimates, or where it has none by what it wants for each byte. */
    Fees fees(StacksTransaction transaction) {
        int bytes = transaction.bytes().length;
        Said said =
                node.ask(
                        "/v2/fees/transaction",
                        Map.of(
                                "transaction_payload",
                                HexFormat.of().formatHex(transaction.payloadBytes()),
                                "estimated_len",
                                bytes));
        JsonNode estimations = said.json().path("estimations");
        long least = rate() * bytes;
        if (!said.isOk() || estimations.size() < 2) {
            return new Fees(least, least);
        }
        return new Fees(
                Math.max(least, estimations.path(0).path("fee").asLong(0)),
                Math.max(least, estimations.path(1).path("fee").asLong(0)));
    }

    /** The nonce of the payer's last transaction that was mined, by the index. */
    Optional<Long> lastExecuted(String payer) {
        return nonces(payer)
                .map(n -> n.path("last_executed_tx_nonce"))
                .filter(JsonNode::isIntegralNumber)
                .map(JsonNode::asLong);
    }

    Verdict judge(VerifiedPayment payment) {
        Said account = node.get("/v2/accounts/" + payment.payer() + "?proof=0");
        if (!account.isOk()) {
            return new Verdict.Fine();
        }
        long nonce = Long.parseUnsignedLong(payment.name().key());
        long mined = account.json().path("nonce").asLong(0);
        Optional<JsonNode> nonces = nonces(payment.payer());
        long next =
                Math.max(
                        mined,
                        nonces.map(n -> n.path("possible_next_nonce").asLong(0)).orElse(mined));
        boolean fillsGap = nonces.filter(n -> isMissing(n, nonce)).isPresent();
        if (nonce < mined || nonce < next && !fillsGap || nonce - mined > MOST_WAITING) {
            return new Verdict.Refused(Outcome.Refused.conflictingNonce(Optional.of(next)));
        }
        if (nonce > next && !fillsGap) {
            return new Verdict.Early(next);
        }
        return funds(payment, account.json());
    }

    private static boolean isMissing(JsonNode nonces, long nonce) {
        for (JsonNode missing : nonces.path("detected_missing_nonces")) {
            if (missing.asLong(-1) == nonce) {
                return true;
            }
        }
        return false;
    }

    private Verdict funds(VerifiedPayment payment, JsonNode account) {
        StacksTransaction transaction;
        try {
            transaction = StacksTransaction.parse(payment.carried());
        } catch (MalformedBytes e) {
            return new Verdict.Fine(); // It was read once; the node says what is wrong with it now.
        }
        long fee = transaction.fee();
        if (!transaction.awaitsSponsor() && fee < rate() * payment.carried().length) {
            return new Verdict.Refused(Rejection.feeTooLow());
        }
        BigInteger feeOfPayer = BigInteger.valueOf(transaction.sponsor().isPresent() ? 0 : fee);
        BigInteger paid = BigInteger.valueOf(payment.paid().amount());
        boolean stx = payment.paid().asset() == Asset.STX;
        boolean covered =
                hex(account.path("balance").asString(""))
                        .map(held -> held.compareTo(stx ? paid.add(feeOfPayer) : feeOfPayer) >= 0)
                        .orElse(true);
        boolean held = stx || tokens(payment).map(own -> own.compareTo(paid) >= 0).orElse(true);
        return covered && held ? new Verdict.Fine() : new Verdict.Refused(Rejection.insufficient());
    }

    /** µSTX a byte, as the node asks of a transfer. */
    private long rate() {
        Said said = node.get("/v2/fees/transfer");
        return said.isOk() && said.json().isIntegralNumber()
                ? Math.clamp(said.json().asLong(), 1, 1_000)
                : 1;
    }

    /** What the payer holds of the payment's token, asked of its contract (SIP-010). */
    private Optional<BigInteger> tokens(VerifiedPayment payment) {
        StacksTokens.Token token = tokens.token(payment.paid().asset());
        String path =
                "/v2/contracts/call-read/%s/%s/get-balance"
                        .formatted(token.contract().address().text(), token.contract().name());
        ClarityValue payer =
                new ClarityValue.PrincipalValue(Principal.parse(payment.payer()).orElseThrow());
        String argument = "0x" + HexFormat.of().formatHex(payer.bytes());
        Said said =
                node.ask(path, Map.of("sender", payment.payer(), "arguments", List.of(argument)));
        return said.isOk() && said.json().path("okay").asBoolean(false)
                ? uint(said.json().path("result").asString(""))
                : Optional.empty();
    }

    private static Optional<BigInteger> uint(String result) {
        return result.startsWith(OK_UINT)
                ? hex(result.substring(OK_UINT.length()))
                : Optional.empty();
    }

    private static Optional<BigInteger> hex(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        return digits.matches("[0-9a-fA-F]{1,64}")
                ? Optional.of(new BigInteger(digits, 16))
                : Optional.empty();
    }
}
