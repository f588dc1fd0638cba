package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.Config;
import dev.coffer.harness.Child;
import dev.coffer.harness.Service;
import dev.coffer.store.StoreException;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A copy in a process of its own, killed in the middle, or with little memory. */
class KilledCopyTest {

    private static final int ROWS = 20_000;
    private static final int KILLS = 2;

    @TempDir private Path dir = Path.of("");

    /** A directory's store with so many values of one owner. */
    private String filled(int rows, int valueBytes) throws SQLException {
        Path data = dir.resolve("data");
        Service.inRealTime(Config.Money.DEVNET, data).close();
        Random random = new Random(1);
        byte[] value = new byte[valueBytes];
        String insert =
                """
                insert into kv (owner, key, visibility, created_at, updated_at, revision, bytes, value)
                values ('alice', ?, 0, 0, 0, ?, ?, ?)\
                """;
        try (Connection connection = DriverManager.getConnection(sqlite(data));
                PreparedStatement statement = connection.prepareStatement(insert)) {
            connection.setAutoCommit(false);
            for (int i = 0; i < rows; i++) {
                random.nextBytes(value);
                statement.setString(1, "key %06d".formatted(i));
                statement.setLong(2, i);
                statement.setLong(3, valueBytes);
                statement.setBytes(4, value);
                statement.executeUpdate();
            }
            connection.commit();
        }
        return data.toString();
    }

    private static String sqlite(Path data) {
        return "jdbc:sqlite:" + data.resolve("coffer.db");
    }

    private Process copy(String from, String to, String memory) throws IOException {
        return Child.command(memory, "copy", "--from", from, "--to", to)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("copy.log").toFile())
                .start();
    }

    /** How many rows of the table the target counts; none before the copy marked it. */
    private static long copied(String jdbcUrl) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet results =
                        statement.executeQuery(
                                "select rows from unfinished_copy where name = 'kv'")) {
            return results.next() ? results.getLong(1) : 0;
        } catch (SQLException e) {
            return 0;
        }
    }

    private void killInTheMiddle(String from, String to, String jdbcUrl) throws Exception {
        long before = copied(jdbcUrl);
        Process copy = copy(from, to, "-Xmx128m");
        while (copied(jdbcUrl) <= before && copy.isAlive()) {
            Thread.onSpinWait();
        }
        copy.destroyForcibly().waitFor();
        assertThat(copied(jdbcUrl))
                .as(Files.readString(dir.resolve("copy.log")))
                .isGreaterThan(before)
                .isLessThan(ROWS);
    }

    private static List<String> values(String jdbcUrl) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet results =
                        statement.executeQuery(
                                "select key, revision, value from kv order by owner, key")) {
            while (results.next()) {
                values.add(
                        results.getString(1)
                                + " "
                                + results.getLong(2)
                                + " "
                                + java.util.Arrays.hashCode(results.getBytes(3)));
            }
        }
        return values;
    }

    @Test
    @Timeout(180)
    void aKilledCopyToPostgresGoesOn() throws Exception {
        String from = filled(ROWS, 2_000);
        String to = PostgresServer.shared().newDatabase();
        for (int i = 0; i < KILLS; i++) {
            killInTheMiddle(from, to, to);
            assertThatThrownBy(() -> Service.inRealTime(Config.Money.DEVNET, to))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("run the same coffer copy again");
        }
        Cli last = Cli.run("copy", "--from", from, "--to", to);
        assertThat(last.exit()).as(last.err()).isZero();
        assertThat(values(to)).hasSize(ROWS).isEqualTo(values(sqlite(Path.of(from))));
        Service.inRealTime(Config.Money.DEVNET, to).close();
    }

    @Test
    @Timeout(180)
    void aKilledCopyToSqliteGoesOn() throws Exception {
        String from = filled(ROWS, 2_000);
        Path to = dir.resolve("to");
        for (int i = 0; i < KILLS; i++) {
            Files.createDirectories(to);
            killInTheMiddle(from, to.toString(), sqlite(to));
            assertThatThrownBy(() -> Service.inRealTime(Config.Money.DEVNET, to))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("run the same coffer copy again");
        }
        Cli last = Cli.run("copy", "--from", from, "--to", to.toString());
        assertThat(last.exit()).as(last.err()).isZero();
        assertThat(values(sqlite(to))).hasSize(ROWS).isEqualTo(values(sqlite(Path.of(from))));
        Service.inRealTime(Config.Money.DEVNET, to).close();
    }

    /** All values together would not fit, but the one that is read at each end. */
    @Test
    @Timeout(180)
    void theLargestValuesTakeLittleMemory() throws Exception {
        String from = filled(8, 25 << 20);
        String there = PostgresServer.shared().newDatabase();
        Path back = dir.resolve("back");
        for (List<String> ends : List.of(List.of(from, there), List.of(there, back.toString()))) {
            int exit = copy(ends.getFirst(), ends.getLast(), "-Xmx192m").waitFor();
            assertThat(exit).as(Files.readString(dir.resolve("copy.log"))).isZero();
        }
        assertThat(values(sqlite(back))).hasSize(8).isEqualTo(values(sqlite(Path.of(from))));
    }
}
