package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a PostgreSQL does without lanes: the statements of a charged {@code kv/set} as a transaction
 * of its own each, as pgbench would run them. In tables of its own, which it drops again.
 */
public final class BareTransactions {

    static final int CONNECTIONS = 32;

    private static final int OWNERS = 100;
    private static final int KEYS_OF_OWNER = 10_000;
    private static final int VALUE_BYTES = 200;
    private static final double WARM_SECONDS = 2;

    private static final String[] MAKE = {
        "drop schema if exists coffer_bench cascade",
        "create schema coffer_bench",
        """
        create table coffer_bench.owner (
            owner text primary key, sequence bigint not null, stx bigint not null)\
        """,
        """
        create table coffer_bench.kv (
            owner text not null, key text not null, revision bigint not null,
            value bytea not null, primary key (owner, key))\
        """,
        "insert into coffer_bench.owner select 'owner-' || i, 0, 1e15 from generate_series(0, %d) i"
                .formatted(OWNERS - 1),
    };

    private BareTransactions() {}

    /** Transactions a second over {@link #CONNECTIONS} connections. */
    public static double perSecond(String url, double seconds) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : MAKE) {
                statement.execute(sql);
            }
            measure(url, WARM_SECONDS);
            double perSecond = measure(url, seconds);
            statement.execute("drop schema coffer_bench cascade");
            return perSecond;
        } catch (SQLException e) {
            throw new Failure("the bare transactions failed: " + e.getMessage());
        }
    }

    private static double measure(String url, double seconds) throws SQLException {
        List<Connection> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(DriverManager.getConnection(url));
            }
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            List<Future<Long>> counts = new ArrayList<>();
            for (Connection connection : connections) {
                counts.add(threads.submit(() -> repeat(connection, end)));
            }
            long total = 0;
            for (Future<Long> count : counts) {
                total += count.get();
            }
            return total / ((System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new SQLException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static long repeat(Connection connection, long endNanos) throws SQLException {
        connection.setAutoCommit(false);
        Random random = new Random();
        byte[] value = new byte[VALUE_BYTES];
        long done = 0;
        try (PreparedStatement debit =
                        connection.prepareStatement(
                                """
                                update coffer_bench.owner set sequence = sequence + 1, stx = stx - ?
                                where owner = ? and stx >= ? returning sequence\
                                """);
                PreparedStatement read =
                        connection.prepareStatement(
                                "select revision from coffer_bench.kv where owner = ? and key = ?");
                PreparedStatement write =
                        connection.prepareStatement(
                                """
                                insert into coffer_bench.kv (owner, key, revision, value)
                                values (?, ?, ?, ?)
                                on conflict (owner, key) do update set
                                    revision = excluded.revision, value = excluded.value\
                                """)) {
            while (System.nanoTime() < endNanos) {
                String owner = "owner-" + random.nextInt(OWNERS);
                String key = "k-" + random.nextInt(KEYS_OF_OWNER);
                // The owner's row first: it is also what keeps two works of one owner apart.
                long revision = first(debit, 1_000, owner, 1_000);
                first(read, owner, key);
                set(write, owner, key, revision, value);
                write.executeUpdate();
                connection.commit();
                done++;
            }
        }
        return done;
    }

    /** The first column of the first row; 0 if there is none. */
    private static long first(PreparedStatement query, Object... values) throws SQLException {
        set(query, values);
        try (ResultSet rows = query.executeQuery()) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }
}
