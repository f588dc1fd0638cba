package dev.coffer.store.postgres;

import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.StoreHealth;
import dev.coffer.store.Tx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Owners spread over workers, each asked at its own. Two plain databases stand in for these. */
@Timeout(120)
class WorkersTest {

    private static final int LANES = 2;

    private static PostgresServer second;
    private static TwoWorkers workers;

    @BeforeAll
    static void start() {
        second = PostgresServer.own();
        workers = new TwoWorkers(second);
    }

    @AfterAll
    static void stop() {
        second.close();
    }

    @BeforeEach
    void startWithoutRows() {
        second.start();
        workers.execute("truncate owner, usage, lane, name");
    }

    private Store open() {
        return open(workers.url(1));
    }

    private static Store open(String url) {
        return PostgresStore.open(
                url, new PostgresStore.Use(LANES, 2, 1_000, 1_000, Duration.ofSeconds(2)));
    }

    private static long add(Store store, Owner owner) {
        return store.write(owner, tx -> addRows(tx, 1));
    }

    private static long count(Store store, Owner owner) {
        return store.read(owner, tx -> rows(tx, owner));
    }

    private static List<Boolean> answering(Store store) {
        store.probe();
        return store.parts().stream().map(StoreHealth.Part::answers).toList();
    }

    @Test
    void everyOwnersRowsAreAtItsWorkerAndNowhereElse() {
        List<Owner> owners = IntStream.range(0, 60).mapToObj(i -> new Owner("owner" + i)).toList();
        try (Store store = open()) {
            store.probe();
            assertThat(store.parts())
                    .containsExactly(
                            new StoreHealth.Part("coordinator", true),
                            new StoreHealth.Part("worker 1", true),
                            new StoreHealth.Part("worker 2", true));
            Call.together(owners.size(), i -> add(store, owners.get(i)));
            owners.forEach(owner ->
                    assertThat(store.<Long>writeBehind(owner, tx -> addRows(tx, 1))).isEqualTo(2));
            owners.forEach(owner -> assertThat(add(store, owner)).isEqualTo(3));
            assertThat(owners).allMatch(owner -> count(store, owner) == 3);
        }
        for (int worker : List.of(1, 2)) {
            String here =
                    "select owner from %s where owner like 'owner%%' order by owner collate \"C\"";
            List<String> theirs =
                    owners.stream()
                            .filter(owner -> workers.of(owner) == worker)
                            .map(Owner::address)
                            .sorted()
                            .toList();
            assertThat(theirs).hasSizeGreaterThan(15);
            assertThat(workers.rows(worker, here.formatted("usage"))).isEqualTo(theirs);
            assertThat(workers.rows(worker, here.formatted("owner"))).isEqualTo(theirs);
            assertThat(workers.rows(worker, "select worker(name) from lane"))
                    .as("lanes at it and the one for what crosses")
                    .hasSize(LANES + 1)
                    .containsOnly("" + worker);
        }
    }

    @Test
    void whileAWorkerIsAwayTheOthersOwnersNeverNotice() {
        List<Owner> here = workers.owners(1, "here", 8);
        Owner there = workers.owners(2, "there", 1).getFirst();
        try (Store store = open()) {
            add(store, there);
            here.forEach(owner -> add(store, owner));
            second.kill();
            List<Call<?>> stopped = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                stopped.add(Call.start(() -> add(store, there)));
                stopped.add(Call.start(() -> count(store, there)));
            }
            long slowest = 0;
            for (int i = 0; stopped.stream().anyMatch(call -> !call.isDone()) || i == 0; i++) {
                Owner owner = here.get(i % here.size());
                long began = System.nanoTime();
                assertThat(add(store, owner)).isEqualTo(count(store, owner));
                slowest = Math.max(slowest, System.nanoTime() - began);
            }
            assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(2));
            stopped.forEach(call ->
                    assertThat(call.failure()).isInstanceOf(StoreException.Unavailable.class));
            assertThat(answering(store)).containsExactly(true, true, false);

