package dev.coffer.store.postgres;

import dev.coffer.store.Signals;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries signals between nodes by LISTEN and NOTIFY: one thread and connection tells, another
 * hears. Telling happens after the commit and beside the lanes: a NOTIFY inside their transactions
 * would hold a lock of the whole database over every fsync. So a signal may be lost when a node or
 * a connection dies; then waiters look by themselves after {@link #RECHECK}, and when a connection
 * is back all of them do.
 */
final class Notices implements AutoCloseable {

    static final Duration RECHECK = Duration.ofSeconds(10);

    private static final String CHANNEL = "coffer";
    private static final int HEAR_MS = 5_000;
    private static final long REST_MS = 500;
    private static final long FIRST_WAIT_MS = 2_000;
    private static final long CLOSE_MS = 2_000;

    /** Topics that wait to be told; past it those of one waiter are as lost as on a bad line. */
    private static final int MOST_UNTOLD = 100_000;

    private final String url;
    private final Signals signals;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private Map<String, Integer> untold = new HashMap<>();
    private final CountDownLatch hearing = new CountDownLatch(1);
    private final Thread teller;
    private final Thread hearer;
    private volatile @Nullable Connection hearerConnection;
    private volatile int tellerPid;
    private volatile boolean closed;

    /** Hears the others when it is made, but for a database that is away just then. */
    Notices(String url) {
        this.url = url;
        this.signals = Signals.amongNodes(RECHECK, this::tell);
        this.teller = Thread.ofPlatform().name("notices-out").daemon().start(this::tellAll);
        this.hearer = Thread.ofPlatform().name("notices-in").daemon().start(this::hearAll);
        try {
            boolean _ = hearing.await(FIRST_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Signals signals() {
        return signals;
    }

    private void tell(Map<String, Integer> times) {
        lock.lock();
        try {
            if (untold.size() < MOST_UNTOLD) {
                times.forEach((topic, count) -> untold.merge(topic, count, Integer::sum));
            }
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    private void tellAll() {
        withConnections(connection -> {
            tellerPid = connection.unwrap(PGConnection.class).getBackendPID();
            try (Statement statement = connection.createStatement()) {
                // A wake-up is worth no fsync.
                statement.execute("set synchronous_commit = off");
            }
            try (PreparedStatement notify =
                    connection.prepareStatement(
                            "select pg_notify('%s', notice) from unnest(?) as notice"
                                    .formatted(CHANNEL))) {
                while (!closed) {
                    String[] notices =
                            taken().entrySet().stream()
                                    .map(e -> e.getValue() + " " + e.getKey())
                                    .toArray(String[]::new);
                    if (notices.length > 0) {
                        notify.setArray(1, connection.createArrayOf("text", notices));
                        notify.execute();
                    }
                }
            }
        });
    }

    /** What gathered while the last was told, so that one statement tells of many. */
    private Map<String, Integer> taken() {
        lock.lock();
        try {
            while (untold.isEmpty() && !closed) {
                more.awaitUninterruptibly();
            }
            Map<String, Integer> taken = untold;
            untold = new HashMap<>();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void hearAll() {
        withConnections(connection -> {
            hearerConnection = connection;
            try (Statement statement = connection.createStatement()) {
                statement.execute("listen " + CHANNEL);
            }
            signals.soundAllHere();
            hearing.countDown();
            PGConnection heard = connection.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] notices = heard.getNotifications(HEAR_MS);
                if (notices != null) {
                    for (PGNotification notice : notices) {
                        hear(notice);
                    }
                }
            }
        });
    }

    private void hear(PGNotification notice) {
        String text = notice.getParameter();
        int space = text.indexOf(' ');
        if (notice.getPID() == tellerPid || space < 0) {
            return; // Our own, sounded already; or not from a node.
        }
        try {
            signals.soundHere(text.substring(space + 1), Integer.parseInt(text, 0, space, 10));
        } catch (NumberFormatException _) {
            // Not from a node.
        }
    }

    private interface Use {
        void of(Connection connection) throws SQLException;
    }

    private void withConnections(Use use) {
        while (!closed) {
            try (Connection connection = DriverManager.getConnection(url)) {
                try (Statement bounds = connection.createStatement()) {
                    bounds.execute(PostgresEngine.BOUNDS);
                }
                use.of(connection);
            } catch (SQLException e) {
                // The lanes and the health say that the database is away; this only tries again.
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REST_MS));
            }
        }
    }

    @Override
    public void close() {
        signals.close();
        lock.lock();
        try {
            closed = true;
            more.signal();
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(teller);
        LockSupport.unpark(hearer);
        Connection heard = hearerConnection;
        try {
            if (heard != null) {
                heard.abort(Runnable::run); // It may be reading.
            }
            teller.join(CLOSE_MS);
            hearer.join(CLOSE_MS);
        } catch (SQLException e) {
            // Gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
