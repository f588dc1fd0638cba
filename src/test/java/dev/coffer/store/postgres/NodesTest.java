package dev.coffer.store.postgres;

import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Call;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Bill;
import dev.coffer.payment.Facilitator;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.Pass;
import dev.coffer.payment.PaymentName;
import dev.coffer.payment.Payments;
import dev.coffer.payment.Presenter;
import dev.coffer.payment.Price;
import dev.coffer.payment.Rails;
import dev.coffer.payment.Secrets;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.stacks.StacksVerifier;
import dev.coffer.room.Names;
import dev.coffer.store.Lease;
import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/** Several nodes over one database, all at the same owners, names and payments. */
@Timeout(120)
class NodesTest {

    private final List<Store> nodes = new ArrayList<>();
    private String url = "";

    private void open(int count) {
        PostgresServer server = PostgresServer.shared();
        // Four lock their owners together, two one by one.
        url = count == 4 ? server.newDatabase() : server.newDatabaseThatClaimsCitus();
        List<Call<Store>> opening = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opening.add(
                    Call.start(
                            () -> PostgresStore.open(url, PostgresStore.Use.of(10_000, 10_000))));
        }
        opening.forEach(call -> nodes.add(call.get()));
    }

    @AfterEach
    void close() {
        nodes.forEach(Store::close);
    }

    /** Does something on every node at once, by several callers each; what they all got. */
    private <R> List<R> everywhere(int callers, BiFunction<Store, Integer, R> body) {
        List<Call<R>> calls = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int number = i;
            for (Store node : nodes) {
                calls.add(Call.start(() -> body.apply(node, number)));
            }
        }
        return calls.stream().map(Call::get).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void noUpdateIsLostAndNoNumberIsGivenTwice(int count) {
        open(count);
        List<Owner> owners = List.of(new Owner("a"), new Owner("b"), new Owner("c"));
        int callers = 8;
        int each = 25;
        List<Map<Owner, List<Long>>> got =
                everywhere(
                        callers,
                        (node, caller) -> {
                            Map<Owner, List<Long>> numbers = new HashMap<>();
                            for (int i = 0; i < each * owners.size(); i++) {
                                Owner owner = owners.get((i + caller) % owners.size());
                                long number =
                                        node.write(
                                                owner,
                                                tx -> {
                                                    addRows(tx, 1);
                                                    return tx.sequence();
                                                });
                                numbers.computeIfAbsent(owner, _ -> new ArrayList<>()).add(number);
                                assertThat(node.<Long>read(owner, tx -> rows(tx, owner)))
                                        .isGreaterThanOrEqualTo(number);
                            }
                            return numbers;
                        });
        long works = (long) count * callers * each;
        for (Owner owner : owners) {
            List<Long> all = new ArrayList<>();
            for (Map<Owner, List<Long>> numbers : got) {
                assertThat(numbers.get(owner)).isSorted();
                all.addAll(numbers.get(owner));
            }
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, works).boxed().toList());
            assertThat(nodes.getFirst().<Long>read(owner, tx -> rows(tx, owner))).isEqualTo(works);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void worksThatNameASecondOwnerAreSerialWithBoth(int count) {
        open(count);
        int callers = 8;
        int each = 25;
        AtomicInteger runs = new AtomicInteger();
        everywhere(
                callers,
                (node, caller) -> {
                    for (int i = 0; i < each; i++) {
                        // Each pair is new to all of them at about the same time.
                        Owner one = new Owner("one" + i);
                        Owner two = new Owner("two" + i);
                        boolean cross = (i + caller) % 2 == 0;
                        node.write(
                                cross ? two : one,
                                cross ? one : two,
                                tx -> {
                                    runs.incrementAndGet();
                                    addRow(tx, cross ? two : one);
                                    return addRow(tx, cross ? one : two);
                                });
                    }
                    return 0;
                });
        for (int i = 0; i < each; i++) {
            for (Owner owner : List.of(new Owner("one" + i), new Owner("two" + i))) {
                assertThat(nodes.getFirst().<Long>read(owner, tx -> rows(tx, owner)))
                        .isEqualTo((long) count * callers);
            }
        }
        assertThat(runs).as("a deadlock has works run again").hasValue(count * callers * each);
    }

    private static long addRow(Tx tx, Owner owner) {
        long more = rows(tx, owner) + 1;
        tx.update(
                """
                insert into usage (owner, capability, rows, bytes) values (?, 'test', ?, 0)
                on conflict (owner, capability) do update set rows = excluded.rows\
                """,
                owner.address(),
                more);
        return more;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void newOwnersThatMeetAreOneOwner(int count) {
        open(count);
        for (int round = 0; round < 10; round++) {
            String name = "new" + round + "-";
            everywhere(
                    8,
                    (node, caller) ->
                            node.write(new Owner(name + (caller % 4)), tx -> addRows(tx, 1)));
            for (int i = 0; i < 4; i++) {
                Owner owner = new Owner(name + i);
                assertThat(nodes.getFirst().<Long>read(owner, tx -> rows(tx, owner)))
                        .isEqualTo(2L * count);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void instantsOfAnOwnerNeverGoBack(int count) {
        open(count);
        record Stamp(long number, long at) {}
        Owner owner = new Owner("stamped");
        List<Stamp> stamps =
                everywhere(
                                4,
                                (node, _) -> {
                                    List<Stamp> mine = new ArrayList<>();
                                    for (int i = 0; i < 50; i++) {
                                        mine.add(
                                                node.write(
                                                        owner,
                                                        tx -> new Stamp(tx.sequence(), tx.now())));
                                    }
                                    return mine;
                                })
                        .stream()
                        .flatMap(List::stream)
                        .sorted((a, b) -> Long.compare(a.number(), b.number()))
                        .toList();
        assertThat(stamps.stream().map(Stamp::at).toList()).isSorted();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void namesSecretsAndTurnsHaveOneWinner(int count) {
        open(count);
        Names names = new Names("test");
        AtomicInteger callers = new AtomicInteger();
        for (int round = 0; round < 10; round++) {
            String name = "name" + round;
            List<Boolean> won =
                    everywhere(
                            3,
                            (node, _) ->
                                    node.write(
                                            new Owner("caller" + callers.incrementAndGet()),
                                            tx -> names.take(tx, name, null)));
            assertThat(won).containsOnlyOnce(true);
        }
        assertThat(
                        everywhere(
                                2,
                                (node, _) ->
                                        HexFormat.of()
                                                .formatHex(
                                                        Secrets.key(
                                                                node, new SecureRandom(), "k"))))
                .containsOnly(
                        HexFormat.of()
                                .formatHex(Secrets.key(nodes.getFirst(), new SecureRandom(), "k")));
        assertThat(everywhere(2, (node, _) -> new Lease(node, "chore", 60_000).take()))
                .containsOnlyOnce(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void ledgerIsExact(int count) {
        open(count);
        long seed = Long.getLong("seed", System.nanoTime());
        Ledger ledger = new Ledger();
        AtomicInteger randoms = new AtomicInteger();
        List<Integer> refused =
                everywhere(
                        6,
                        (node, _) -> {
                            Random random = new Random(seed + randoms.incrementAndGet());
                            int without = 0;
                            for (int i = 0; i < 60; i++) {
                                without += moved(node, ledger, random) ? 0 : 1;
                            }
                            return without;
                        });
        assertThat(refused.stream().mapToInt(Integer::intValue).sum())
                .as("calls the balance did not cover, seed " + seed)
                .isPositive();
        List<Long> differences =
                nodes.getFirst()
                        .readGlobal(tx ->
                                tx.all(
                                        """
                                        select stx
                                            - coalesce((select sum(amount) from credit c
                                                where c.owner = o.owner and asset = 'STX'), 0)
                                            + coalesce((select sum(price * calls) from charge c
                                                where c.owner = o.owner and asset = 'STX'), 0)
                                        from owner o where o.owner <> '-' and stx >= 0\
                                        """,
                                        row -> row.number(1)));
        assertThat(differences).as("seed " + seed).hasSize(3).containsOnly(0L);
    }

    private static boolean moved(Store node, Ledger ledger, Random random) {
        Owner owner = new Owner("payer" + random.nextInt(3));
        long amount = random.nextLong(1, 50);
        if (random.nextInt(4) == 0) {
            node.write(owner, tx -> credited(tx, ledger, amount));
            return true;
        }
        try {
            boolean behind = random.nextBoolean();
            return behind
                    ? node.writeBehind(owner, tx -> charged(tx, ledger, amount))
                    : node.write(owner, tx -> charged(tx, ledger, amount));
        } catch (Ledger.NotCovered e) {
            assertThat(e.problem().code()).isEqualTo("insufficient_balance");
            return false;
        }
    }

    private static boolean credited(Tx tx, Ledger ledger, long amount) {
        ledger.credit(tx, new Price(Asset.STX, amount), "test");
        return true;
    }

    private static boolean charged(Tx tx, Ledger ledger, long amount) {
        ledger.charge(
                tx,
                Pass.of(tx.owner().address()),
                List.of(Bill.of("/test", new Price(Asset.STX, amount))));
        return tx.sequence() > 0;
    }

    /** Settles at once, and counts nothing: what is credited twice would be our own fault. */
    private static final class Settling implements Facilitator {
        @Override
        public boolean knows(VerifiedPayment payment) {
            return false;
        }

        @Override
        public Outcome carry(VerifiedPayment payment, Attempt attempt) {
            return new Outcome.Settled(payment.txid().orElseThrow(), 1);
        }

        @Override
        public Outcome lookUp(VerifiedPayment payment) {
            return new Outcome.Settled(payment.txid().orElseThrow(), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void paymentThatComesToAllNodesIsCreditedOnce(int count) {
        open(count);
        Ledger ledger = new Ledger();
        Map<Store, Payments> payments = new HashMap<>();
        Rails rails = Rails.of(StacksVerifier.rail(Devnet.TOKENS, X402.PAY_TO, new Settling()));
        nodes.forEach(node -> payments.put(node, new Payments(node, ledger, rails)));
        Presenter payer = new Presenter("request", List.of("key k"), Optional.empty());
        for (long nonce = 0; nonce < 10; nonce++) {
            VerifiedPayment payment =
                    new VerifiedPayment(
                            new PaymentName("payer", X402.NETWORK, "" + nonce, "digest" + nonce),
                            new Price(Asset.STX, 7),
                            Optional.of("tx" + nonce),
                            new byte[] {1},
                            Optional.empty());
            List<String> settled =
                    everywhere(
                            2,
                            (node, _) ->
                                    Objects.requireNonNull(payments.get(node))
                                            .settle(payment, payer)
                                            .where()
                                            .txid());
            assertThat(settled).containsOnly("tx" + nonce);
        }
        Store node = nodes.getFirst();
        assertThat(node.readGlobal(tx -> ledger.balances(tx, "payer")).get(Asset.STX))
                .isEqualTo(70);
        assertThat(
                        node.<Optional<Long>>readGlobal(tx ->
                                tx.one(
                                        "select count(*) from credit where owner = 'payer'",
                                        row -> row.number(1))))
                .contains(10L);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void aSignalWakesWhoWaitsOnAnyNode(int count) {
        open(count);
        List<Call<Signals.Woken>> waiting = new ArrayList<>();
        for (Store node : nodes) {
            Signals.Listener listener = node.signals().listen("topic");
            waiting.add(Call.start(() -> awaited(listener)));
        }
        signal(nodes.getFirst());
        assertThat(waiting.stream().map(Call::get)).containsOnly(Signals.Woken.SIGNALLED);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void whoWaitsLooksAgainWhenItsNodeHearsAgain(int count) {
        open(count);
        Signals.Listener listener = nodes.getLast().signals().listen("topic");
        Call<Signals.Woken> waiting = Call.start(() -> awaited(listener));
        PostgresServer.execute(
                url,
                "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen %'");
        assertThat(waiting.get()).isEqualTo(Signals.Woken.SIGNALLED);
    }

    private static Signals.Woken awaited(Signals.Listener listener) {
        return listener.await(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
    }

    private static void signal(Store node) {
        node.write(
                new Owner("a"),
                tx -> {
                    tx.signal("topic", 1);
                    return addRows(tx, 1);
                });
    }
}
