package dev.coffer.state.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConnection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random transactions, committed and rolled back, large and small, with checkpoints in between: the
 * pages that are read from the log make up the very database.
 */
class WalReaderTest {

    private static final int TRANSACTIONS = 150;
    private static final int PAGE = SqlImage.PAGE_BYTES;

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void thePagesAreTheDatabase(long seed) throws Exception {
        Path file = directory.resolve("wal.db");
        byte[] empty = SqlImage.logged(SqlImage.empty(), true);
        Files.write(file, empty);
        Map<Integer, byte[]> image = new TreeMap<>(Map.of(1, empty));
        Random random = new Random(seed);
        WalReader log = new WalReader(directory.resolve("wal.db-wal"), PAGE);
        try (SQLiteConnection connection =
                        (SQLiteConnection) DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement sql = connection.createStatement()) {
            sql.executeUpdate(
                    """
                    pragma locking_mode = exclusive; pragma synchronous = off;
                    pragma wal_autocheckpoint = 0; pragma cache_size = 10;\
                    """);
            sql.executeUpdate("create table t (id integer primary key, x)");
            sql.executeUpdate("create virtual table f using fts5 (x)");
            for (int i = 0; i < TRANSACTIONS; i++) {
                transaction(connection, random);
                if (random.nextInt(4) > 0) {
                    apply(log.read(), image);
                    assertThat(bytes(image)).as("seed %d, %d", seed, i).isEqualTo(of(connection));
                    if (random.nextInt(10) == 0) {
                        try (Statement move = connection.createStatement()) {
                            move.execute("pragma wal_checkpoint(truncate)");
                        }
                    }
                }
            }
            apply(log.read(), image);
        }
        Path copy = directory.resolve("copy.db");
        image.computeIfPresent(1, (_, first) -> SqlImage.logged(first.clone(), false));
        Files.write(copy, bytes(image));
        try (SQLiteConnection connection =
                        (SQLiteConnection) DriverManager.getConnection("jdbc:sqlite:" + copy);
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("pragma integrity_check")) {
            assertThat(row.getString(1)).isEqualTo("ok");
        }
    }

    private static void transaction(SQLiteConnection connection, Random random)
            throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("begin immediate");
            for (int i = random.nextInt(8); i >= 0; i--) {
                switch (random.nextInt(6)) {
                    case 0 ->
                            sql.executeUpdate("delete from t where id % 3 = " + random.nextInt(3));
                    case 1 -> sql.executeUpdate("update t set x = randomblob(30) where id % 5 = 1");
                    case 2 -> insert(connection, "insert into f values (?)", "some words " + i);
                    default ->
                            insert(
                                    connection,
                                    "insert into t (x) values (?)",
                                    new byte[random.nextInt(20_000)]);
                }
            }
            sql.execute(random.nextInt(4) == 0 ? "rollback" : "commit");
        }
    }

    private static void insert(SQLiteConnection connection, String sql, Object value)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setObject(1, value);
            insert.executeUpdate();
        }
    }

    private static void apply(WalReader.Changed changed, Map<Integer, byte[]> image)
            throws IOException {
        image.putAll(changed.pages());
        if (changed.pageCount() > 0) {
            image.keySet().removeIf(page -> page > changed.pageCount());
        }
    }

    private static byte[] of(SQLiteConnection connection) throws SQLException {
        byte[] bytes = connection.serialize("main");
        SqlImage.logged(bytes, true);
        return bytes;
    }

    private static byte[] bytes(Map<Integer, byte[]> image) {
        byte[] bytes = new byte[image.size() * PAGE];
        int at = 0;
        for (byte[] page : image.values()) {
            System.arraycopy(page, 0, bytes, at, PAGE);
            at += PAGE;
        }
        return Arrays.copyOf(bytes, at);
    }
}
