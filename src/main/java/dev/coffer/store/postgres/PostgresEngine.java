package dev.coffer.store.postgres;

import dev.coffer.store.Engine;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.StoreException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
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

    /** The outer part runs when the locks are held: only then the clock is read. */
    private static final String LOCK =
            """
            locked as materialized (
                select owner from owner where owner = any(string_to_array(?, ':'))
                order by owner for update)
            select count(*), floor(extract(epoch from clock_timestamp()) * 1000)::bigint
            from locked\
            """;

    private static final String MARK_AND_LOCK =
            """
            with marked as (
                insert into lane (name, batch, at)
                values (?, ?, floor(extract(epoch from clock_timestamp()) * 1000)::bigint)
                on conflict (name) do update set batch = excluded.batch, at = excluded.at),
            """
                    + LOCK;

    /** Two nodes that meet the same new owners insert them in the same order; one waits. */
    private static final String INSERT_MISSING =
            """
            insert into owner (owner)
            select o from unnest(string_to_array(?, ':')) as o
            where not exists (select 1 from owner where owner = o) order by o
            on conflict (owner) do nothing returning owner\
            """;

    /** What no work wrote to leaves no trace: strangers fill no table with their names. */
    private static final String REMOVE_UNUSED =
            "delete from owner where owner = any(string_to_array(?, ':')) and sequence = 0";

    /**
     * Classes and codes of what is not the statement's own fault: connections, conflicts between
     * transactions, resources, operators, the system, corruption; a primary that is none any more;
     * a lock that another node holds too long.
     */
    private static final Set<String> OUTAGE_CLASSES = Set.of("08", "40", "53", "58");

    private static final Set<String> OUTAGES =
            Set.of(
                    "57P01", "57P02", "57P03", "57P04", "57P05", "25006", "25P03", "55P03", "XX001",
                    "XX002");

    private final String url;
    private final String lane;
    private final Duration patience;
    private long batch;
    private List<String> created = List.of();

    PostgresEngine(String url, String lane, Duration patience) {
        this.url = url;
        this.lane = lane;
        this.patience = patience;
    }

    @Override
    public Session open() {
        Connection connection;
        try {
            connection = DriverManager.getConnection(url);
        } catch (SQLException e) {
            throw new StoreException.Unavailable("the database can't be reached", e);
        }
        Session session = new Session(connection);
        try {
            // A node that hangs must not keep its owners from all others.
            session.set("set idle_in_transaction_session_timeout = '20s'");
            session.set("set lock_timeout = '4s'");
            session.set("set default_transaction_isolation = 'read committed'");
            session.set(
                    """
                    select set_config('synchronous_commit', 'on', false)
                    where current_setting('synchronous_commit') in ('off', 'local', 'remote_write')\
                    """);
            connection.setAutoCommit(false);
            return session;
        } catch (SQLException | Session.Failed e) {
            close(session);
            throw new StoreException.Unavailable("the database can't be reached", e);
        }
    }

    private static void close(Session session) {
        try {
            session.close();
        } catch (Session.Failed e) {
            // It was of no use already.
        }
    }

    private record Locked(long rows, long now) {}

    /** Owners as one parameter; their addresses have no colon. */
    private static String joined(Collection<String> owners) {
        return String.join(":", owners);
    }

    @Override
    public long begin(Session session, Collection<Owner> owners) {
        batch++;
        created = List.of();
        String all = joined(owners.stream().map(Owner::address).sorted().toList());
        Locked locked = locked(session, MARK_AND_LOCK, lane, batch, all);
        if (locked.rows() < owners.size()) {
            created = session.all(INSERT_MISSING, row -> row.text(1), all);
            locked = locked(session, "with " + LOCK, all);
        }
        if (locked.rows() != owners.size()) {
            throw new IllegalStateException("an owner's row went away while it was locked");
        }
        return locked.now();
    }

    private static Locked locked(Session session, String sql, @Nullable Object... parameters) {
        return session.one(sql, row -> new Locked(row.number(1), row.number(2)), parameters)
                .orElseThrow();
    }

    @Override
    public void commit(Session session) {
        if (!created.isEmpty()) {
            session.update(REMOVE_UNUSED, joined(created));
        }
        session.commit();
    }

    @Override
    public void rollback(Session session) {
        session.rollback();
    }

    @Override
    public boolean isOutage(SQLException failure) {
        String state = failure.getSQLState();
        return state != null
                && state.length() == 5
                && (OUTAGES.contains(state) || OUTAGE_CLASSES.contains(state.substring(0, 2)));
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
