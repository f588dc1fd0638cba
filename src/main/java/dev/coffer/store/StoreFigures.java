package dev.coffer.store;

/** How a store stands just now, for its operator. No database is asked for it. */
public sealed interface StoreFigures {

    /** How many works no lane has taken yet. */
    int waitingWorks();

    /**
     * Of the embedded store.
     *
     * @param databaseBytes the size of its file
     * @param logBytes the size of the write-ahead log's, which only grows while it is open
     * @param unmovedLogBytes of the log, what was not in the database at the last look
     */
    record Embedded(int waitingWorks, long databaseBytes, long logBytes, long unmovedLogBytes)
            implements StoreFigures {}

    /**
     * Of PostgreSQL: its connections for reads.
     *
     * @param waitingReads that have none yet
     */
    record Pooled(int waitingWorks, int activeReaders, int idleReaders, int waitingReads)
            implements StoreFigures {

        public Pooled plus(Pooled other) {
            return new Pooled(
                    waitingWorks + other.waitingWorks,
                    activeReaders + other.activeReaders,
                    idleReaders + other.idleReaders,
                    waitingReads + other.waitingReads);
        }
    }
}
