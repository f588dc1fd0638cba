package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.call.Answers;
import dev.coffer.call.Checkout;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Requests;
import dev.coffer.harness.X402;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.grant.Grants;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.signin.Site;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.payment.x402.PaymentRequired;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.Vectors;
import dev.coffer.stacks.Wallet;
import dev.coffer.state.kv.KvRoom;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.sqlite.SqliteStore;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A checkout of one endpoint, kv/set for 1000 uSTX, with a payer before it and a chain behind. */
final class Till implements AutoCloseable {

    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    private final Wallet wallet = Vectors.wallet("payer");
    private final String payer = wallet.address(StacksNetwork.TESTNET).text();
    private final AtomicLong nowMs = new AtomicLong(1_800_000_000_000L);
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
    final HostileChain chain = new HostileChain();
    private Rails rails;
    private Prices prices = Prices.defaults();
    private final Ledger ledger = new Ledger();
    private final Endpoint<?, ?> set =
            KvRoom.room(Capacities.usual()).endpoints().stream()
                    .filter(e -> e.path().equals("/api/kv/set"))
                    .findFirst()
                    .orElseThrow();

    private final Path data;
    private final Flaky flaky = new Flaky(() -> store());
    private Store store;
    private Payments payments;
    private Checkout checkout;

    Till(Path data) {
        this(data, chain -> Rails.of(StacksVerifier.rail(Devnet.TOKENS, X402.PAY_TO, chain)));
    }

    Till(Path data, Function<Facilitator, Rails> rails) {
        this.data = data;
        this.rails = rails.apply(chain);
        store = openStore();
        payments = new Payments(flaky, ledger, this.rails);
        checkout = checkout();
    }

    private Store openStore() {
        return SqliteStore.open(data, clock, new SqliteStore.Bounds(1000, 1000));
    }

    private Store store() {
        return store;
    }

    private Checkout checkout() {
        return checkout(payments);
    }

    private Checkout checkout(Payments of) {
        Prices taken = prices.in(rails.assets());
        PriceLists lists = new PriceLists(store, new PriceList(taken, rails.payTo()));
        Tokens tokens = new Tokens(store, new Random(1));
        PaidDoor door =
                new PaidDoor(
                        new Cashier(
                                of,
                                rails,
                                lists,
                                new RateLimit(1, 60, 1000, clock),
                                new RateLimit(0.01, 1, 1000, clock)),
                        tokens,
                        new SignIn(
                                new byte[32],
                                new Random(1),
                                List.of(),
                                () -> Site.of("http://127.0.0.1"),
                                clock),
                        new PaymentRequired(new Random(1)),
                        clock);
        return new Checkout(
                flaky,
                ledger,
                taken,
                door,
                (_, _) -> {},
                new Answers((_, _, _) -> {}, tokens),
                Optional.empty(),
                new Grants(Map.of(), List.of()),
                Capacities.usual(),
                clock);
    }

    /** As after a crash: everything but the database is new. */
    void restart() {
        store.close();
        store = openStore();
        payments = new Payments(flaky, ledger, this.rails);
        checkout = checkout();
    }

    /** The same, with another recipient and other prices. */
    void restart(String payTo, String... others) {
        rails = Rails.of(StacksVerifier.rail(Devnet.TOKENS, payTo, chain));
        prices = Prices.defaults().with(List.of(others));
        restart();
    }

    void pass(Duration time) {
        nowMs.addAndGet(time.toMillis());
    }

    void resolveOpen() {
        payments.resolveOpen();
    }

    /** One after another, as their turn comes. */
    void resolveOneByOne() {
        payments.resolveOpen(1);
    }

    void breakStore() {
        breakStoreAfter(0);
    }

    /** So many more writes succeed. */
    void breakStoreAfter(int writes) {
        flaky.breakAfter(writes);
    }

    void mendStore() {
        flaky.mend();
    }

    @Override
    public void close() {
        store.close();
    }

    /** Who is paid at first. */
    String payTo() {
        return X402.PAY_TO;
    }

    String pays(long nonce) {
        return pays(nonce, 1500);
    }

    String pays(long nonce, long amount) {
        return Payer.signed(wallet, "STX", amount, X402.PAY_TO, nonce);
    }

    /** A payment, with a key of its payer's. */
    static String[] v2(String hex) {
        return keyed(hex, open(hex));
    }

    /** A payment as anybody can present it who has seen it. */
    static String[] open(String hex) {
        return X402.v2(
                Map.of(
                        "scheme",
                        "exact",
                        "network",
                        X402.NETWORK,
                        "asset",
                        "STX",
                        "payTo",
                        X402.PAY_TO),
                hex);
    }

    /** The same in the first protocol. */
    static String[] v1(String hex) {
        return keyed(hex, "X-PAYMENT", hex);
    }

    private static String[] keyed(String hex, String... payment) {
        return X402.keyed("a key of " + Integer.toHexString(hex.hashCode()), payment);
    }

    /** A kv/set with a payment. */
    Answer serve(String... headers) {
        return serveBody(BODY, headers);
    }

    /** The same at another node, which knows only what is in the store. */
    Answer serveElsewhere(String... headers) {
        return checkout(new Payments(flaky, ledger, rails))
                .serve(set, Requests.post(set.path(), BODY, headers));
    }

    Answer serveBody(String json, String... headers) {
        return checkout.serve(set, Requests.post(set.path(), json, headers));
    }

    /** Another call of the payer's, by its token. */
    void spend(long amount) {
        store.write(
                new Owner(payer),
                tx -> {
                    Price price = new Price(Asset.STX, amount);
                    ledger.charge(tx, Pass.of(payer), List.of(Bill.of("/another", price)));
                    return tx.sequence();
                });
    }

    long balance() {
        return store.readGlobal(tx -> ledger.balances(tx, payer)).getOrDefault(Asset.STX, 0L);
    }

    int credits() {
        return store.readGlobal(tx -> Period.always(payer).credits(tx, 0, 1000)).size();
    }

    /** 503, with all that a client needs to ask again. */
    static void isPending(Problem problem, boolean v2) {
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.code()).isEqualTo("settlement_pending");
        assertThat(problem.retryable()).isTrue();
        assertThat(problem.headers()).containsKey("Retry-After");
        assertThat(problem.headers()).doesNotContainKey("PAYMENT-REQUIRED");
        String txid = problem.members().getOrDefault("transaction", "").toString();
        assertThat(txid).hasSize(64);
        if (v2) {
            JsonNode receipt = decoded(problem.headers().get("PAYMENT-RESPONSE"));
            assertThat(receipt.path("success").asBoolean(true)).isFalse();
            assertThat(receipt.path("errorReason").stringValue()).isEqualTo("settlement_pending");
            assertThat(receipt.path("transaction").stringValue()).isEqualTo(txid);
        }
    }

    static JsonNode header(Answer answer, String header) {
        return decoded(answer.headers().get(header));
    }

    private static JsonNode decoded(@Nullable String header) {
        return Json.MAPPER.readTree(Base64.getDecoder().decode(Objects.requireNonNull(header)));
    }
}
