package dev.coffer.payment;

import static dev.coffer.harness.Call.awaited;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.endpoint.Problem;
import dev.coffer.harness.Call;
import dev.coffer.harness.TestClock;
import dev.coffer.harness.X402;
import dev.coffer.payment.Facilitator.Attempt;
import dev.coffer.payment.Facilitator.Outcome;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.store.Store;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Two nodes have one payment in their hands: one speaks with the chain, and nothing is lost. */
class PaymentNodesTest {

    private static final Duration HELD = Duration.ofSeconds(30);

    @TempDir private Path data = Path.of("");
    private final TestClock clock = TestClock.still();
    private final Ledger ledger = new Ledger();
    private final List<Store> stores = new ArrayList<>();
    private final Set<PaymentName> known = ConcurrentHashMap.newKeySet();
    private final Queue<Attempt> carried = new ConcurrentLinkedQueue<>();
    private final Queue<String> lookedUp = new ConcurrentLinkedQueue<>();
    private volatile BiFunction<VerifiedPayment, Attempt, Outcome> carrying = (p, _) -> moved(p);
    private volatile Function<VerifiedPayment, Outcome> lookingUp =
            p -> new Outcome.Unknown(txid(p));

    private final Facilitator chain =
            new Facilitator() {
                @Override
                public boolean knows(VerifiedPayment payment) {
                    return known.contains(payment.name());
                }

                @Override
                public Outcome carry(VerifiedPayment payment, Attempt attempt) {
                    carried.add(attempt);
                    return carrying.apply(payment, attempt);
                }

                @Override
                public Outcome lookUp(VerifiedPayment payment) {
                    lookedUp.add(payment.name().key());
                    return lookingUp.apply(payment);
                }
            };

    @BeforeEach
    void open() {
        if (System.getProperty("coffer.store", "").equals("postgres")) {
            String url = clock.on(PostgresServer.shared().newDatabase());
            for (int i = 0; i < 2; i++) {
                stores.add(PostgresStore.open(url, PostgresStore.Use.of(1_000, 1_000)));
            }
        } else {
            stores.add(SqliteStore.open(data, clock, new SqliteStore.Bounds(1_000, 1_000)));
        }
    }

    @AfterEach
    void close() {
        stores.forEach(Store::close);
    }

    /** Nodes know nothing of each other but what is in the database. */
    private Payments node(int number) {
        return new Payments(
                stores.get(number % stores.size()),
                ledger,
                Rails.of(StacksVerifier.rail(Devnet.TOKENS, X402.PAY_TO, chain)));
    }

    /** The payer, who has a key of its own for each request. */
    private static Presenter presenter(String request) {
        return new Presenter(request, List.of("key " + request), Optional.empty());
    }

    private static VerifiedPayment payment(int key) {
        return payment(key, "digest");
    }

    private static VerifiedPayment payment(int key, String digest) {
        return new VerifiedPayment(
                new PaymentName("ST1", X402.NETWORK, "" + key, digest),
                new Price(Asset.STX, 100),
                Optional.of(digest + key),
                new byte[] {1},
                Optional.empty());
    }

    private static String txid(VerifiedPayment payment) {
        return payment.txid().orElseThrow();
    }

    private static Outcome moved(VerifiedPayment payment) {
        return new Outcome.Settled(txid(payment), 7);
    }

    private static Outcome refused() {
        return Outcome.Refused.conflictingNonce(Optional.of(9L));
    }

    private static Payments.Settled settled(
            Payments node, VerifiedPayment payment, String request) {
        return node.settle(payment, presenter(request)).where();
    }

    private Problem refusal(Payments node, VerifiedPayment payment) {
        return catchThrowableOfType(Problem.class, () -> settled(node, payment, "request"));
    }

    private long balance() {
        return stores.getFirst()
                .readGlobal(tx -> ledger.balances(tx, "ST1"))
                .getOrDefault(Asset.STX, 0L);
    }

    private int credits() {
        return stores.getFirst()
                .readGlobal(tx -> Period.always("ST1").credits(tx, 0, 1_000))
                .size();
    }

