package dev.coffer.payment.stacks;

import dev.coffer.payment.Asset;
import dev.coffer.payment.ChainHttp;
import dev.coffer.payment.ChainHttp.Said;
import dev.coffer.payment.ChainSilent;
import dev.coffer.payment.Facilitator;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;

import tools.jackson.databind.JsonNode;

import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A Stacks network behind a node of the operator's choice: transactions are broadcast there, and
 * looked up until they are as deep in the chain as the asset wants. What only a mempool has is
 * never money.
 *
 * <p>Known for certain are a success in a canonical block, an abort, and that another transaction
 * of the payer used the nonce. Whatever else a node says, or does not say, leaves a payment's
 * outcome open: it is asked again later.
 */
public final class StacksNode implements Facilitator {

    private static final System.Logger LOG = System.getLogger(StacksNode.class.getName());

    /**
     * How it is asked.
     *
     * @param url the node, with the API's index beside it
     * @param key of a hosted node, if it wants one
     * @param patience for one of its answers
     * @param budget for a call, all in all but a last answer
     * @param pace between two look-ups
     */
    public record Asking(
            URI url, Optional<String> key, Duration patience, Duration budget, Duration pace) {

        /** As usual: an answer is given before clients and proxies give up. */
        public static Asking of(URI url, Optional<String> key) {
            return new Asking(
                    url,
                    key,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(25),
                    Duration.ofMillis(1500));
        }

        /** For the payer's earlier payments to come: those that do come with it. */
        private long waitNanos() {
            return budget.toNanos() / 5;
        }

        /** To broadcast it, and to see it mined. */
        private long carryNanos() {
            return budget.toNanos() - waitNanos();
        }
    }

    private final ChainHttp node;
    private final Asking asking;
    private final Confirmations confirmations;
    private final PayerState payers;
    private final UsedNonce usedNonce;
    private final StacksNetwork network;
    private volatile boolean foreign;

    public StacksNode(Asking asking, StacksTokens tokens, Confirmations confirmations) {
        this.asking = asking;
        this.node =
                new ChainHttp(
                        asking.url(),
                        asking.key().map(k -> Map.of("x-api-key", k)).orElse(Map.of()),
                        asking.patience());
        this.confirmations = confirmations;
        this.network = tokens.network();
        this.payers = new PayerState(node, tokens);
        this.usedNonce = new UsedNonce(node, payers);
    }

    @Override
    public boolean isWell() {
        return node.isWell() && !foreign;
    }

    @Override
    public void look() {
        JsonNode id = node.get("/v2/info").json().path("network_id");
        foreign = id.isIntegralNumber() && id.asLong() != Integer.toUnsignedLong(network.chainId());
        if (foreign) {
            throw new ChainSilent("the node is of another network, " + id.asLong());
        }
    }

    /** Waits for the payer's earlier payments, which may be on their way here or elsewhere. */
    @Override
    public Optional<Outcome.Refused> verify(VerifiedPayment payment) {
        long end = System.nanoTime() + asking.waitNanos();
        while (true) {
            PayerState.Verdict verdict = payers.judge(payment);
            if (verdict instanceof PayerState.Verdict.Refused(Outcome.Refused refused)) {
                return knows(payment) ? Optional.empty() : Optional.of(refused);
            }
            if (!(verdict instanceof PayerState.Verdict.Early(long next))) {
                return Optional.empty();
            }
            if (!paused(end)) {
                return Optional.of(Outcome.Refused.conflictingNonce(Optional.of(next)));
            }
        }
    }

    @Override
    public boolean knows(VerifiedPayment payment) {
        return transaction(payment).isPresent()
                || isSponsored(payment)
                        && usedNonce
                                .of(payment)
                                .filter(UsedNonce.Use.Same.class::isInstance)
                                .isPresent();
    }

    @Override
    public Outcome carry(VerifiedPayment payment, Attempt attempt) {
        long end = System.nanoTime() + asking.carryNanos();
        Optional<Outcome.Refused> turnedAway = told(payment);
        Outcome outcome = lookedUp(payment);
        if (turnedAway.isPresent() && isAbsent(payment)) {
            Optional<Outcome> used = usedAsSaid(payment);
            return attempt == Attempt.FIRST // Nobody took it before this.
                    ? used.filter(o -> !(o instanceof Outcome.Refused)).orElse(turnedAway.get())
                    : used.orElse(turnedAway.get().isSponsorsNonce() ? turnedAway.get() : outcome);
        }
        while (outcome instanceof Outcome.Unknown && paused(end)) {
            outcome = lookedUp(payment);
        }
        return outcome;
    }

