package dev.coffer.store.sqlite;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.BOB;
import static dev.coffer.store.StoreUnderTest.addRows;
import static dev.coffer.store.StoreUnderTest.setRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.Store;
import dev.coffer.store.StoreContract;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

class SqliteStoreTest extends StoreContract {

    private static final long MIB = 1 << 20;

    @TempDir private Path directory;

    @Override
    protected Store open(int mostWaiting, int mostWaitingOfOwner, InstantSource clock) {
        return SqliteStore.open(
                directory, clock, new SqliteStore.Bounds(mostWaiting, mostWaitingOfOwner));
    }

    @Test
    void directoryIsServedOnce() {
        assertThatThrownBy(() -> open(1, 1, InstantSource.system()))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("another process serves")
                .hasMessageContaining(directory.toString());
        assertThat(on().store().<Long>write(ALICE, Tx::sequence)).isEqualTo(1);
    }

    @Test
    void fileThatIsNoDatabaseIsRefused() throws IOException {
        Path other = Files.createDirectory(directory.resolve("other"));
        Files.writeString(other.resolve(SqliteEngine.FILE), "not a database, ".repeat(1000));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() ->
                            SqliteStore.open(
                                    other, InstantSource.system(), new SqliteStore.Bounds(1, 1)))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("can't be opened");
        }
    }

    @Test
    void fullDatabaseIsAnOutageThatPasses() {
        on().store().write(ALICE, tx -> setRows(tx, 1));
        var held = on().hold();
        Call<Long> bystander = on().waiting(BOB, tx -> addRows(tx, 1));
        Call<Integer> filling =
                on().waiting(
                                ALICE,
                                tx -> {
                                    setRows(tx, 2);
                                    tx.one("pragma max_page_count = 1", row -> row.number(1));
                                    return tx.update(
                                            "insert into secret (name, value) values ('x', ?)",
                                            new byte[(int) MIB]);
                                });
        held.release();
        assertThat(filling.failure()).isInstanceOf(StoreException.Unavailable.class);
        assertThat(bystander.failure()).isInstanceOf(StoreException.Unavailable.class);
        assertThat(on().rows(ALICE)).isEqualTo(1);
        assertThat(on().rows(BOB)).isZero();
        on().store().probe();
        assertThat(on().store().<Long>write(BOB, tx -> addRows(tx, 1))).isEqualTo(1);
        assertThat(on().store().<Long>write(ALICE, Tx::sequence)).isEqualTo(2);
    }

    /** An error may end SQLite's transaction by itself, so that there is none to end any more. */
    @Test
    void readWhoseTransactionIsGoneGivesItsOwnError() {
        for (int i = 0; i < 8; i++) {
            assertThatThrownBy(() -> on().store().readGlobal(SqliteStoreTest::rolledBack))
                    .isInstanceOf(Session.Failed.class)
                    .hasMessageContaining("UNIQUE constraint failed");
        }
        assertThat(
                        on().store()
                                .<List<Long>>readGlobal(
                                        tx -> tx.all("select id from probe", r -> r.number(1))))
                .containsExactly(1L);
    }

    private static boolean rolledBack(Tx tx) {
        assertThatThrownBy(() -> tx.one("pragma query_only = 0", row -> row.number(1)))
                .isInstanceOf(Session.Failed.class);
        return tx.one(
                        "insert or rollback into probe (id, at) values (1, 1) returning id",
                        row -> row.number(1))
                .isPresent();
    }

    @Test
    void logStaysBoundedUnderLoadAndIsMovedAfterIt() throws SQLException {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        List<Call<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Owner owner = new Owner("writer" + i);
            writers.add(
                    Call.run(() -> {
                        while (!over.get()) {
                            byte[] value = noise(MIB / 4);
                            on().store().write(owner, tx -> put(tx, value));
                            written.addAndGet(value.length);
                        }
                    }));
        }
        Call.until(
                "the log has begun anew again and again",
                () -> written.get() > 3 * logBytes() + 256 * MIB || written.get() > 2048 * MIB);
        assertThat(logBytes()).as("the log, of %s written", written).isLessThan(written.get() / 3);
        over.set(true);
        writers.forEach(Call::get);
        try (Connection connection = DriverManager.getConnection(SqliteEngine.url(file()))) {
            Call.until("the log is moved", () -> unmovedFrames(connection) == 0);
        }
    }

    @Test
    void logIsMovedAtAQuietMomentAndBeginsAnew() throws SQLException {
        try (Connection connection = DriverManager.getConnection(SqliteEngine.url(file()))) {
            on().store().write(ALICE, tx -> put(tx, noise(MIB)));
            assertThat(unmovedFrames(connection)).isGreaterThan(256);
            long before = logBytes();
            assertThat(before).isGreaterThan(MIB);
            Call.until("the log is moved", () -> unmovedFrames(connection) == 0);
            on().store().write(ALICE, tx -> setRows(tx, 1));
            assertThat(logBytes()).as("what was moved is written over").isEqualTo(before);
            assertThat(unmovedFrames(connection)).isLessThan(16);
        }
        on().close();
        assertThat(logBytes()).as("nothing is left to recover").isZero();
        on().reopen();
        assertThat(on().rows(ALICE)).isEqualTo(1);
    }

    private static byte[] noise(long bytes) {
        byte[] noise = new byte[(int) bytes];
        ThreadLocalRandom.current().nextBytes(noise);
        return noise;
    }

    private static long unmovedFrames(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma wal_checkpoint(noop)")) {
            return row.getLong(2) - row.getLong(3);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private Path file() {
        return directory.resolve(SqliteEngine.FILE);
    }

    private static int put(Tx tx, byte[] value) {
        return tx.update(
                """
                insert into secret (name, value) values (?, ?)
                on conflict (name) do update set value = excluded.value\
                """,
                tx.owner().address(),
                value);
    }

    private long logBytes() {
        return bytes(directory.resolve(SqliteEngine.FILE + "-wal"));
    }

    private static long bytes(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
