package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.store.Session;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
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

    private static final List<String> MAKE =
            List.of(
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
                            .formatted(OWNERS - 1));

    private static final String DEBIT =
            """
            update coffer_bench.owner set sequence = sequence + 1, stx = stx - ?
            where owner = ? and stx >= ? returning sequence\
            """;

    private static final String READ =
            "select revision from coffer_bench.kv where owner = ? and key = ?";

    private static final String WRITE =
            """
            insert into coffer_bench.kv (owner, key, revision, value)
            values (?, ?, ?, ?)
            on conflict (owner, key) do update set
                revision = excluded.revision, value = excluded.value\
            """;

    private BareTransactions() {}

    /** Transactions a second over {@link #CONNECTIONS} connections. */
    public static double perSecond(String url, double seconds) {
        try (Session session = new Session(DriverManager.getConnection(url))) {
            MAKE.forEach(session::set);
            measure(url, WARM_SECONDS);
            double perSecond = measure(url, seconds);
            session.set("drop schema coffer_bench cascade");
            return perSecond;
        } catch (Session.Failed e) {
            throw new Failure("the bare transactions failed: " + e.sql().getMessage());
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
            List<Callable<Long>> works = new ArrayList<>();
            connections.forEach(connection -> works.add(() -> repeat(connection, end)));
            long total = 0;
            for (Future<Long> count : threads.invokeAll(works)) {
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
        Session session = new Session(connection);
        Random random = new Random();
        byte[] value = new byte[VALUE_BYTES];
        long done = 0;
        for (; System.nanoTime() < endNanos; done++) {
            String owner = "owner-" + random.nextInt(OWNERS);
            String key = "k-" + random.nextInt(KEYS_OF_OWNER);
            // The owner's row first: it is also what keeps two works of one owner apart.
            long revision =
                    session.one(DEBIT, row -> row.number(1), 1_000, owner, 1_000).orElseThrow();
            session.one(READ, row -> row.number(1), owner, key);
            session.update(WRITE, owner, key, revision, value);
            session.commit();
        }
        return done;
    }
}
