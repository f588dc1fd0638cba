package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.call.Answers;
import dev.coffer.call.Checkout;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.harness.Requests;
import dev.coffer.harness.TestClock;
import dev.coffer.harness.X402;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.signin.Site;
import dev.coffer.payment.x402.PaymentRequired;
import dev.coffer.payment.x402.Presented;
import dev.coffer.state.kv.KvRoom;
import dev.coffer.store.Store;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Random histories of payments beside what really moved: claims, crashes, a store that fails,
 * repetitions by the payer and by strangers, unknown outcomes, two nodes, other prices, days that
 * pass. Whatever happens, what moved is credited once, credits less charges are the balance, a
 * payment runs one call at most, and a stranger none. So many histories: {@code
 * -Dpayment.histories=1000000}.
 */
class PaymentModelTest {

    private static final int HISTORIES = Integer.getInteger("payment.histories", 2_000);
    private static final int THREADS = 16;
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    /** Longer than a node holds a payment. */
    private static final Duration HELD = Duration.ofSeconds(31);

    @TempDir private Path data = Path.of("");
    private final TestClock clock = TestClock.still();
    private final Ledger ledger = new Ledger();
    private final PublicChain chain = new PublicChain();
    private final Rails rails = Rails.of(Dollars.rail(chain));
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger credits = new AtomicInteger();
    private final AtomicInteger strangers = new AtomicInteger();

    private final Endpoint<?, ?> set =
            KvRoom.room(Capacities.usual()).endpoints().stream()
                    .filter(e -> e.path().equals("/api/kv/set"))
                    .findFirst()
                    .orElseThrow();

    @Test
    void whateverHappensMoneyAddsUp() throws Exception {
        Logger log = Logger.getLogger(Payments.class.getName());
        log.setLevel(Level.OFF); // A chain that breaks off is an error each time.
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("PaymentModelTest seed " + seed + ", histories " + HISTORIES);
        try (Store store = SqliteStore.open(data, clock, new SqliteStore.Bounds(10_000, 10_000))) {
            World world = world(store);
            AtomicInteger next = new AtomicInteger();
            List<Future<?>> all = new ArrayList<>();
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                for (int i = 0; i < THREADS; i++) {
                    all.add(threads.submit(() -> histories(world, next, seed)));
                }
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            log.setLevel(null);
        }
        System.out.printf(
                "PaymentModelTest: %d credits, %d calls, %d strangers%n",
                credits.get(), runs.get(), strangers.get());
        assertThat(credits.get()).isGreaterThan(HISTORIES);
        assertThat(runs.get()).isGreaterThan(HISTORIES / 2);
        assertThat(strangers.get()).isGreaterThan(HISTORIES / 4);
    }

    /** What all nodes have in common, and the price lists that they may have. */
    private record World(Store store, Tokens tokens, SignIn signIn, List<PriceLists> lists) {}

    private World world(Store store) {
        List<PriceLists> lists = new ArrayList<>();
        for (int price = 1; price <= 3; price++) {
            String named = "storage_write.USDC=0.00%d".formatted(price);
            Prices prices = Prices.defaults().with(List.of(named)).in(rails.assets());
            lists.add(new PriceLists(store, new PriceList(prices, rails.payTo())));
        }
        SignIn signIn =
                new SignIn(new byte[32], new Random(1), () -> Site.of("http://127.0.0.1"), clock);
        return new World(store, new Tokens(store, new Random(1)), signIn, lists);
    }

    private void histories(World world, AtomicInteger next, long seed) {
        for (int i = next.getAndIncrement(); i < HISTORIES; i = next.getAndIncrement()) {
            new History(world, i, new Random(seed + i)).run();
            if (i > 0 && i % 50_000 == 0) {
                System.out.println("PaymentModelTest: " + i);
            }
        }
    }

    /** A payment that a payer signed, and what its payer knows of it. */
    private static final class Signed {
        final PaymentName name;
        final long value;
        final String[] headers;
        String resume = "";
        int runs;

        Signed(PaymentName name, long value, String[] headers) {
            this.name = name;
            this.value = value;
            this.headers = headers;
        }
    }

    private final class Node {
        final Flaky store;
        final Payments payments;
        final Checkout checkout;