    @Test
    void whatOneNodeCarriesTheOtherWaitsFor() {
        Payments a = node(0);
        Payments b = node(1);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        carrying =
                (p, _) -> {
                    asked.countDown();
                    awaited(answers);
                    return moved(p);
                };
        Call<Payments.Settled> first = Call.start(() -> settled(a, payment(0), "request"));
        awaited(asked);
        Call<Payments.Settled> second = Call.start(() -> settled(b, payment(0), "request"));
        Call.until(
                "the other node waits",
                () -> stores.stream().anyMatch(s -> s.signals().listening() > 0));
        answers.countDown();
        assertThat(second.get()).isEqualTo(first.get());
        assertThat(second.get()).isEqualTo(new Payments.Settled("digest0", 7));
        assertThat(carried).containsExactly(Attempt.FIRST);
        assertThat(balance()).isEqualTo(100);
    }

    @Test
    void whatANodeLeftInSilenceTheNextCarriesAgainAtOnce() {
        carrying = (p, _) -> new Outcome.Unknown(txid(p));
        assertThat(refusal(node(0), payment(0)).code()).isEqualTo("settlement_pending");
        carrying = (p, _) -> moved(p);
        assertThat(settled(node(1), payment(0), "request").txid()).isEqualTo("digest0");
        assertThat(carried).containsExactly(Attempt.FIRST, Attempt.AGAIN);
        assertThat(balance()).isEqualTo(100);
    }

    @Test
    void whatAStoppedNodeHeldIsTheNextOnesInTime() {
        carrying =
                (_, _) -> {
                    throw new AssertionError("killed");
                };
        Call<?> killed = Call.start(() -> settled(node(0), payment(0), "request"));
        assertThat(killed.failure()).isInstanceOf(AssertionError.class);
        carrying = (p, _) -> moved(p);
        clock.advance(HELD);
        assertThat(settled(node(1), payment(0), "request").height()).isEqualTo(7);
        assertThat(carried).containsExactly(Attempt.FIRST, Attempt.AGAIN);
        assertThat(credits()).isEqualTo(1);
    }

