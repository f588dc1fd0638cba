package dev.coffer.store.postgres;

import dev.coffer.store.Session;
import dev.coffer.store.StoreException;

/** What a database must be for a node to run on it, asked before anything is made there. */
final class Requirements {

    private static final String PID = "select pg_backend_pid()";

    /**
     * The least of what role, database and server allow; nobody limits a superuser but the last.
     */
    private static final String ALLOWED =
            """
            select least(
                case when rolsuper or rolconnlimit < 0 then null else rolconnlimit end,
                case when rolsuper or datconnlimit < 0 then null else datconnlimit end,
                current_setting('max_connections')::int
                    - case when rolsuper then 0
                        else current_setting('superuser_reserved_connections')::int end)
            from pg_roles, pg_database
            where rolname = session_user and datname = current_database()\
            """;

    private Requirements() {}

    /**
     * Two sessions of the same URL.
     *
     * @param connections how many a node has
     * @throws StoreException.Unavailable that says what is missing
     */
    static void check(Session one, Session other, int connections) {
        refuseTransactionPooler(one, other);
        String encoding = text(one, "select current_setting('server_encoding')");
        if (!encoding.equals("UTF8")) {
            throw new StoreException.Unavailable(
                    "the database is encoded in %s: create one with encoding 'UTF8'"
                            .formatted(encoding));
        }
        if (text(one, "select current_setting('transaction_read_only')").equals("on")) {
            throw new StoreException.Unavailable(
                    "the database takes no writes, as a replica does: name the primary");
        }
        long allowed = one.one(ALLOWED, row -> row.number(1)).orElse(Long.MAX_VALUE);
        one.commit();
        if (allowed < connections) {
            throw new StoreException.Unavailable(
                    "a node has %d connections, and the role, the database or the server allows %d: raise its connection limit"
                            .formatted(connections, allowed));
        }
    }

    /** Which lends its connections for one transaction: what a session sets would be lost. */
    static void refuseTransactionPooler(Session one, Session other) {
        String first = text(one, PID);
        one.commit();
        String held = text(other, PID);
        String second = text(one, PID);
        one.commit();
        other.commit();
        if (!first.equals(second) || held.equals(second)) {
            throw new StoreException.Unavailable(
                    "a pooler (PgBouncer?) gives each transaction another connection: have it pool by session, or go by it");
        }
    }

    private static String text(Session session, String sql) {
        return session.one(sql, row -> String.valueOf(row.textOrNull(1))).orElseThrow();
    }
}
