package dev.coffer.endpoint;

/**
 * The limits that keep one service whole, as they are unless an operator with the machine for it
 * sets others: see {@link Capacities}.
 */
public enum Capacity implements Limit {

    /** Rows of one capability that an owner may keep. */
    OWNER_ROWS_PER_CAPABILITY(2_000_000),

    /** Bytes of one capability that an owner may keep. */
    OWNER_BYTES_PER_CAPABILITY(1L << 30),

    /** An owner's SQL database: it is copied to a node that has to run a statement in it. */
    SQL_DATABASE_BYTES(32L << 20),

    /** How long the SQL of one call may run, all its statements together. */
    SQL_CALL_MS(2_000),

    /** What it may allocate meanwhile, as far as that can be told: a sort, a list, a join. */
    SQL_CALL_BYTES(128L << 20),

    /** SQL databases that a node has open, of the owners who called last: some 100 KB each. */
    SQL_OPEN_DATABASES(256),

    /** Bytes of their files, a cache: they are made again from the store. */
    SQL_CACHE_BYTES(512L << 20),
    /**
     * Bytes of the indexes by which memories are searched, of all owners together; of the heap a
     * quarter at most. Those that were not used for long make room.
     */
    MEMORY_INDEX_BYTES(256L << 20),

    /** Works that may wait for the store, of all owners. */
    WAITING_WORKS(8192),

    /** The same of one owner. */
    WAITING_WORKS_OF_OWNER(2048),

    /** Calls that may wait for something to happen, on one node: some kilobytes each. */
    WAITING_CALLS(20_000),

    /** Connections at once, on one node: a few kilobytes and a descriptor each. */
    CONNECTIONS(20_000),

    /** The same of one address; not counted behind a trusted proxy, whose all are. */
    CONNECTIONS_OF_ADDRESS(2_000),

    /** Free calls of one address that reach the store: generous for people, little for a flood. */
    PUBLIC_CALLS_PER_SECOND(50),

    PUBLIC_CALLS_BURST(200),

    /**
     * What a payer may call by token, a read counted as 1 and other calls by what they cost: more
     * than one gets done on a machine of a few cores.
     */
    CALL_UNITS_PER_SECOND(200_000),

    CALL_UNITS_BURST(1_000_000),

    /** Calls of one address that are not paid: offers made, and payments refused. */
    UNPAID_CALLS_PER_SECOND(500),

    UNPAID_CALLS_BURST(5_000),

    /** Bad payments of one payer, or unsigned ones of one address: some sign again without end. */
    BAD_PAYMENTS_PER_SECOND(1),

    BAD_PAYMENTS_BURST(60),

    /** Payments to others that one address has verified or settled here: a busy shop's. */
    FACILITATED_CALLS_PER_SECOND(50),

    FACILITATED_CALLS_BURST(500),

    /** Short links that an account makes in the long run: enough for any mailing of its own. */
    LINKS_PER_HOUR(1_000),

    LINKS_BURST(1_000),

    /** Addresses or payers that a rate limit remembers: some megabytes. */
    RATE_LIMITED_KEYS(65_536);

    private final long usual;

    Capacity(long usual) {
        this.usual = usual;
    }

    @Override
    public long value() {
        return usual;
    }
}
