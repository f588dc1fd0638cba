package dev.coffer.store.postgres;

import dev.coffer.store.Causes;
import dev.coffer.store.Engine;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.StoreException;

import org.postgresql.util.PSQLException;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * PostgreSQL as one lane of one node sees it.
 *
 * <p>A transaction begins with the row locks of its owners, in sorted order: that makes the works
 * of an owner serial over all nodes, and READ COMMITTED enough. The instant is the database's, read
 * when the locks are held, so that no node's clock matters.
 *
 * <p>Each transaction writes its number into the lane's own row. Whoever wants to know later
 * whether it is committed locks that row, and so waits until the transaction is over.
 */
final class PostgresEngine implements Engine {

    /**
     * Classes and codes of what is not the statement's own fault: connections, conflicts between
     * transactions, statements that were canceled, resources, operators, the system, corruption; a
     * primary that is none any more; a lock that another node holds too long.
     */
    private static final Set<String> OUTAGE_CLASSES = Set.of("08", "40", "53", "58");

    private static final Set<String> OUTAGES =
            Set.of(
                    "57014", "57P01", "57P02", "57P03", "57P04", "57P05", "25006", "25P03", "55P03",
                    "XX001", "XX002");

    /**
     * Not the role's or the server's, which are for other programs. A node that hangs must not keep
     * its owners from all others.
     */
    static final String BOUNDS =
            """
            set statement_timeout = '20s'; set idle_in_transaction_session_timeout = '20s';
            set lock_timeout = '4s'; set idle_session_timeout = 0\
            """;

    /** Has a commit wait for the disk, of the standby too where there is one. */
    static final String SYNCED =
            """
            select set_config('synchronous_commit', 'on', false)
            where current_setting('synchronous_commit') in ('off', 'local', 'remote_write')\
            """;

    /** Of a cluster: the wait for another machine of it, that the work of this one goes on. */
    private static final String ELSEWHERE_BOUNDS =
            """
            select set_config(name, '2000', false) from pg_settings
            where name = 'citus.node_connection_timeout' and context = 'user'\
            """;

    private final String url;
    private final String lane;
    private final Duration patience;
    private final OwnerLocks locks;
    private final DatabaseClock clock;
    private final Runnable outage;
    private long batch;

    /**
     * @param outage is told when the database can't be reached or written
     */
    PostgresEngine(
            String url,
            String lane,
            Duration patience,
            OwnerLocks locks,
            DatabaseClock clock,
            Runnable outage) {
        this.url = url;
        this.lane = lane;
        this.patience = patience;
        this.locks = locks;
        this.clock = clock;
        this.outage = outage;
    }

    @Override
    public Session open() {
        Connection connection;
        try {
            connection = DriverManager.getConnection(url);
        } catch (SQLException e) {
            away();
            throw cantBeOpened(e);
        }
        Session session = new Session(connection);
        try {
            session.set(BOUNDS);
            session.set("set default_transaction_isolation = 'read committed'");
            session.set(SYNCED);
            session.set(ELSEWHERE_BOUNDS);
            connection.setAutoCommit(false);
            return session;
        } catch (SQLException | Session.Failed e) {
            close(session);
            throw cantBeOpened(e);
        }
    }

    /** Tells that the database can't be reached. */
    void away() {
        outage.run();
    }

    DatabaseClock clock() {
        return clock;
    }

    /** Why, and what to do about it, in one line. */
    static StoreException cantBeOpened(Throwable failure) {
        if (failure instanceof StoreException known) {
            return known;
        }
        String why = Causes.of(failure);
        String state =
                Causes.find(failure, SQLException.class).map(SQLException::getSQLState).orElse("");
        String what =
                switch (String.valueOf(state)) {
                    case "42501" -> "; make the role the owner of the database, or grant it that";
                    case "3D000" -> "; create it first";
                    case "28000", "28P01" -> "; see user, password and TLS in the URL";
                    case "42704" -> "; it has to be PostgreSQL 14 or later";
                    case "53300" -> "; let it have more, or run fewer nodes";
                    default ->
                            why.contains("targetServerType")
                                    ? "; those that answer are replicas: name the primary"
                                    : "";
                };
        return new StoreException.Unavailable(
                "the database can't be opened: " + why + what, failure);
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (Session.Failed e) {
            // It was of no use already.
        }
    }

    /** Not where rows are spread over machines: how that takes batches has not been tried. */
    @Override
    public Set<String> inStep(Session session) {
        if (!(locks instanceof OwnerLocks.Together)) {
            return Set.of();
        }
        Set<String> byOwner =
                new HashSet<>(
                        session.all(
                                """
                                select c.relname from pg_index i
                                join pg_class c on c.oid = i.indrelid
                                join pg_attribute a
                                    on a.attrelid = c.oid and a.attnum = i.indkey[0]
                                where i.indisprimary and a.attname = 'owner'
                                    and pg_table_is_visible(c.oid)\
                                """,
                                row -> row.text(1)));
        session.commit();
        return byOwner;
    }

    @Override
    public long begin(Session session, Collection<Owner> owners) {
        batch++;
        List<String> sorted = owners.stream().map(Owner::address).sorted().toList();
        try {
            return clock.heard(locks.take(session, lane, batch, sorted));
        } catch (Session.Failed e) {
            if (isElsewhere(e.sql())) {
                away();
            }
            throw elsewhere(e);
        }
    }

    @Override
    public void commit(Session session) {
        try {
            locks.removeUnused(session);
            session.commit();
        } catch (Session.Failed e) {
            if (isElsewhere(e.sql())) {
                away();
            }
            throw elsewhere(e);
        }
    }

    /**
     * Why a statement failed, as it is to be told: another machine of the cluster than the one that
     * was asked may be away.
     */
    static RuntimeException elsewhere(Session.Failed failure) {
        return isElsewhere(failure.sql())
                ? new StoreException.Unavailable("another part of the store is away", failure)
                : failure;
    }

    /** A server that says itself that a connection failed does not mean the one to us. */
    private static boolean isElsewhere(SQLException failure) {
        return failure instanceof PSQLException told
                && told.getServerErrorMessage() != null
                && String.valueOf(told.getSQLState()).startsWith("08");
    }

    @Override
    public void rollback(Session session) {
        session.rollback();
    }

    /**
     * A work that needs another machine which is away fails by itself: the others of its batch are
     * not to wait for that.
     */
    @Override
    public boolean isOutage(SQLException failure) {
        String state = failure.getSQLState();
        boolean outages =
                state != null
                        && state.length() == 5
                        && (OUTAGES.contains(state)
                                || OUTAGE_CLASSES.contains(state.substring(0, 2)));
        if (outages) {
            away();
        }
        return outages && !isElsewhere(failure);
    }

    @Override
    public Duration patience() {
        return patience;
    }

    @Override
    public boolean committed(Session other) {
        long last =
                other.one(
                                "select batch from lane where name = ? for update",
                                row -> row.number(1),
                                lane)
                        .orElse(0L);
        other.rollback();
        return last == batch;
    }
}
