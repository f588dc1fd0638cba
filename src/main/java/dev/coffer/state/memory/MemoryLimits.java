package dev.coffer.state.memory;

import dev.coffer.endpoint.Limit;

/** What a memory may be, and a search for some. */
enum MemoryLimits implements Limit {

    /** A memory's key: the plan's. */
    MEMORY_KEY_CHARS(256),

    /** A memory's content: the plan's. */
    MEMORY_CONTENT_CHARS(100_000),

    /** Tags of a memory. */
    MEMORY_TAGS(20),

    /** A tag. */
    MEMORY_TAG_CHARS(64),

    /** The source of a memory: a conversation, a document. */
    MEMORY_SOURCE_CHARS(256),

    /** A question: the plan's. */
    MEMORY_QUERY_CHARS(1000),

    /** Memories that one search finds: the plan's. */
    MEMORY_RESULTS_MAX(100),

    /** Above it a text gets a summary: the plan's. */
    MEMORY_SUMMARY_ABOVE_CHARS(500),

    /** A summary. */
    MEMORY_SUMMARY_CHARS(300),

    /** Memories that one call forgets by prefix: keeps a transaction short. */
    MEMORY_FORGET_AT_ONCE(1000),

    /** A body: content of which each character is escaped, and a vector. */
    MEMORY_BODY_BYTES(2L << 20);

    private final long value;

    MemoryLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
