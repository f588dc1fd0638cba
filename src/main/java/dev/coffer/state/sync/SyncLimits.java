package dev.coffer.state.sync;

import dev.coffer.endpoint.Limit;

/** What a lock may be. */
enum SyncLimits implements Limit {

    /** What a lock's holder calls itself. */
    LOCK_HOLDER_CHARS(128),

    /** Held without a word at least so long: to be extended, or to die. */
    LOCK_TTL_MIN_SECONDS(10),

    LOCK_TTL_DEFAULT_SECONDS(60),
    LOCK_TTL_MAX_SECONDS(300),

    /** How long a lock stays with a waiter that was called and does not come: its node died. */
    LOCK_CALL_MS(2_000);

    private final long value;

    SyncLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
