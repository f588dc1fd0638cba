package dev.coffer.state.paste;

import dev.coffer.endpoint.Limit;

/** What a paste may be. */
enum PasteLimits implements Limit {

    /** A paste: the plan's 500 KB. */
    PASTE_BYTES(512_000),

    PASTE_TTL_DEFAULT_SECONDS(604_800),
    PASTE_TTL_MAX_SECONDS(2_592_000),

    /** A paste's language hint. */
    LANGUAGE_CHARS(64);

    private final long value;

    PasteLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