    /** Tells the node; empty if it has it now, or does not say: it may have heard all the same. */
    private Optional<Outcome.Refused> told(VerifiedPayment payment) {
        try {
            return broadcast(payment);
        } catch (ChainSilent e) {
            LOG.log(Level.WARNING, "broadcast of {0}: {1}", txid(payment), e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether the node says that it has nothing of it. */
    private boolean isAbsent(VerifiedPayment payment) {
        try {
            return transaction(payment).isEmpty();
        } catch (ChainSilent e) {
            return false;
        }
    }

    /** What the node has nothing of is told to it again: it may never have heard of it. */
    @Override
    public Outcome lookUp(VerifiedPayment payment) {
        Optional<JsonNode> tx = transaction(payment);
        if (tx.isPresent()) {
            return outcome(payment, tx.get());
        }
        Optional<Outcome> used = used(payment);
        if (used.isPresent()) {
            return used.get();
        }
        // A nonce that does not fit now may be its own, used a moment ago.
        return broadcast(payment)
                .filter(refused -> !refused.code().equals("conflicting_nonce"))
                .<Outcome>map(refused -> refused)
                .orElseGet(() -> unknown(payment));
    }

    @Override
    public Purse purse(String address) {
        return payers.purse(address);
    }

    @Override
    public Fees fees(StacksTransaction transaction) {
        return payers.fees(transaction);
    }

    @Override
    public boolean forks() {
        return true;
    }

    /** At any depth. */
    @Override
    public boolean isStillSettled(VerifiedPayment payment) {
        Optional<JsonNode> tx = transaction(payment);
        boolean settled =
                tx.filter(UsedNonce::isMined).isPresent()
                        || usedNonce
                                .of(payment)
                                .filter(UsedNonce.Use.Same.class::isInstance)
                                .isPresent();
        if (!settled) {
            told(payment);
        }
        return settled;
    }

    /** Tells the node; empty if it has it now. */
    private Optional<Outcome.Refused> broadcast(VerifiedPayment payment) {
        Said said = node.post("/v2/transactions", payment.carried());
        if (said.isOk()) {
            requireSame(payment, said.json().asString(""));
            return Optional.empty();
        }
        Outcome.Refused refused = Rejection.of(said.json());
        return Optional.of(
                isOfSponsor(payment, refused) ? Outcome.Refused.sponsorsNonce() : refused);
    }

    /** Of a nonce that waits with another transaction a node does not say whose nonce it is. */
    private boolean isOfSponsor(VerifiedPayment payment, Outcome.Refused refused) {
        return refused.code().equals("conflicting_nonce")
                && parsed(payment)
                        .flatMap(StacksTransaction::sponsor)
                        .filter(by -> {
                            String sponsor = network.address(by.mode(), by.signer()).text();
                            return payers.waiting(sponsor).contains(by.nonce())
                                    && !payers.waiting(payment.payer())
                                            .contains(Long.parseUnsignedLong(payment.name().key()));
                        })
                        .isPresent();
    }

    /** A node that names another transaction did not understand this one. */
    private static void requireSame(VerifiedPayment payment, String said) {
        if (!bare(said).equalsIgnoreCase(txid(payment))) {
            throw new ChainSilent("the node says it took another transaction than it was given");
        }
    }

    private static String bare(String txid) {
        return txid.startsWith("0x") ? txid.substring(2) : txid;
    }

    /** Empty, too, where its id is not known yet, as its sponsor is to come. */
    private Optional<JsonNode> transaction(VerifiedPayment payment) {
        if (payment.txid().isEmpty()) {
            return Optional.empty();
        }
        Said said = node.get("/extended/v1/tx/0x" + txid(payment));
        return Optional.of(said.json()).filter(_ -> said.isOk());
    }

    /** What is said of it now, without telling anybody; silence says nothing. */
    private Outcome lookedUp(VerifiedPayment payment) {
        try {
            return transaction(payment)
                    .map(tx -> outcome(payment, tx))
                    .orElseGet(() -> unknown(payment));
        } catch (ChainSilent e) {
            return unknown(payment);
        }
    }

    private Outcome outcome(VerifiedPayment payment, JsonNode tx) {
        String status = tx.path("tx_status").asString("");
        return switch (status) {
            case "success" -> mined(payment, tx);
            case "abort_by_response", "abort_by_post_condition" ->
                    tx.path("canonical").asBoolean(true)
                            ? new Outcome.Refused(
                                    "transaction_failed",
                                    "The transaction was mined and moved nothing: %s. Its fee is spent; sign a new payment with the next nonce."
                                            .formatted(status.replace('_', ' ')))
                            : unknown(payment);
            case "dropped_replace_by_fee", "dropped_replace_across_fork" ->
                    used(payment)
                            .orElseGet(() ->
                                    isSponsored(payment) // It may be replaced by itself.
                                            ? unknown(payment)
                                            : Outcome.Refused.conflictingNonce(Optional.empty()));
            case String s when s.startsWith("dropped_") ->
                    new Outcome.Refused(
                            "transaction_dropped",
                            "The network dropped the transaction: %s. Sign a new payment."
                                    .formatted(s.replace('_', ' ')));
            default -> unknown(payment);
        };
    }

    /** Deep enough, in the chain that counts, and not a contract's refusal. */
    private Outcome mined(VerifiedPayment payment, JsonNode tx) {
        long height = tx.path("block_height").asLong(0);
        boolean canonical = tx.path("canonical").asBoolean(false) && height > 0;
        JsonNode result = tx.path("tx_result").path("repr");
        boolean moved =
                payment.paid().asset() == Asset.STX
                        || result.isMissingNode()
                        || result.asString("").toLowerCase(Locale.ROOT).startsWith("(ok true");
        if (!canonical || !moved) {
            return unknown(payment);
        }
        int wanted = confirmations.of(payment.paid().asset());
        return wanted == 1 || tip() - height + 1 >= wanted
                ? new Outcome.Settled(bare(tx.path("tx_id").asString(txid(payment))), height)
                : unknown(payment);
    }

    private long tip() {
        Said said = node.get("/v2/info");
        return said.isOk() ? said.json().path("stacks_tip_height").asLong(0) : 0;
    }

    /** What came of the payment where its nonce is used, by it or by another transaction. */
    private Optional<Outcome> used(VerifiedPayment payment) {
        return usedNonce
                .of(payment)
                .map(use ->
                        switch (use) {
                            case UsedNonce.Use.Same(JsonNode tx) -> outcome(payment, tx);
                            case UsedNonce.Use.Another _ ->
                                    Outcome.Refused.conflictingNonce(Optional.empty());
                        });
    }

    /** The same; silence says nothing. */
    private Optional<Outcome> usedAsSaid(VerifiedPayment payment) {
        try {
            return used(payment);
        } catch (ChainSilent e) {
            return Optional.empty();
        }
    }

    private static boolean isSponsored(VerifiedPayment payment) {
        return parsed(payment).flatMap(StacksTransaction::sponsor).isPresent();
    }

    private static Optional<StacksTransaction> parsed(VerifiedPayment payment) {
        try {
            return Optional.of(StacksTransaction.parse(payment.carried()));
        } catch (MalformedBytes e) {
            return Optional.empty(); // It was read once.
        }
    }

    private static Outcome.Unknown unknown(VerifiedPayment payment) {
        return new Outcome.Unknown(txid(payment));
    }

    private static String txid(VerifiedPayment payment) {
        return payment.txid().orElseThrow();
    }

    /** Waits a look-up's pace; false if the time is over. A chain calls nobody back. */
    private boolean paused(long end) {
        long left = end - System.nanoTime();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(Math.min(left, asking.pace().toNanos()));
        return true;
    }

    @Override
    public Optional<byte[]> transaction(String txid) {
        Said said = node.get("/extended/v1/tx/0x" + txid + "/raw");
        return Optional.of(said.json().path("raw_tx").asString(""))
                .filter(_ -> said.isOk())
                .flatMap(hex -> Bytes.parseHex(hex.startsWith("0x") ? hex.substring(2) : hex))
                .map(Bytes::array);
    }

    @Override
    public void close() {
        node.close();
    }
}
