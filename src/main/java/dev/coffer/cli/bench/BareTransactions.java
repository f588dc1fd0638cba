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
 * What a PostgreSQL does without lanes: what a charged {@code kv/set} changes, the debit, the value
 * and the sum of charges, as a transaction of its own each. In tables of its own, which it drops
 * again.
 */
final class BareTransactions implements AutoCloseable {

    /** How a transaction is sent. */
    enum Sent {
        /** Statement by statement, as programs do. */
        BY_STATEMENT("bare transactions"),

        /** All in one statement and one round trip, which is the least that one can cost. */
        AT_ONCE("bare, one round trip");

        private final String label;

        Sent(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static final int CONNECTIONS = 32;
    static final int OWNERS = 100;

    private static final int KEYS_OF_OWNER = 10_000;
    private static final int VALUE_BYTES = 200;
    private static final long PRICE = 1_000;

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
                    """
                    create table coffer_bench.charge (
                        owner text primary key, calls bigint not null)\
                    """,
                    "insert into coffer_bench.owner select 'owner-' || i, 0, 1e15 from generate_series(0, %d) i"
                            .formatted(OWNERS - 1));

    private static final String DEBIT =
            """
            update coffer_bench.owner set sequence = sequence + 1, stx = stx - ?
            where owner = ? and stx >= ? returning sequence\
            """;

    private static final String WRITE =
            """
            insert into coffer_bench.kv (owner, key, revision, value)
            values (?, ?, ?, ?)
            on conflict (owner, key) do update set
                revision = excluded.revision, value = excluded.value\
            """;

    private static final String CHARGE =
            """
            insert into coffer_bench.charge (owner, calls) values (?, 1)
            on conflict (owner) do update set calls = charge.calls + 1\
            """;

    private static final String AT_ONCE =
            "with debited as (%s), charged as (%s) %s returning revision"
                    .formatted(
                            DEBIT,
                            CHARGE.replace("values (?, 1)", "select ?, 1 from debited"),
                            WRITE.replace(
                                    "values (?, ?, ?, ?)",
                                    "select ?, ?, sequence, ? from debited"));

    private final String url;
    private final List<ProcessHandle> database;

    /**
     * @param database its process, if it is ours
     */
    BareTransactions(String url, List<ProcessHandle> database) {
        this.url = url;
        this.database = database;
        prepare(MAKE);
    }

    private void prepare(List<String> statements) {
        try (Session session = new Session(DriverManager.getConnection(url))) {
            statements.forEach(session::set);
        } catch (SQLException e) {
            throw failed(e);
        } catch (Session.Failed e) {
            throw failed(e.sql());
        }
    }

    private static Failure failed(SQLException why) {
        return new Failure("the bare transactions failed: " + why.getMessage());
    }

    /** Loads it over {@link #CONNECTIONS} connections, in the names of so many owners. */
    LoadRun.Measured measure(
            String load, Sent sent, int owners, double warmSeconds, double seconds) {
        List<Connection> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(DriverManager.getConnection(url));
            }
            run(threads, connections, sent, owners, warmSeconds);
            List<Double> before = BenchTarget.cpuSeconds(database);
            long start = System.nanoTime();
            Latencies all = run(threads, connections, sent, owners, seconds);
            double took = (System.nanoTime() - start) / 1e9;
            List<Double> cpu = LoadRun.since(before, database);
            return LoadRun.Measured.of(
                    load, CONNECTIONS, all.total() / took, all, 0, "", cpu, all.total());
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            connections.forEach(BareTransactions::close);
        }
    }

    private static Latencies run(
            ExecutorService threads,
            List<Connection> connections,
            Sent sent,
            int owners,
            double seconds)
            throws SQLException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        List<Callable<Latencies>> works = new ArrayList<>();
        connections.forEach(one -> works.add(() -> repeat(one, sent, owners, end)));
        Latencies all = new Latencies();
        try {
            for (Future<Latencies> each : threads.invokeAll(works)) {
                all.addAll(each.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new SQLException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    private static Latencies repeat(Connection connection, Sent sent, int owners, long endNanos)
            throws SQLException {
        connection.setAutoCommit(sent == Sent.AT_ONCE);
        Session session = new Session(connection);
        Random random = new Random();
        byte[] value = new byte[VALUE_BYTES];
        Latencies latencies = new Latencies();
        for (long began = System.nanoTime(); began < endNanos; ) {
            String owner = "owner-" + random.nextInt(owners);
            String key = "k-" + random.nextInt(KEYS_OF_OWNER);
            if (sent == Sent.AT_ONCE) {
                long _ =
                        session.one(
                                        AT_ONCE,
                                        row -> row.number(1),
                                        PRICE,
                                        owner,
                                        PRICE,
                                        owner,
                                        owner,
                                        key,
                                        value)
                                .orElseThrow();
            } else {
                // The owner's row first: it is also what keeps two works of one owner apart.
                long revision =
                        session.one(DEBIT, row -> row.number(1), PRICE, owner, PRICE).orElseThrow();
                session.update(WRITE, owner, key, revision, value);
                session.update(CHARGE, owner);
                session.commit();
            }
            long now = System.nanoTime();
            latencies.add(now - began);
            began = now;
        }
        return latencies;
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // What was measured is measured.
        }
    }

    @Override
    public void close() {
        prepare(List.of("drop schema coffer_bench cascade"));
    }
}
