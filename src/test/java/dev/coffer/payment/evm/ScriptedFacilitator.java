package dev.coffer.payment.evm;

import dev.coffer.endpoint.Json;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.FarSide.Asked;
import dev.coffer.harness.X402;
import dev.coffer.payment.Buyer;
import dev.coffer.payment.Rail;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A facilitator of the second version, which behaves as a test says. It keeps what really moved.
 */
public final class ScriptedFacilitator implements AutoCloseable {

    public static final EvmNetwork NETWORK = EvmNetwork.BASE_SEPOLIA;
    public static final String PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

    /** An authorization that was used, and by whom. */
    private record Moved(String from, String transaction, long value) {}

    public final AtomicInteger settles = new AtomicInteger();

    /** Whether what is to be settled is. */
    public volatile boolean moves;

    /** How it is answered; the transaction is given, which is empty if nothing moved. */
    public volatile Function<String, FarSide.Answering> answering = ScriptedFacilitator::settled;

    /** Whether nothing is answered at all. */
    volatile boolean away;

    /** What goes before each answer. */
    volatile Runnable before = () -> {};

    private final Map<String, Moved> moved = new ConcurrentHashMap<>();
    private final FarSide far = FarSide.open();
    private volatile CountDownLatch over = new CountDownLatch(1);

    public ScriptedFacilitator() {
        String kind = "{\"x402Version\": 2, \"scheme\": \"exact\", \"network\": \"%s\"}";
        answers(
                "/supported",
                _ -> FarSide.json("{\"kinds\": [" + kind.formatted(NETWORK.caip2()) + "]}"));
        answers("/verify", _ -> FarSide.json("{\"isValid\": true}"));
        answers("/settle", this::settle);
        behaves();
    }

    /** From now on, and forgets nothing. */
    public void behaves() {
        moves = true;
        answering = ScriptedFacilitator::settled;
        away = false;
        before = () -> {};
        settles.set(0);
        over.countDown();
        over = new CountDownLatch(1);
    }

    private void answers(String path, Function<Asked, FarSide.Answering> answer) {
        far.on(path, (asked, out) -> answer(asked, out, answer));
    }

    private void answer(Asked asked, OutputStream out, Function<Asked, FarSide.Answering> answer)
            throws IOException {
        if (!away) {
            before.run();
            answer.apply(asked).answer(asked, out);
        }
    }

    private FarSide.Answering settle(Asked asked) {
        settles.incrementAndGet();
        JsonNode said =
                Json.MAPPER.readTree(asked.body()).at("/paymentPayload/payload/authorization");
        String nonce = said.path("nonce").asString();
        if (moves) {
            moved.computeIfAbsent(
                    nonce,
                    _ ->
                            new Moved(
                                    said.path("from").asString().toLowerCase(Locale.ROOT),
                                    "0xfeed" + nonce.substring(2, 10),
                                    said.path("value").asLong()));
        }
        return answering.apply(
                Optional.ofNullable(moved.get(nonce)).map(Moved::transaction).orElse(""));
    }

    static FarSide.Answering settled(String transaction) {
        return FarSide.json(
                "{\"success\": true, \"transaction\": \"%s\", \"network\": \"%s\", \"payer\": \"\"}"
                        .formatted(transaction, NETWORK.caip2()));
    }

    static FarSide.Answering refused(String reason, String transaction) {
        return FarSide.json(
                "{\"success\": false, \"errorReason\": \"%s\", \"transaction\": \"%s\", \"network\": \"%s\"}"
                        .formatted(reason, transaction, NETWORK.caip2()));
    }

    /** An answer that does not come as long as it behaves so. */
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

    public URI url() {
        return URI.create(far.url());
    }

    /** What a payer moved. */
    public long moved(String payer) {
        return moved.values().stream()
                .filter(each -> each.from().equals(payer))
                .mapToLong(Moved::value)
                .sum();
    }

    /** The rail that asks a facilitator, and waits for an answer so long. */
    public static Rail rail(URI facilitator, Duration patience, InstantSource clock) {
        return EvmVerifier.rail(
                NETWORK,
                PAY_TO,
                new RemoteFacilitator(
                        NETWORK, "https://coffer.test/", facilitator, Optional.empty(), patience),
                clock);
    }

    /** Who pays what an offer asks for, by a word that is signed for some network. */
    public static Buyer buyer(EvmWallet wallet, EvmNetwork signedFor, Instant now) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        accepted.put("scheme", "exact");
        accepted.put("network", NETWORK.caip2());
        accepted.put("amount", "1000");
        accepted.put("asset", NETWORK.domain().contract().text());
        accepted.put("payTo", PAY_TO);
        accepted.put("maxTimeoutSeconds", 300);
        accepted.put("extra", Map.of("name", "USDC", "version", "2"));
        Map<String, Object> payload = wallet.authorizes(signedFor, PAY_TO, 1_000, now, 300);
        return Buyer.of(
                wallet.owner(),
                true,
                "PAYMENT-SIGNATURE",
                X402.base64(Map.of("x402Version", 2, "accepted", accepted, "payload", payload)));
    }

    @Override
    public void close() {
        over.countDown();
        far.close();
    }
}