            second.start();
            Call.until("its owners are served again", () -> canAdd(store, there));
            Call.until("it is seen", () -> answering(store).equals(List.of(true, true, true)));
            assertThat(count(store, there)).isEqualTo(2);
        }
    }

    private static boolean canAdd(Store store, Owner owner) {
        try {
            return add(store, owner) > 0;
        } catch (StoreException.Unavailable e) {
            return false;
        }
    }

    @Test
    void nodeStartsWhileAWorkerIsAwayAndServesItsOwnersWhenItIsBack() {
        Owner here = workers.owners(1, "here", 1).getFirst();
        Owner there = workers.owners(2, "there", 1).getFirst();
        second.kill();
        try (Store store = open()) {
            assertThat(add(store, here)).isEqualTo(1);
            assertThatThrownBy(() -> add(store, there))
                    .isInstanceOf(StoreException.Unavailable.class);
            assertThat(answering(store)).containsExactly(true, true, false);
            second.start();
            Call.until("its owners are served", () -> canAdd(store, there));
            assertThat(workers.rows(2, "select rows from usage")).containsExactly("1");
        }
    }

    @Test
    void whileTheCoordinatorIsAwayOwnersAreServedAndWhatIsGlobalIsReadElsewhere() throws Exception {
        Owner here = workers.owners(1, "here", 1).getFirst();
        Owner there = workers.owners(2, "there", 1).getFirst();
        int port = PostgresServer.shared().port();
        try (Cutting line = new Cutting(port);
                Store store = open(workers.url(1).replace(":" + port, ":" + line.port()))) {
            assertThat(answering(store)).containsExactly(true, true, true);
            line.close();
            PostgresServer.execute(
                    workers.url(1),
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()\
                    """);
            assertThat(add(store, here)).isEqualTo(1);
            assertThat(add(store, there)).isEqualTo(1);
            Call.until("what is global is read", () -> canReadGlobal(store));
            assertThat(answering(store)).containsExactly(false, true, true);
        }
    }

    private static boolean canReadGlobal(Store store) {
        try {
            return store.readGlobal(Tx::now) > 0;
        } catch (StoreException.Unavailable e) {
            return false;
        }
    }

    /** In the store, a row of another worker's is asked for through the first's. */
    @Test
    void worksThatChangeRowsAtAnotherWorkerDoNotHoldUpThoseThatDoNot() {
        List<Owner> here = workers.owners(1, "here", 2);
        Owner there = workers.owners(2, "there", 1).getFirst();
        PostgresServer.execute(
                workers.url(1),
                "set session_replication_role = replica; insert into owner (owner) values ('%s')"
                        .formatted(there.address()));
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (Store store = open()) {
            Call<Long> crossing =
                    Call.start(() ->
                            store.write(
                                    here.getFirst(),
                                    there,
                                    tx -> {
                                        begun.countDown();
                                        Call.awaited(released);
                                        return addRows(tx, 1);
                                    }));
            Call.awaited(begun);
            for (int i = 1; i <= 10; i++) {
                assertThat(add(store, here.getLast())).isEqualTo(i);
                assertThat(add(store, there)).isEqualTo(i);
            }
            // Serial with the owner's other works all the same: its row is locked.
            Call<Long> next = Call.start(() -> add(store, here.getFirst()));
            assertThat(crossing.isDone()).isFalse();
            released.countDown();
            assertThat(crossing.get()).isEqualTo(1);
            assertThat(next.get()).isEqualTo(2);
        }
    }

    @Test
    void workThatNeedsAnotherMachineWhichIsAwayFailsAlone() {
        List<Owner> here = workers.owners(1, "here", 12);
        try (Store store = open()) {
            here.forEach(owner -> add(store, owner));
            long began = System.nanoTime();
            List<Call<Long>> calls =
                    here.stream()
                            .map(owner ->
                                    Call.start(() ->
                                            store.<Long>write(
                                                    owner,
                                                    tx -> {
                                                        long rows = addRows(tx, 1);
                                                        if (owner.equals(here.getFirst())) {
                                                            name(tx, "elsewhere");
                                                        }
                                                        return rows;
                                                    })))
                            .toList();
            assertThat(calls.getFirst().failure()).isInstanceOf(StoreException.Unavailable.class);
            calls.stream().skip(1).forEach(call -> assertThat(call.get()).isEqualTo(2));
            assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(2));
            assertThat(count(store, here.getFirst())).isEqualTo(1);
        }
    }

    private static void name(Tx tx, String name) {
        tx.update(
                "insert into name (kind, name, owner, expires_at) values ('test', ?, ?, null)",
                name,
                tx.owner().address());
    }

    @Test
    void shardThatMovedIsFollowedWhenALaneMeetsAnOutage() {
        TwoWorkers moving = new TwoWorkers(second);
        Owner moved = moving.owners(1, "moved", 1).getFirst();
        try (Store store = open(moving.url(1))) {
            answering(store);
            moving.execute(
                    """
                    update pg_dist_placement set groupid = 12
                    where shardid = (select shardid from pg_dist_shard where hashtext('%s')
                        between shardminvalue::bigint and shardmaxvalue::bigint)\
                    """
                            .formatted(moved.address()));
            PostgresServer.execute(
                    moving.url(1),
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()\
                    """);
            Call.until("it is asked at the other", () -> canAdd(store, moved));
            Call.until("all go on", () -> answering(store).equals(List.of(true, true, true)));
        }
        assertThat(moving.rows(2, "select owner from usage")).containsExactly(moved.address());
        assertThat(moving.rows(1, "select owner from usage")).isEmpty();
        assertThat(moving.rows(1, "select worker(name) from lane")).contains("1");
    }

    @Test
    void overHttpCallsOfAWorkersOwnersWaitForItAndNoOthersDo() {
        List<Owner> all = new ArrayList<>(workers.owners(1, "HERE", 5));
        all.addAll(workers.owners(2, "THERE", 5));
        try (Service service = Service.inRealTime(Config.Money.OFF, workers.url(1))) {
            for (Owner owner : all) {
                set(service, owner, 1).expect(200);
            }
            assertThat(service.get("/api/health").expect(200).text())
                    .contains("\"status\":\"ok\"", "{\"name\":\"worker 2\",\"answers\":true}");
            second.kill();
            List<Call<Answered>> waiting =
                    all.stream()
                            .filter(owner -> workers.of(owner) == 2)
                            .map(owner -> Call.start(() -> set(service, owner, 2)))
                            .toList();
            Call.until("health says so", () -> isDegraded(service));
            for (Owner owner : all.subList(0, 5)) {
                set(service, owner, 2).expect(200);
                get(service, owner).expect(200);
            }
            assertThat(waiting).noneMatch(Call::isDone);
            second.start();
            waiting.forEach(call -> call.get().expect(200));
            Call.until("health says that too", () -> !isDegraded(service));
            for (Owner owner : all) {
                assertThat(get(service, owner).expect(200).text()).contains("\"value\":2,");
            }
        }
        String kept = "select worker(owner) from kv";
        assertThat(workers.rows(1, kept)).hasSize(5).containsOnly("1");
        assertThat(workers.rows(2, kept)).hasSize(5).containsOnly("2");
    }

    private static Answered set(Service service, Owner owner, int value) {
        String body = "{\"key\":\"k\",\"value\":" + value + "}";
        return service.post("/api/kv/set", body, "X-Payer", owner.address());
    }

    private static Answered get(Service service, Owner owner) {
        return service.get("/api/kv/get?key=k", "X-Payer", owner.address());
    }

    private static boolean isDegraded(Service service) {
        return service.get("/api/health").expect(200).text().contains("\"status\":\"degraded\"");
    }
}
