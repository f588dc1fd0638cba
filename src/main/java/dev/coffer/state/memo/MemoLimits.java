package dev.coffer.state.memo;

import dev.coffer.endpoint.Limit;

/** What a memo may be. */
enum MemoLimits implements Limit {

    /** The name of what belongs together. */
    MEMO_NAMESPACE_CHARS(128),

    /** What is asked; only its digest is kept. */
    MEMO_INPUT_BYTES(1 << 20),

    /** An answer: of a model, or of a call that was paid for. */
    MEMO_VALUE_BYTES(1 << 20),

    /** A value above it costs more to keep. */
    LARGE_MEMO_ABOVE_BYTES(100 << 10),

    /** How long whoever has to find the answer out is waited for. */
    MEMO_LEASE_MIN_SECONDS(10),

    MEMO_LEASE_DEFAULT_SECONDS(60),
    MEMO_LEASE_MAX_SECONDS(3_600),

    /** A week. */
    MEMO_TTL_DEFAULT_SECONDS(604_800),

    /** Memos that one call forgets. */
    MEMOS_FORGOTTEN_AT_ONCE(1_000);

    private final long value;

    MemoLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
