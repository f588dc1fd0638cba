package dev.coffer.store.sqlite;

import static dev.coffer.harness.Call.awaited;
import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;
import static dev.coffer.store.StoreUnderTest.HOLDER;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.rows;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;
import dev.coffer.store.Engine;
import dev.coffer.store.Lane;
import dev.coffer.store.Migrations;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.Signals;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A lane over an engine that fails where the test wants it to. */
@Timeout(60)
class LaneTest {

    enum Step {
        NOTHING,
        OPEN,
        BEGIN,
        COMMIT,
        ROLLBACK
    }

    private static final class Broken implements Engine {
        private final SqliteEngine engine;
        private volatile Step failing = Step.NOTHING;
        private volatile int failed;

        Broken(SqliteEngine engine) {
            this.engine = engine;
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField")
        private void at(Step step) {
            if (step == failing) {
                failed++;
                throw new IllegalStateException("broken at " + step);
            }
        }

        @Override
        public Session open() {
            at(Step.OPEN);
            return engine.open();
        }

        @Override
        public long begin(Session session, Collection<Owner> owners) {
            at(Step.BEGIN);
            return engine.begin(session, owners);
        }

        @Override
        public void commit(Session session) {
            at(Step.COMMIT);
            engine.commit(session);
        }

        @Override
        public void rollback(Session session) {
            at(Step.ROLLBACK);
            engine.rollback(session);
        }

        @Override
        public Duration patience() {
            return engine.patience();
        }

        @Override
        public boolean committed(Session other) {
            return engine.committed(other);
        }

        @Override
        public boolean isOutage(SQLException failure) {
            return engine.isOutage(failure);
        }
    }

    @TempDir private Path directory;
    private Broken engine;
    private Lane lane;

    @BeforeEach
    void openLane() {
        Path file = directory.resolve(SqliteEngine.FILE);
        Migrations.run(Migrations.Dialect.SQLITE, SqliteEngine.url(file));
        engine = new Broken(new SqliteEngine(file, InstantSource.system()));
        lane = new Lane("test", engine, Signals.here(), 100, 100);
    }

    @AfterEach
    void closeLane() {
        lane.close();
    }

    private long add() {
        return lane.run(ALICE, tx -> addRows(tx, 1), false);
    }

    private static long fail(Tx tx) {
        setRows(tx, 99);
        throw new IllegalArgumentException("as the test wants it");
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"BEGIN", "COMMIT"})
    void outageLastsAsLongAsTheDatabaseFails(Step step) {
        assertThat(add()).isEqualTo(1);
        engine.failing = step;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::add).isInstanceOf(StoreException.Unavailable.class);
        }
        assertThat(engine.failed).isEqualTo(3);
        engine.failing = Step.NOTHING;
        assertThat(add()).isEqualTo(2);
    }

    @Test
    void connectionThatCannotBeOpenedIsTriedAgain() {
        engine.failing = Step.OPEN;
        assertThatThrownBy(this::add).isInstanceOf(StoreException.Unavailable.class);
        assertThatThrownBy(this::add).isInstanceOf(StoreException.Unavailable.class);
        engine.failing = Step.NOTHING;
        assertThat(add()).isEqualTo(1);
    }

    @Test
    void rollbackThatFailsLeavesNoTrace() {
        CountDownLatch together = new CountDownLatch(1);
        Call<Long> holding =
                Call.start(() ->
                                lane.run(
                                        HOLDER,
                                        tx -> {
                                            awaited(together);
                                            return tx.now();
                                        },
                                        false))
                        .parked();
        Call.until("it runs", () -> lane.waiting() == 0);
        Call<Long> good = Call.start(this::add).parked();
        Call<Long> bad = Call.start(() -> lane.run(BOB, LaneTest::fail, false)).parked();
        engine.failing = Step.ROLLBACK;
        together.countDown();
        holding.get();
        assertThat(good.failure()).isInstanceOf(StoreException.Unavailable.class);
        assertThat(bad.failure()).isInstanceOf(StoreException.Unavailable.class);
        engine.failing = Step.NOTHING;
        assertThat(lane.<Long>run(BOB, tx -> rows(tx, BOB), false)).isZero();
        assertThat(add()).isEqualTo(1);
    }

    @Test
    void batchWithAFailureRunsOnceMore() {
        AtomicInteger runs = new AtomicInteger();
        assertThatThrownBy(() ->
                        lane.run(
                                ALICE,
                                tx -> {
                                    runs.incrementAndGet();
                                    return fail(tx);
                                },
                                false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(runs).hasValue(2);
    }

    @Test
    void choresThatFailDoNotEndTheLane() {
        for (Throwable failure : new Throwable[] {new IllegalStateException(), new Error()}) {
            CountDownLatch ran = new CountDownLatch(1);
            lane.between(_ -> {
                ran.countDown();
                throw LaneTest.<RuntimeException>unchecked(failure);
            });
            awaited(ran);
            assertThat(add()).isPositive();
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }

    @Test
    void choresRunBetweenBatches() {
        add();
        CountDownLatch ran = new CountDownLatch(1);
        lane.between(session -> {
            session.update("begin immediate");
            session.update("rollback");
            ran.countDown();
        });
        awaited(ran);
        assertThat(add()).isEqualTo(2);
        lane.close();
        lane.between(_ -> {});
        assertThatThrownBy(this::add).isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void oneThatDiesLetsItsCallersGo() {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, why) -> told.complete(why));
        Consumer<Map<String, Integer>> dies =
                _ -> {
                    throw new Error("as the test wants it");
                };
        CountDownLatch together = new CountDownLatch(1);
        try (Lane dying =
                new Lane("dying", engine, Signals.amongNodes(Duration.ZERO, dies), 100, 100)) {
            Call<Long> last =
                    Call.start(() ->
                                    dying.run(
                                            HOLDER,
                                            tx -> {
                                                awaited(together);
                                                tx.signal("topic", 1);
                                                return addRows(tx, 1);
                                            },
                                            false))
                            .parked();
            Call.until("it runs", () -> dying.waiting() == 0);
            Call<Long> waiting =
                    Call.start(() -> dying.run(ALICE, tx -> addRows(tx, 1), false)).parked();
            together.countDown();
            assertThat(last.get()).isEqualTo(1);
            assertThat(waiting.failure()).isInstanceOf(StoreException.Unavailable.class);
            assertThat(told.join()).hasMessage("as the test wants it");
            assertThatThrownBy(() -> dying.run(BOB, Tx::now, false))
                    .isInstanceOf(StoreException.Unavailable.class);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(lane.<Long>run(ALICE, tx -> rows(tx, ALICE), false)).isZero();
    }
}
