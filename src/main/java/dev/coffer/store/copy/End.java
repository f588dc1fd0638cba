package dev.coffer.store.copy;

import dev.coffer.store.Migrations;
import dev.coffer.store.Session;
import dev.coffer.store.StoreException;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * One of the two stores of a copy, at this version's schema and kept from whoever would serve it.
 * Used by one thread at a time.
 */
public interface End extends AutoCloseable {

    /** Which of the two. */
    enum Role {
        /** Is only read, in one transaction: a snapshot. */
        SOURCE,
        TARGET;

        /**
         * Brings a database to this version's schema.
         *
         * @throws StoreException.Unavailable if it has a newer one, or is to be copied and no store
         */
        public void prepare(Migrations.Dialect dialect, String jdbcUrl) {
            String which = this == SOURCE ? "--from" : "--to";
            try {
                Migrations.State state = Migrations.state(dialect, jdbcUrl);
                if (state == Migrations.State.NEWER) {
                    throw new StoreException.Unavailable(
                            which + " is of a newer version of Coffer; use that one");
                }
                if (state == Migrations.State.NONE && this == SOURCE) {
                    throw new StoreException.Unavailable(
                            which + " is no store: its database has no tables of Coffer");
                }
                migrate(which, dialect, jdbcUrl);
            } catch (StoreException e) {
                throw e;
            } catch (RuntimeException e) {
                throw StoreException.Unavailable.because(which + " can't be opened", e);
            }
        }

        private static void migrate(String which, Migrations.Dialect dialect, String jdbcUrl) {
            try {
                Migrations.run(dialect, jdbcUrl);
            } catch (StoreException.Unavailable e) {
                throw StoreException.Unavailable.because(which + " can't be opened", e);
            }
        }
    }

    Migrations.Dialect dialect();

    /** Its connection. Of a source nothing is ever committed. */
    Session session();

    /** What there is to copy. */
    List<CopiedTable> tables();

    /** Whether it has the table that marks the target of a copy under way. */
    default boolean isUnfinished() {
        return Marker.isThere(session(), dialect());
    }

    /**
     * Refuses a store that is served, or copied by another.
     *
     * @throws StoreException.Unavailable that says by whom
     */
    void requireAlone();

    /**
     * The rows of a table in the order of its key.
     *
     * @param after the key behind which to begin
     */
    Rows rows(CopiedTable table, Optional<Tuple> after) throws SQLException, IOException;

    /** Inserts rows, in the transaction under way. */
    void append(CopiedTable table, List<Tuple> rows) throws SQLException, IOException;

    @Override
    void close();
}
