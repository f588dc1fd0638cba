package dev.coffer.store.sqlite;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.addRows;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;
import dev.coffer.store.Lane;
import dev.coffer.store.Migrations;
import dev.coffer.store.Session;
import dev.coffer.store.Signals;
import dev.coffer.store.StoreException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;

/** What is moved from the log into the database, and when it can't be. */
@Timeout(60)
class CheckpointsTest {

    @TempDir private Path directory = Path.of("");

    @Test
    void diskThatWasFullForAMomentIsForgotten() throws Exception {
        Path file = directory.resolve(SqliteEngine.FILE);
        Migrations.run(Migrations.Dialect.SQLITE, SqliteEngine.url(file));
        SqliteEngine engine = new SqliteEngine(file, InstantSource.system());
        FullDisk disk = new FullDisk();
        try (Lane lane = new Lane("test", engine, Signals.here(), 100, 100);
                Checkpoints checkpoints =
                        new Checkpoints(
                                lane, new Session(disk.under(SqliteEngine.connect(file))), false);
                Connection connection = DriverManager.getConnection(SqliteEngine.url(file))) {
            long _ = lane.run(ALICE, tx -> addRows(tx, 1), false);
            Call.until("the log is moved", () -> unmoved(connection) == 0);
            disk.full(true);
            long _ = lane.run(ALICE, tx -> addRows(tx, 1), false);
            Call.until(
                    "looking and moving failed",
                    () ->
                            disk.failed()
                                    .containsAll(
                                            List.of(
                                                    "pragma wal_checkpoint(noop)",
                                                    "pragma wal_checkpoint(passive)")));
            assertThatThrownBy(checkpoints::probe).isInstanceOf(StoreException.Unavailable.class);
            disk.full(false);
            Call.until("the log is moved again", () -> unmoved(connection) == 0);
            // Moved is before known to be moved.
            Call.until("a probe passes", () -> passes(checkpoints));
        }
    }

    private static boolean passes(Checkpoints checkpoints) {
        try {
            checkpoints.probe();
            return true;
        } catch (StoreException.Unavailable e) {
            return false;
        }
    }

    private static long unmoved(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma wal_checkpoint(noop)")) {
            return row.getLong(2) - row.getLong(3);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