        Node(World world, Random random) {
            store = new Flaky(world::store);
            payments = new Payments(store, ledger, rails);
            PriceLists lists = world.lists().get(random.nextInt(world.lists().size()));
            RateLimit unlimited = new RateLimit(1_000, 1_000, 1_000, clock);
            checkout =
                    new Checkout(
                            store,
                            ledger,
                            lists.ours().prices(),
                            new PaidDoor(
                                    new Cashier(payments, rails, lists, unlimited),
                                    world.tokens(),
                                    world.signIn(),
                                    new PaymentRequired(random),
                                    clock),
                            (_, _) -> {},
                            new Answers((_, _, _) -> {}, world.tokens()),
                            Capacities.usual(),
                            clock);
        }
    }

    /** What one payer does, and what is done with its payments. */
    private final class History {
        private final World world;
        private final String payer;
        private final Random random;
        private final List<Signed> signed = new ArrayList<>();
        private final Node[] nodes = new Node[2];
        private boolean isFinishing;

        /** What happened, to be told when it went wrong. */
        private final List<String> told = new ArrayList<>();

        History(World world, int number, Random random) {
            this.world = world;
            this.payer = "payer" + number;
            this.random = random;
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = new Node(world, random);
            }
            for (int i = 0, count = 1 + random.nextInt(4); i < count; i++) {
                signed.add(sign(i));
            }
        }

        /** Some have one nonce, some are for one operation. */
        private Signed sign(int i) {
            String nonce = "n" + (random.nextInt(4) == 0 ? 0 : i);
            long value = 3_000 + i;
            Map<String, Object> payload = Map.of("from", payer, "nonce", nonce, "value", value);
            Map<String, Object> accepted =
                    Map.of(
                            "scheme",
                            "exact",
                            "network",
                            Dollars.NETWORK,
                            "asset",
                            Dollars.TOKEN,
                            "payTo",
                            "0xpayee");
            String header =
                    X402.base64(Map.of("x402Version", 2, "accepted", accepted, "payload", payload));
            String[] open = {"PAYMENT-SIGNATURE", header};
            String[] headers =
                    switch (random.nextInt(8)) {
                        case 0, 1 -> open;
                        case 2 -> X402.keyed("one operation", open);
                        case 3 ->
                                new String[] {
                                    open[0],
                                    open[1],
                                    "Idempotency-Key",
                                    "short " + random.nextInt(2)
                                };
                        default -> X402.keyed("operation " + i, open);
                    };
            return new Signed(
                    new Dollars()
                            .read(Presented.of(Requests.post(set.path(), BODY, open)).orElseThrow())
                            .name(),
                    value,
                    headers);
        }

        void run() {
            chain.behave(Optional.of(random), this::meanwhile);
            for (int step = 0, steps = 3 + random.nextInt(8); step < steps; step++) {
                step();
            }
            chain.behave(Optional.empty(), () -> {});
            isFinishing = true;
            finish();
        }

        private Node node() {
            return nodes[random.nextInt(nodes.length)];
        }

