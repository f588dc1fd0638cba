package dev.coffer.payment.stacks;

import dev.coffer.harness.FarSide;
import dev.coffer.harness.FarSide.Asked;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Buyer;
import dev.coffer.payment.Rail;
import dev.coffer.stacks.ClarityValue;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Payload;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.SpendingCondition;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Stacks node and its index, as far as payments ask them, which behaves as a test says. It keeps
 * what really moved.
 */
public final class ScriptedNode implements AutoCloseable {

    public static final StacksNetwork NETWORK = StacksNetwork.MAINNET;
    public static final StacksTokens TOKENS = StacksTokens.of(NETWORK);
    public static final String PAY_TO = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";

    /** A transaction that the node has. */
    static final class Known {
        final String sender;
        final StacksTransaction transaction;
        String status = "pending";
        long height;
        boolean canonical = true;

        private Known(String sender, StacksTransaction transaction) {
            this.sender = sender;
            this.transaction = transaction;
        }

        long nonce() {
            return transaction.origin().nonce();
        }

        /** Who pays its fee, by which nonce: its sender, if nobody else. */
        Spent payer() {
            return transaction.sponsor().map(Spent::of).orElse(new Spent(sender, nonce()));
        }

        private Stream<Spent> spent() {
            return Stream.of(new Spent(sender, nonce()), payer()).distinct();
        }

        boolean isPending() {
            return status.equals("pending");
        }
    }

    /** A nonce of an account. */
    record Spent(String address, long nonce) {
        private static Spent of(SpendingCondition by) {
            return new Spent(NETWORK.address(by.mode(), by.signer()).text(), by.nonce());
        }
    }

    public final AtomicInteger broadcasts = new AtomicInteger();

    /** Whether what is broadcast is taken; else it is as if it had never come. */
    public volatile boolean takes;

    /** Whether what is broadcast is in a block at once. */
    public volatile boolean mines;

    /** How a broadcast is answered; its transaction id is given. */
    public volatile Function<String, FarSide.Answering> answering = ScriptedNode::taken;

    /** Whether nothing is answered at all. */
    volatile boolean away;

    /** Whether broadcasts are heard, and nothing else is answered. */
    volatile boolean deaf;

    /** What goes before each answer. */
    volatile Runnable before = () -> {};

    /** How many look-ups find nothing of what is there. */
    final AtomicInteger hidden = new AtomicInteger();

    final AtomicInteger lookUps = new AtomicInteger();

    volatile long balance;
    volatile long tokens;

    /** What single accounts hold that hold something else. */
    final Map<String, Long> balances = new ConcurrentHashMap<>();

    /**
     * Which fee a transaction takes, in µSTX: the least and the usual; empty if it does not say.
     */
    volatile List<Long> estimates = List.of();

    /** Which it says it is of. */
    volatile long networkId;

    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, Long> nonces = new HashMap<>();
    private final FarSide far = FarSide.open();
    private volatile CountDownLatch over = new CountDownLatch(1);
    private long tip = 100;

    public ScriptedNode() {
        far.on("/", this::answer);
        behaves();
    }

    /** From now on, and forgets nothing. */
    public void behaves() {
        takes = true;
        mines = true;
        answering = ScriptedNode::taken;
        away = false;
        deaf = false;
        before = () -> {};
        networkId = NETWORK.chainId();
        balance = 1_000_000_000;
        tokens = 1_000_000_000;
        balances.clear();
        estimates = List.of();
        List.of(broadcasts, lookUps, hidden).forEach(counter -> counter.set(0));
        over.countDown();
        over = new CountDownLatch(1);
    }

    /** As a node answers that has it. */
    static FarSide.Answering taken(String txid) {
        return FarSide.json("\"" + txid + "\"");
    }

