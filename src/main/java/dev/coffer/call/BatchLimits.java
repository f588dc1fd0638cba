package dev.coffer.call;

import dev.coffer.endpoint.Limit;

/** What a batch may be. */
public enum BatchLimits implements Limit {

    /** Operations of one: they hold up others for as long. */
    BATCH_OPERATIONS(100),

    /** A batch, its results together, and what its references stand for together. */
    BATCH_BYTES(8L << 20),

    /** Statements of the store that one may take: others wait for as long. */
    BATCH_STATEMENTS(5_000),

    /** What an operation's result is called. */
    BATCH_NAME_CHARS(64);

    private final long value;

    BatchLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