        private Signed any() {
            return signed.get(random.nextInt(signed.size()));
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0, 1, 2 -> byStranger(node(), any());
                case 3 -> clock.advance(HELD);
                case 4 -> clock.advance(Duration.ofMinutes(2));
                case 5 -> clock.advance(Duration.ofHours(random.nextInt(26)));
                case 6 -> nodes[random.nextInt(nodes.length)] = new Node(world, random);
                case 7 -> {
                    Signed payment = any();
                    told.add(payment.value + " by other means");
                    chain.broadcast(payment.name);
                }
                case 8 -> {
                    if (random.nextInt(10) == 0) {
                        resolve();
                    }
                }
                default -> byPayer(node(), any());
            }
        }

        private void resolve() {
            new Node(world, random).payments.resolveOpen();
        }

        /** A node was so slow that the other took over, or a stranger was fast. */
        private void meanwhile() {
            chain.behave(Optional.of(random), () -> {});
            clock.advance(HELD);
            if (random.nextBoolean()) {
                byStranger(new Node(world, random), any());
            } else {
                resolve();
            }
        }

        private void byPayer(Node node, Signed payment) {
            byPayer(node, payment, headers(payment));
        }

        private void byPayer(Node node, Signed payment, String[] headers) {
            if (!isFinishing && random.nextInt(5) == 0) {
                node.store.breakAfter(random.nextInt(5));
            }
            try {
                Answer answer = present(node, headers);
                told.add(payment.value + " by its payer: " + answer.status());
                boolean replay = answer.headers().containsKey("Idempotent-Replay");
                assertThat(answer.status()).isEqualTo(200);
                if (!replay) {
                    payment.runs++;
                }
            } catch (Problem problem) {
                told.add(payment.value + " by its payer: " + problem.code());
                payment.resume =
                        problem.members().getOrDefault("resume", payment.resume).toString();
                assertThat(problem.status()).as(problem.detail()).isIn(400, 409, 503);
            } catch (AssertionError e) {
                requireKilled(e);
            } finally {
                node.store.mend();
                clock.advance(HELD);
            }
        }

        private String[] headers(Signed payment) {
            if (payment.resume.isEmpty()) {
                return payment.headers;
            }
            List<String> headers = new ArrayList<>(List.of(payment.headers));
            headers.addAll(List.of(Presenter.RESUME_HEADER, payment.resume));
            return headers.toArray(String[]::new);
        }

        private void byStranger(Node node, Signed payment) {
            if (!chain.isSeen(payment.name)) {
                return; // There is nothing to present yet.
            }
            strangers.incrementAndGet();
            String[] open = {payment.headers[0], payment.headers[1]};
            try {
                Answer answer =
                        present(node, random.nextBoolean() ? open : X402.keyed("stranger", open));
                assertThat(answer.status()).as("a stranger's answer").isNotEqualTo(200);
            } catch (Problem problem) {
                told.add(payment.value + " by a stranger: " + problem.code());
                assertThat(problem.status()).as(problem.detail()).isIn(400, 409, 503);
                assertThat(problem.members()).doesNotContainKeys("resume", "credited");
            } catch (AssertionError e) {
                requireKilled(e);
            } finally {
                clock.advance(HELD);
            }
        }

        private static void requireKilled(AssertionError e) {
            if (!String.valueOf(e.getMessage()).startsWith("killed")) {
                throw e;
            }
        }

        private Answer present(Node node, String... headers) {
            return node.checkout.serve(set, Requests.post(set.path(), BODY, headers));
        }

        /** The payer comes back with all of them, and the chain says what it knows. */
        private void finish() {
            untilAllIsKnown(payment -> byPayer(nodes[0], payment));
            // What moved, and was presented only for an operation that was done, was not needed.
            untilAllIsKnown(payment -> {
                String[] open = {payment.headers[0], payment.headers[1]};
                byPayer(nodes[0], payment, X402.keyed("last " + payment.value, open));
            });
            check();
            signed.forEach(payment -> chain.forget(payment.name));
        }

        /**
         * Twice more once nothing is open: what gave way to another of its nonce has its turn. The
         * time that others make pass has nodes take over from each other, again and again.
         */
        private void untilAllIsKnown(Consumer<Signed> presenting) {
            int quiet = 0;
            for (int i = 0; i < 200 && quiet < 2; i++) {
                clock.advance(HELD);
                signed.forEach(presenting);
                quiet = isOpen() ? 0 : quiet + 1;
                if (quiet == 0) {
                    clock.advance(Duration.ofMinutes(11));
                    nodes[0].payments.resolveOpen();
                }
            }
            assertThat(quiet).as("%s", told).isEqualTo(2);
        }

        private boolean isOpen() {
            return world.store()
                    .read(tx ->
                            tx.one(
                                    """
                                    select 1 from payment
                                    where owner = ? and next_at is not null limit 1\
                                    """,
                                    _ -> 1,
                                    payer))
                    .isPresent();
        }

        private void check() {
            long moved = 0;
            long credited = 0;
            int count = 0;
            int calls = 0;
            for (Signed payment : signed) {
                assertThat(payment.runs).as("calls of a payment of %s", payer).isLessThan(2);
                calls += payment.runs;
                if (chain.isMoved(payment.name)) {
                    moved += payment.value;
                    count++;
                }
            }
            List<Period.Credit> all =
                    world.store().read(tx -> Period.always(payer).credits(tx, 0, 1_000));
            for (Period.Credit credit : all) {
                credited += credit.amount();
            }
            assertThat(all).as("credits of %s: %s", payer, told).hasSize(count);
            assertThat(credited).as("credits of %s: %s", payer, told).isEqualTo(moved);
            long charged = 0;
            long charges = 0;
            for (Period.Charge charge :
                    world.store().read(tx -> Period.always(payer).charges(tx, 1_000))) {
                charged += charge.amount();
                charges += charge.calls();
            }
            assertThat(charges).as("charges of %s", payer).isEqualTo(calls);
            assertThat(world.store().read(tx -> ledger.balances(tx, payer)).get(Asset.USDC))
                    .as("balance of %s", payer)
                    .isEqualTo(credited - charged);
            runs.addAndGet(calls);
            credits.addAndGet(count);
        }
    }
}
