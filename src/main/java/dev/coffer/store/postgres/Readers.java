package dev.coffer.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;

import dev.coffer.store.Session;
import dev.coffer.store.Snapshots;
import dev.coffer.store.StoreException;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.Work;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Connections to a primary, for reads. */
final class Readers implements AutoCloseable {

    private static final String NOW = "select " + OwnerLocks.NOW;

    private final Snapshots snapshots =
            new Snapshots(
                    new Snapshots.Transactions() {
                        @Override
                        public void begin(Session session) {
                            session.begin();
                        }

                        @Override
                        public void commit(Session session) {
                            session.commit();
                            session.alone();
                        }

                        @Override
                        public void rollback(Session session) {
                            session.rollback();
                            session.alone();
                        }
                    });

    private final PostgresEngine engine;
    private final HikariDataSource pool;
    private volatile boolean closed;

    /**
     * @param patience how long a read waits for a connection
     */
    Readers(PostgresEngine engine, String url, int connections, Duration patience) {
        this.engine = engine;
        HikariConfig config = new HikariConfig();
        config.setPoolName("readers");
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setConnectionInitSql(PostgresEngine.BOUNDS);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        config.setConnectionTimeout(Math.max(250, patience.toMillis()));
        config.setValidationTimeout(Math.max(250, Math.min(2_000, patience.toMillis())));
        config.setKeepaliveTime(TimeUnit.SECONDS.toMillis(30));
        this.pool = new HikariDataSource(config);
    }

    StoreFigures.Pooled figures(int waitingWorks) {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        return new StoreFigures.Pooled(
                waitingWorks,
                now.getActiveConnections(),
                now.getIdleConnections(),
                now.getThreadsAwaitingConnection());
    }

    /**
     * One try at a read.
     *
     * @throws StoreException.Unavailable if it met an outage
     */
    <R> R read(Work<R> work) {
        if (closed) {
            throw new StoreException.Unavailable("the store is closed");
        }
        try (Session session = session()) {
            long now = engine.clock().heard(session.one(NOW, row -> row.number(1)).orElseThrow());
            return snapshots.read(session, now, work);
        } catch (Session.Failed e) {
            if (engine.isOutage(e.sql())) {
                throw new StoreException.Unavailable("the store can't be read", e);
            }
            throw PostgresEngine.elsewhere(e);
        }
    }

    private Session session() {
        try {
            return new Session(pool.getConnection());
        } catch (SQLTransientConnectionException e) {
            if (e.getCause() == null) {
                throw new StoreException.Overloaded("too many reads wait");
            }
            engine.away();
            throw new StoreException.Unavailable("the database can't be reached", e);
        } catch (SQLException e) {
            throw new StoreException.Unavailable("the database can't be reached", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        pool.close();
    }
}
