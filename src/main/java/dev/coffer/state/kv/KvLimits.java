package dev.coffer.state.kv;

import dev.coffer.endpoint.Limit;

/** What a key and its value may be. */
enum KvLimits implements Limit {

    /** A key; leaves room for the namespace before it. */
    KEY_CHARS(256),

    /** UTF-8 of {@code kv:<visibility>:<owner>:<key>}: the plan's, for portability. */
    NAMESPACED_KEY_BYTES(512),

    /** A value: the plan's. */
    VALUE_BYTES(25L << 20),

    /** Above it a write is a large one: the plan's. */
    LARGE_VALUE_ABOVE_BYTES(100 << 10),

    /** The metadata beside a value: a list returns it for every key. */
    METADATA_BYTES(1024),

    /** What a key lives without a word about it: the plan's. */
    TTL_DEFAULT_SECONDS(86_400),

    /** Keys that one call deletes by prefix: keeps a transaction short. */
    DELETE_KEYS_AT_ONCE(1000);

    private final long value;

    KvLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