    /** The slow node's payment is mined; the other, who took it over, is told of a bad nonce. */
    @Test
    void aPaymentThatSettledIsCreditedWhateverAnotherNodeWasTold() {
        Payments slow = node(0);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        carrying =
                (p, attempt) -> {
                    if (attempt == Attempt.AGAIN) {
                        return refused();
                    }
                    asked.countDown();
                    awaited(answers);
                    return moved(p);
                };
        Call<Payments.Settled> first = Call.start(() -> settled(slow, payment(0), "request"));
        awaited(asked);
        clock.advance(HELD);
        Problem problem = refusal(node(1), payment(0));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.members()).containsEntry("nextNonce", 9L);
        assertThat(balance()).isZero();
        answers.countDown();
        assertThat(first.get().txid()).isEqualTo("digest0");
        assertThat(balance()).isEqualTo(100);
        assertThat(settled(node(1), payment(0), "request")).isEqualTo(first.get());
        assertThat(credits()).isEqualTo(1);
    }

    /** The other way about: who was told of a bad nonce comes last. */
    @Test
    void whoIsRefusedWhatIsSettledMeanwhileAnswersSo() {
        Payments slow = node(0);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        carrying =
                (p, attempt) -> {
                    if (attempt == Attempt.AGAIN) {
                        return moved(p);
                    }
                    asked.countDown();
                    awaited(answers);
                    return refused();
                };
        Call<Payments.Settled> first = Call.start(() -> settled(slow, payment(0), "request"));
        awaited(asked);
        clock.advance(HELD);
        Payments.Settled second = settled(node(1), payment(0), "request");
        answers.countDown();
        assertThat(first.get()).isEqualTo(second);
        assertThat(credits()).isEqualTo(1);
    }

    /** A refusal from before another node carried it once more says nothing of that. */
    @Test
    void aLateRefusalLeavesThePaymentToWhoHasIt() {
        Payments slow = node(0);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        carrying =
                (p, attempt) -> {
                    if (attempt == Attempt.AGAIN) {
                        return new Outcome.Unknown(txid(p));
                    }
                    asked.countDown();
                    awaited(answers);
                    return refused();
                };
        Call<Payments.Settled> first = Call.start(() -> settled(slow, payment(0), "request"));
        awaited(asked);
        clock.advance(HELD);
        refusal(node(1), payment(0));
        answers.countDown();
        assertThat(first.failure())
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo("settlement_pending"));
        lookingUp = p -> moved(p);
        clock.advance(Duration.ofHours(1));
        node(0).resolveOpen();
        assertThat(credits()).isEqualTo(1);
    }

    @Test
    void whatFailedGivesItsKeyToAnotherAndOneOfThemAtMostIsCredited() {
        carrying = (_, _) -> new Outcome.Refused("insufficient_funds", "Not enough.");
        assertThat(refusal(node(0), payment(0, "one")).status()).isEqualTo(400);
        carrying = (p, _) -> new Outcome.Unknown(txid(p));
        assertThat(refusal(node(0), payment(0, "two")).status()).isEqualTo(503);
        // The first may be told again only if the second came to nothing.
        carrying = (p, _) -> moved(p);
        assertThat(refusal(node(1), payment(0, "one")).code()).isEqualTo("conflicting_nonce");
        assertThat(settled(node(1), payment(0, "two"), "request").txid()).isEqualTo("two0");
        assertThat(refusal(node(1), payment(0, "one")).code()).isEqualTo("conflicting_nonce");
        assertThat(balance()).isEqualTo(100);
    }

    @Test
    void whatFailedMayPayForAnotherRequest() {
        carrying = (_, _) -> new Outcome.Refused("insufficient_funds", "Not enough.");
        assertThat(refusal(node(0), payment(0)).code()).isEqualTo("insufficient_funds");
        carrying = (p, _) -> moved(p);
        settled(node(1), payment(0), "another request");
        assertThat(refusal(node(0), payment(0)).code()).isEqualTo("payment_used");
        assertThat(carried).containsExactly(Attempt.FIRST, Attempt.AGAIN);
    }

    @Test
    void aSilentChainIsAskedLessAndLessOften() {
        carrying = (p, _) -> new Outcome.Unknown(txid(p));
        refusal(node(0), payment(0));
        List<Integer> asked = new ArrayList<>();
        for (int halfMinute = 1; halfMinute <= 120; halfMinute++) {
            clock.advance(Duration.ofSeconds(30));
            int before = lookedUp.size();
            node(halfMinute).resolveOpen();
            if (lookedUp.size() > before) {
                asked.add(halfMinute);
            }
        }
        assertThat(asked).startsWith(1, 3, 7, 15, 31, 51).hasSize(9);
    }

    @Test
    void oneNodeAtATimeAsksForWhatIsOpen() {
        carrying = (p, _) -> new Outcome.Unknown(txid(p));
        for (int key = 0; key < 10; key++) {
            refusal(node(0), payment(key));
        }
        clock.advance(Duration.ofMinutes(2));
        Payments a = node(0);
        Payments b = node(1);
        AtomicBoolean first = new AtomicBoolean(true);
        lookingUp =
                p -> {
                    if (first.getAndSet(false)) {
                        b.resolveOpen();
                    }
                    return moved(p);
                };
        a.resolveOpen();
        assertThat(lookedUp).hasSize(10).doesNotHaveDuplicates();
        assertThat(credits()).isEqualTo(10);
    }

    /** More stay unknown than are looked at together; a later one has its turn all the same. */
    @Test
    void whatIsNeverKnownKeepsNothingElseWaiting() {
        carrying = (p, _) -> new Outcome.Unknown(txid(p));
        for (int key = 0; key < 1_001; key++) {
            refusal(node(0), payment(key));
        }
        clock.advance(Duration.ofSeconds(1));
        refusal(node(0), payment(5_000));
        lookingUp = p -> p.name().key().equals("5000") ? moved(p) : new Outcome.Unknown(txid(p));
        clock.advance(Duration.ofMinutes(1));
        Payments node = node(1);
        try (OpenPayments _ = OpenPayments.of(node)) {
            Call.until("the last one is credited", () -> credits() == 1);
        }
        assertThat(lookedUp).hasSize(1_002).doesNotHaveDuplicates();
    }

    @Test
    void aChainThatHangsWithOneHoldsUpNeitherTheStartNorTheOthers() {
        carrying = (p, _) -> new Outcome.Unknown(txid(p));
        for (int key = 0; key < 10; key++) {
            refusal(node(0), payment(key));
        }
        clock.advance(Duration.ofMinutes(2));
        CountDownLatch answers = new CountDownLatch(1);
        lookingUp =
                p -> {
                    if (p.name().key().equals("0")) {
                        awaited(answers);
                    }
                    return moved(p);
                };
        Payments node = node(0);
        try (OpenPayments _ = OpenPayments.of(node)) {
            Call.until("the others are credited", () -> credits() == 9);
            assertThat(node.settle(payment(9), presenter("request")).where().txid())
                    .isEqualTo("digest9");
            answers.countDown();
            Call.until("and so is that one", () -> credits() == 10);
        }
    }
}
