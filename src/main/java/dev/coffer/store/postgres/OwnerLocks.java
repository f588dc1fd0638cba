package dev.coffer.store.postgres;

import dev.coffer.store.Session;
import dev.coffer.store.StoreException;

import java.util.ArrayList;
import java.util.List;

/**
 * The start of a lane's transaction: the batch's number in the lane's row, the locks on its owners'
 * rows in sorted order, and then, with the locks held, the time.
 *
 * <p>An owner without a row gets one first; of two nodes that meet the same new owner one waits for
 * the other. What no work wrote to goes again, so that strangers fill no table with their names.
 */
sealed interface OwnerLocks {

    /**
     * @return the instant, in epoch milliseconds
     */
    long take(Session session, String lane, long batch, List<String> owners);

    void removeUnused(Session session);

    String NOW = "floor(extract(epoch from clock_timestamp()) * 1000)::bigint";

    String MARK =
            """
            insert into lane (name, batch, at) values (?, ?, $now)
            on conflict (name) do update set batch = excluded.batch, at = excluded.at\
            """
                    .replace("$now", NOW);

    /** Another node removed the row between two statements: to be tried again, as an outage is. */
    private static StoreException gone() {
        return new StoreException.Unavailable("an owner's row went away");
    }

    /** All in one statement. */
    final class Together implements OwnerLocks {

        /** The outer part runs when the locks are held: only then the clock is read. */
        private static final String LOCK =
                """
                locked as materialized (
                    select owner from owner where owner = any(string_to_array(?, ':'))
                    order by owner for update)
                select count(*), $now from locked\
                """
                        .replace("$now", NOW);

        private static final String MARK_AND_LOCK = "with marked as (" + MARK + "), " + LOCK;

        private static final String INSERT_MISSING =
                """
                insert into owner (owner)
                select o from unnest(string_to_array(?, ':')) as o
                where not exists (select 1 from owner where owner = o) order by o
                on conflict (owner) do nothing returning owner\
                """;

        private static final String REMOVE_UNUSED =
                "delete from owner where owner = any(string_to_array(?, ':')) and sequence = 0";

        private List<String> created = List.of();

        private record Locked(long rows, long now) {}

        @Override
        public long take(Session session, String lane, long batch, List<String> owners) {
            // One parameter for them all: their addresses have no colon.
            String all = String.join(":", owners);
            created = List.of();
            Locked locked = locked(session, MARK_AND_LOCK, lane, batch, all);
            if (locked.rows() < owners.size()) {
                created = session.all(INSERT_MISSING, row -> row.text(1), all);
                locked = locked(session, "with " + LOCK, all);
            }
            if (locked.rows() != owners.size()) {
                throw gone();
            }
            return locked.now();
        }

        private static Locked locked(Session session, String sql, Object... params) {
            return session.one(sql, row -> new Locked(row.number(1), row.number(2)), params)
                    .orElseThrow();
        }

        @Override
        public void removeUnused(Session session) {
            if (!created.isEmpty()) {
                session.update(REMOVE_UNUSED, String.join(":", created));
            }
        }
    }

    /** Each by a statement of its own, which is all that a PostgreSQL spread by owner can do. */
    final class OneByOne implements OwnerLocks {

        private static final String LOCK = "select owner from owner where owner = ? for update";

        private final List<String> created = new ArrayList<>();

        @Override
        public long take(Session session, String lane, long batch, List<String> owners) {
            created.clear();
            session.update(MARK, lane, batch);
            for (String owner : owners) {
                if (session.one(LOCK, row -> row.text(1), owner).isEmpty()) {
                    int inserted =
                            session.update(
                                    """
                                    insert into owner (owner) values (?)
                                    on conflict (owner) do nothing\
                                    """,
                                    owner);
                    if (inserted == 1) {
                        created.add(owner);
                    } else if (session.one(LOCK, row -> row.text(1), owner).isEmpty()) {
                        throw gone();
                    }
                }
            }
            return session.one("select " + NOW, row -> row.number(1)).orElseThrow();
        }

        @Override
        public void removeUnused(Session session) {
            for (String owner : created) {
                session.update("delete from owner where owner = ? and sequence = 0", owner);
            }
        }
    }
}
