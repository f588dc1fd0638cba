package dev.coffer.store.postgres;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lines that are cut at a commit, and a PostgreSQL that is killed under load. */
@Timeout(180)
class OutageTest {

    private static PostgresStore.Use use(int patienceSeconds) {
        return new PostgresStore.Use(2, 4, 10_000, 10_000, Duration.ofSeconds(patienceSeconds));
    }

    @ParameterizedTest
    @EnumSource(
            value = Cutting.Cut.class,
            names = {"BEFORE_COMMIT", "AFTER_COMMIT"})
    void commitWithoutAnAnswerCountsOnce(Cutting.Cut cut) throws Exception {
        PostgresServer server = PostgresServer.shared();
        // Without prepared statements each commit shows on the line.
        String direct = server.newDatabase() + "&prepareThreshold=0";
        try (Cutting line = new Cutting(server.port());
                Store store =
                        PostgresStore.open(
                                direct.replace(":" + server.port(), ":" + line.port()), use(10))) {
            for (long round = 1; round <= 10; round++) {
                line.cut(cut);
                assertThat(store.<Long>write(ALICE, tx -> addRows(tx, 1))).isEqualTo(round);
                assertThat(line.cuts()).isEqualTo((int) round);
                assertThat(store.<Long>readGlobal(tx -> rows(tx, ALICE))).isEqualTo(round);
            }
            assertThat(store.<Long>write(ALICE, Tx::sequence)).isEqualTo(11);
        }
    }

    /** What was said of each key's work. */
    private static final class Heard {
        final Set<String> done = ConcurrentHashMap.newKeySet();
        final Set<String> undone = ConcurrentHashMap.newKeySet();
        final Set<String> doubtful = ConcurrentHashMap.newKeySet();
    }

    private static long put(Tx tx, String key) {
        tx.update(
                "insert into name (kind, name, owner, expires_at) values ('crash', ?, ?, null)",
                key,
                tx.owner().address());
        return addRows(tx, 1);
    }

    private static void write(
            Store store, Owner owner, String prefix, AtomicBoolean over, Heard h) {
        for (int i = 0; !over.get(); i++) {
            String key = prefix + i;
            try {
                store.write(owner, tx -> put(tx, key));
                h.done.add(key);
            } catch (StoreException.Unavailable e) {
                h.undone.add(key);
            } catch (StoreException.InDoubt e) {
                h.doubtful.add(key);
            }
        }
    }

    @Test
    void killedUnderLoadItLosesNothingAndComesBackByItself() {
        try (PostgresServer server = PostgresServer.own()) {
            String url = server.newDatabase();
            List<Store> nodes =
                    List.of(PostgresStore.open(url, use(10)), PostgresStore.open(url, use(10)));
            Heard heard = new Heard();
            AtomicBoolean over = new AtomicBoolean();
            List<Call<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Store node = nodes.get(i % nodes.size());
                Owner owner = new Owner("writer" + i % 5);
                String prefix = "w" + i + "-";
                writers.add(Call.run(() -> write(node, owner, prefix, over, heard)));
            }
            for (int kill = 0; kill < 4; kill++) {
                int before = heard.done.size();
                Call.until("writes go on", () -> heard.done.size() > before + 200);
                server.kill();
                server.start();
            }
            int after = heard.done.size();
            Call.until("writes go on after the last", () -> heard.done.size() > after + 50);
            over.set(true);
            writers.forEach(Call::get);

            Set<String> stored =
                    new HashSet<>(
                            nodes.getFirst()
                                    .readGlobal(tx ->
                                            tx.all(
                                                    "select name from name where kind = 'crash'",
                                                    row -> row.text(1))));
            assertThat(stored).as("acknowledged").containsAll(heard.done);
            assertThat(heard.undone).as("refused").noneMatch(stored::contains);
            long counted =
                    nodes.getFirst()
                            .<Long>readGlobal(tx ->
                                    tx.one("select sum(rows) from usage", row -> row.number(1))
                                            .orElseThrow());
            assertThat(counted).as("works, counted beside their keys").isEqualTo(stored.size());
            System.out.printf(
                    "killed 4 times: %d acknowledged, %d refused, %d in doubt, %d stored%n",
                    heard.done.size(), heard.undone.size(), heard.doubtful.size(), stored.size());
            nodes.forEach(Store::close);
        }
    }

    @Test
    void whileItIsAwayCallsEndInTime() {
        try (PostgresServer server = PostgresServer.own();
                Store store = PostgresStore.open(server.newDatabase(), use(2))) {
            store.write(ALICE, tx -> addRows(tx, 1));
            server.kill();
            long began = System.nanoTime();
            List<Call<?>> calls = new ArrayList<>();
            for (int i = 0; i < 1200; i++) {
                calls.add(Call.start(() -> store.write(ALICE, tx -> addRows(tx, 1))));
            }
            for (int i = 0; i < 20; i++) {
                calls.add(Call.start(() -> store.<Long>readGlobal(tx -> rows(tx, ALICE))));
            }
            calls.forEach(call ->
                    assertThat(call.failure()).isInstanceOf(StoreException.Unavailable.class));
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(8);
            assertThatThrownBy(store::probe).isInstanceOf(StoreException.Unavailable.class);
            server.start();
            assertThat(store.<Long>write(ALICE, tx -> addRows(tx, 1))).isEqualTo(2);
            // The pool asks for its first connection again after a pause of up to 5 seconds.
            Call.until("reads come back by themselves", () -> readable(store));
            assertThat(store.<Long>readGlobal(tx -> rows(tx, ALICE))).isEqualTo(2);
        }
    }

    private static boolean readable(Store store) {
        try {
            return store.readGlobal(tx -> rows(tx, ALICE)) >= 0;
        } catch (StoreException.Unavailable e) {
            return false;
        }
    }
}
