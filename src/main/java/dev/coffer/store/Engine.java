package dev.coffer.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/** What a lane needs of a database; one for each engine. */
public interface Engine {

    /** A connection to write through, for one lane. */
    Session open();

    /**
     * Whether statements of several works are to share round trips, and so the works to advance in
     * step: then the tables of which each row is one owner's. Else empty.
     */
    default Set<String> inStep(Session session) {
        return Set.of();
    }

    /**
     * Begins a transaction in which the works of these owners, and of no others, may run.
     *
     * @return the transaction's instant, in epoch milliseconds
     */
    long begin(Session session, Collection<Owner> owners);

    /** Returns when the transaction is durable. */
    void commit(Session session);

    void rollback(Session session);

    /** Whether a statement failed because the database can't be written, not by its own fault. */
    boolean isOutage(SQLException failure);

    /**
     * How long after it came a work is tried again when its batch meets an outage. Zero where an
     * outage does not pass by itself.
     */
    Duration patience();

    /**
     * Whether the last transaction begun is committed, asked on another connection after its commit
     * gave no answer. Returns only when that transaction is over, one way or the other.
     */
    boolean committed(Session other);
}