    /** An answer that does not come as long as the node is as it is. */
    public FarSide.Answering never() {
        CountDownLatch until = over;
        return (_, _) -> {
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    static FarSide.Answering rejection(String reason) {
        return FarSide.text(
                400, "{\"error\": \"transaction rejected\", \"reason\": \"%s\"}".formatted(reason));
    }

    public URI url() {
        return URI.create(far.url());
    }

    synchronized Known of(String txid) {
        return Optional.ofNullable(known.get(txid)).orElseThrow();
    }

    /** Puts one into a block, as the chain would. */
    public synchronized void mine(String txid) {
        end(txid, "success");
    }

    /** The same, with what came of it there. */
    synchronized void end(String txid, String status) {
        Known tx = of(txid);
        tx.status = status;
        if (!status.startsWith("dropped")) {
            tx.height = ++tip;
            tx.spent()
                    .forEach(spent -> nonces.merge(spent.address(), spent.nonce() + 1, Math::max));
        }
    }

    /** Mines what is sponsored and next, as a block does, until nothing is. */
    synchronized void mineSponsored() {
        Optional<Known> next = next();
        while (next.isPresent()) {
            mine(next.get().transaction.txid());
            next = next();
        }
    }

    private Optional<Known> next() {
        return known.values().stream()
                .filter(tx -> tx.isPending() && tx.transaction.sponsor().isPresent())
                .filter(tx -> tx.nonce() == next(tx.sender))
                .filter(tx -> tx.payer().nonce() == next(tx.payer().address()))
                .findFirst();
    }

    /** Of an account's transactions so many are mined. */
    public synchronized long nextNonce(String address) {
        return next(address);
    }

    private long next(String address) {
        return nonces.getOrDefault(address, 0L);
    }

    /** Whatever an account does elsewhere, its next nonce is this. */
    synchronized void movedOn(String address, long nonce) {
        nonces.put(address, nonce);
    }

    /** All that it was told, in order. */
    synchronized List<StacksTransaction> told() {
        return known.values().stream().map(tx -> tx.transaction).toList();
    }

    synchronized boolean isMined(String txid) {
        return of(txid).status.equals("success");
    }

    /** Takes one out of its block, as if it had never been told. */
    synchronized void forkOut(String txid) {
        Known tx = of(txid);
        known.remove(txid);
        nonces.merge(tx.sender, tx.nonce(), Math::min);
    }

    synchronized void moveOn(int blocks) {
        tip += blocks;
    }

    /** What a payer moved to somebody, in the chain that counts. */
    public synchronized long moved(String sender, Asset asset, String payTo) {
        return known.values().stream()
                .filter(tx -> tx.sender.equals(sender))
                .filter(tx -> tx.status.equals("success") && tx.canonical)
                .mapToLong(tx -> amount(tx.transaction.payload(), asset, payTo))
                .sum();
    }

    private static long amount(Payload payload, Asset asset, String payTo) {
        return switch (payload) {
            case Payload.TokenTransfer paid ->
                    asset == Asset.STX && paid.recipient().text().equals(payTo)
                            ? paid.amount().longValueExact()
                            : 0;
            case Payload.ContractCall call ->
                    asset != Asset.STX
                                    && TOKENS.token(asset).contract().equals(call.contract())
                                    && call.arguments().get(2)
                                            instanceof ClarityValue.PrincipalValue(Principal to)
                                    && to.text().equals(payTo)
                                    && call.arguments().getFirst() instanceof ClarityValue.UInt paid
                            ? paid.value().longValueExact()
                            : 0;
        };
    }

    /** Has a transaction that nobody told it here. */
    synchronized String take(StacksTransaction tx) {
        String sender = NETWORK.address(tx.origin().mode(), tx.origin().signer()).text();
        sameNonce(sender, tx).forEach(other -> other.status = "dropped_replace_by_fee");
        Known had = known.computeIfAbsent(tx.txid(), _ -> new Known(sender, tx));
        had.status = "pending";
        return tx.txid();
    }

    private Stream<Known> sameNonce(String sender, StacksTransaction tx) {
        List<Spent> spent = new Known(sender, tx).spent().toList();
        return known.values().stream()
                .filter(other -> other.isPending() && other.spent().anyMatch(spent::contains))
                .filter(other -> !other.transaction.txid().equals(tx.txid()));
    }

    private void answer(Asked asked, OutputStream out) throws IOException {
        boolean broadcast = asked.path().equals("/v2/transactions");
        if (away || deaf && !broadcast) {
            return;
        }
        before.run();
        FarSide.Answering answer =
                broadcast
                        ? broadcast(asked)
                        : said(asked.path())
                                .map(FarSide::json)
                                .orElse(FarSide.text(404, "{\"error\": \"not found\"}"));
        answer.answer(asked, out);
    }

    private synchronized FarSide.Answering broadcast(Asked asked) {
        broadcasts.incrementAndGet();
        StacksTransaction tx;
        try {
            tx = StacksTransaction.parse(asked.body());
        } catch (MalformedBytes e) {
            return rejection("Deserialization");
        }
        if (!takes) {
            return answering.apply(tx.txid());
        }
        String sender = NETWORK.address(tx.origin().mode(), tx.origin().signer()).text();
        if (tx.origin().nonce() < next(sender)) {
            return badNonce(true);
        }
        Spent payer = new Known(sender, tx).payer();
        if (payer.nonce() < next(payer.address())) {
            return badNonce(false);
        }
        if (sameNonce(sender, tx).anyMatch(other -> other.transaction.fee() >= tx.fee())) {
            return rejection("ConflictingNonceInMempool");
        }
        take(tx);
        if (mines && tx.sponsor().isEmpty()) {
            mine(tx.txid());
        }
        if (mines) {
            mineSponsored();
        }
        return answering.apply(tx.txid());
    }

    private static FarSide.Answering badNonce(boolean isOrigin) {
        return FarSide.text(
                400,
                """
                {"error": "transaction rejected", "reason": "BadNonce",
                 "reason_data": {"expected": 9, "actual": 8, "is_origin": %s}}\
                """
                        .formatted(isOrigin));
    }

    private synchronized Optional<String> said(String path) {
        List<String> parts = List.of(path.split("/"));
        String last = parts.getLast();
        if (path.startsWith("/extended/v1/tx/0x")) {
            return last.equals("raw") ? raw(parts.get(4)) : lookedUp(last);
        }
        if (path.endsWith("/nonces")) {
            return Optional.of(noncesOf(parts.get(4)));
        }
        if (path.endsWith("/transactions")) {
            return Optional.of(minedOf(parts.get(4)));
        }
        if (path.startsWith("/v2/accounts/")) {
            return Optional.of(
                    "{\"balance\": \"0x%032x\", \"locked\": \"0x00\", \"nonce\": %d}"
                            .formatted(balances.getOrDefault(last, balance), next(last)));
        }
        if (path.contains("/call-read/")) {
            return Optional.of("{\"okay\": true, \"result\": \"0x0701%032x\"}".formatted(tokens));
        }
        if (path.equals("/v2/fees/transaction") && !estimates.isEmpty()) {
            return Optional.of(
                    estimates.stream()
                            .map("{\"fee\": %d}"::formatted)
                            .collect(Collectors.joining(", ", "{\"estimations\": [", "]}")));
        }
        return Optional.of(
                path.equals("/v2/info")
                        ? "{\"network_id\": %d, \"stacks_tip_height\": %d}"
                                .formatted(networkId, tip)
                        : "1");
    }

    private String noncesOf(String address) {
        long next = next(address);
        List<Long> waiting =
                known.values().stream()
                        .filter(Known::isPending)
                        .flatMap(Known::spent)
                        .filter(spent -> spent.address().equals(address))
                        .map(Spent::nonce)
                        .toList();
        long possible = waiting.stream().mapToLong(nonce -> nonce + 1).reduce(next, Math::max);
        return "{\"possible_next_nonce\": %d, \"last_executed_tx_nonce\": %s, \"detected_missing_nonces\": [], \"detected_mempool_nonces\": %s}"
                .formatted(possible, next == 0 ? "null" : Long.toString(next - 1), waiting);
    }

    /** In blocks, the newest first; what look-ups don't find is not there either. */
    private String minedOf(String address) {
        List<String> all =
                known.values().stream()
                        .filter(tx -> tx.sender.equals(address) && tx.height > 0)
                        .filter(_ -> hidden.get() == 0)
                        .map(ScriptedNode::shown)
                        .collect(Collectors.toList());
        return "{\"limit\": 50, \"offset\": 0, \"total\": %d, \"results\": [%s]}"
                .formatted(all.size(), String.join(", ", all.reversed()));
    }

    private Optional<String> raw(String id) {
        return Optional.ofNullable(known.get(id.substring(2)))
                .map(tx -> HexFormat.of().formatHex(tx.transaction.bytes()))
                .map("{\"raw_tx\": \"0x%s\"}"::formatted);
    }

    private Optional<String> lookedUp(String id) {
        lookUps.incrementAndGet();
        Known tx = known.get(id.substring(2));
        if (tx == null || hidden.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            return Optional.empty();
        }
        return Optional.of(shown(tx));
    }

    private static String shown(Known tx) {
        return "{\"tx_id\": \"0x%s\", \"sender_address\": \"%s\", \"nonce\": %d, \"tx_status\": \"%s\", \"canonical\": %s, \"block_height\": %d, \"tx_result\": {\"repr\": \"(ok true)\"}}"
                .formatted(
                        tx.transaction.txid(),
                        tx.sender,
                        tx.nonce(),
                        tx.status,
                        tx.canonical,
                        tx.height);
    }

    /** The same rail, sponsored. */
    public static Rail rail(URI node, Duration patience, Duration budget, Sponsoring sponsoring) {
        StacksNode.Asking asking =
                new StacksNode.Asking(
                        node, Optional.empty(), patience, budget, Duration.ofMillis(50));
        return StacksVerifier.rail(
                TOKENS,
                PAY_TO,
                new StacksNode(asking, TOKENS, Confirmations.USUAL),
                Optional.of(sponsoring));
    }

    /** The rail that asks a node, as it is asked in tests: every 50 ms. */
    public static Rail rail(
            URI node, Duration patience, Duration budget, Confirmations confirmations) {
        StacksNode.Asking asking =
                new StacksNode.Asking(
                        node, Optional.empty(), patience, budget, Duration.ofMillis(50));
        return StacksVerifier.rail(TOKENS, PAY_TO, new StacksNode(asking, TOKENS, confirmations));
    }

    /** Who pays by a transaction. */
    public static Buyer buyer(String payer, Asset asset, long amount, byte[] transaction) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        accepted.put("scheme", "exact");
        accepted.put("network", NETWORK.caip2());
        accepted.put("amount", Long.toString(amount));
        accepted.put("asset", TOKENS.name(asset));
        accepted.put("payTo", PAY_TO);
        accepted.put("maxTimeoutSeconds", 300);
        return Buyer.of(payer, false, X402.v2(accepted, HexFormat.of().formatHex(transaction)));
    }

    @Override
    public void close() {
        over.countDown();
        far.close();
    }
}
