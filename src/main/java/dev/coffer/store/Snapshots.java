package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The committed snapshots that reads see. A statement alone is a snapshot by itself, and needs no
 * transaction around it; several do. Which works run but one is learnt from those that did, by that
 * statement; one that goes on all the same after it is run once more, in a transaction.
 */
public final class Snapshots {

    private static final class Again extends RuntimeException {
        Again() {
            super("a read of several statements", null, false, false);
        }
    }

    /** More than the service has; past it all are learnt anew. */
    private static final int STATEMENTS = 1_000;

    /** Statements after which their work was over; false if ever another one came. */
    private final Map<String, Boolean> last = new ConcurrentHashMap<>();

    private final Transactions transactions;

    /** How a connection begins a transaction for reading, and ends it. */
    public interface Transactions {
        void begin(Session session);

        void commit(Session session);

        void rollback(Session session);
    }

    public Snapshots(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Runs a work, and leaves no transaction open, unless a statement failed.
     *
     * @see Session#hasFailed
     */
    public <R> R read(Session session, long now, Work<R> work) {
        try {
            return once(session, now, work);
        } catch (Again e) {
            return once(session, now, work);
        }
    }

    private <R> R once(Session session, long now, Work<R> work) {
        session.forgetFailure();
        Snapshot snapshot = new Snapshot(session);
        R result;
        try {
            result = work.run(Tx.reading(session, now, snapshot));
        } catch (Throwable e) {
            snapshot.abandon();
            throw e;
        }
        snapshot.end();
        return result;
    }

    /** What one work sees. */
    final class Snapshot {
        private final Session session;
        private @Nullable String first;
        private int statements;
        private boolean begun;

        private Snapshot(Session session) {
            this.session = session;
        }

        /** To be told of each statement before it runs. */
        void before(String sql) {
            statements++;
            if (first == null) {
                first = sql;
                begun = !last.getOrDefault(sql, false);
                if (begun) {
                    transactions.begin(session);
                }
            } else if (!begun || statements == 2) {
                last.put(first, false);
                if (!begun) {
                    throw new Again();
                }
            }
        }

        private void end() {
            if (begun) {
                transactions.commit(session);
            }
            if (first != null && statements == 1) {
                if (last.size() >= STATEMENTS) {
                    last.clear();
                }
                last.putIfAbsent(first, true);
            }
        }

        /** The session knows of it if it can't: its connection is in doubt then. */
        private void abandon() {
            try {
                if (begun) {
                    transactions.rollback(session);
                }
            } catch (Session.Failed e) {
                // What the work threw says more.
            }
        }
    }
}
