package dev.coffer.payment.stacks;

import dev.coffer.harness.FarSide;
import dev.coffer.harness.FarSide.Asked;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.StacksTransaction;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A Stacks node and its index, as far as payments ask them, which behaves as a test says. */
final class ScriptedNode implements AutoCloseable {

    static final StacksNetwork NETWORK = StacksNetwork.MAINNET;

    /** A transaction that the node has. */
    static final class Known {
        final String sender;
        final long nonce;
        String status = "pending";
        long height;
        boolean canonical = true;

        private Known(String sender, long nonce) {
            this.sender = sender;
            this.nonce = nonce;
        }
    }

    final AtomicInteger broadcasts = new AtomicInteger();

    /** Whether what is broadcast is in a block at once. */
    volatile boolean mines = true;

    /** How a broadcast is answered that was taken; its transaction id is given. */
    volatile Function<String, FarSide.Answering> answering =
            txid -> FarSide.json("\"" + txid + "\"");

    /** Whether nothing is answered at all. */
    volatile boolean away;

    /** Whether broadcasts are heard, and nothing else is answered. */
    volatile boolean deaf;

    /** How many look-ups find nothing of what is there. */
    final AtomicInteger hidden = new AtomicInteger();

    /** Which it says it is of. */
    volatile long networkId = NETWORK.chainId();

    volatile long balance = 1_000_000_000;
    volatile long tokens = 1_000_000_000;

    private final Map<String, Known> known = new LinkedHashMap<>();
    private final Map<String, Long> nonces = new HashMap<>();
    private final FarSide far = FarSide.open();
    private final CountDownLatch over = new CountDownLatch(1);
    private long tip = 100;

    ScriptedNode() {
        far.on("/", this::answer);
    }

    /** An answer that does not come as long as the node is there. */
    FarSide.Answering never() {
        return (_, _) -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    URI url() {
        return URI.create(far.url());
    }

    synchronized Known of(String txid) {
        return Optional.ofNullable(known.get(txid)).orElseThrow();
    }

    /** Puts one into a block, as the chain would. */
    synchronized void mine(String txid) {
        Known tx = of(txid);
        tx.status = "success";
        tx.height = ++tip;
        nonces.merge(tx.sender, tx.nonce + 1, Math::max);
    }

    synchronized void moveOn(int blocks) {
        tip += blocks;
    }

    /** Has a transaction that nobody told it here. */
    synchronized String take(byte[] bytes) {
        try {
            StacksTransaction tx = StacksTransaction.parse(bytes);
            String sender = NETWORK.address(tx.origin().mode(), tx.origin().signer()).text();
            known.putIfAbsent(tx.txid(), new Known(sender, tx.origin().nonce()));
            return tx.txid();
        } catch (MalformedBytes e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(Asked asked, OutputStream out) throws IOException {
        boolean broadcast = asked.path().equals("/v2/transactions");
        if (away || deaf && !broadcast) {
            return;
        }
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
        String txid;
        try {
            txid = StacksTransaction.parse(asked.body()).txid();
        } catch (MalformedBytes e) {
            return FarSide.text(400, "{\"reason\": \"Deserialization\"}");
        }
        if (known.containsKey(txid) && known.get(txid).height > 0) {
            return FarSide.text(
                    400,
                    """
                    {"error": "transaction rejected", "reason": "BadNonce",
                     "reason_data": {"expected": 9, "actual": 8}}\
                    """);
        }
        take(asked.body());
        if (mines) {
            mine(txid);
        }
        return answering.apply(txid);
    }

    private synchronized Optional<String> said(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (path.startsWith("/extended/v1/tx/0x")) {
            return transaction(last.substring(2));
        }
        if (path.endsWith("/nonces")) {
            String address = path.split("/")[4];
            long next = nonces.getOrDefault(address, 0L);
            long possible =
                    known.values().stream()
                            .filter(tx -> tx.sender.equals(address) && tx.status.equals("pending"))
                            .mapToLong(tx -> tx.nonce + 1)
                            .reduce(next, Math::max);
            return Optional.of(
                    "{\"possible_next_nonce\": %d, \"last_executed_tx_nonce\": %s, \"detected_missing_nonces\": []}"
                            .formatted(possible, next == 0 ? "null" : Long.toString(next - 1)));
        }
        if (path.startsWith("/v2/accounts/")) {
            return Optional.of(
                    "{\"balance\": \"0x%032x\", \"locked\": \"0x00\", \"nonce\": %d}"
                            .formatted(balance, nonces.getOrDefault(last, 0L)));
        }
        if (path.contains("/call-read/")) {
            return Optional.of("{\"okay\": true, \"result\": \"0x0701%032x\"}".formatted(tokens));
        }
        return Optional.of(
                path.equals("/v2/info")
                        ? "{\"network_id\": %d, \"stacks_tip_height\": %d}"
                                .formatted(networkId, tip)
                        : "1");
    }

    private Optional<String> transaction(String txid) {
        Known tx = known.get(txid);
        if (tx == null || hidden.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            return Optional.empty();
        }
        return Optional.of(
                "{\"tx_id\": \"0x%s\", \"tx_status\": \"%s\", \"canonical\": %s, \"block_height\": %d, \"tx_result\": {\"repr\": \"(ok true)\"}}"
                        .formatted(txid, tx.status, tx.canonical, tx.height));
    }

    @Override
    public void close() {
        over.countDown();
        far.close();
    }
}
