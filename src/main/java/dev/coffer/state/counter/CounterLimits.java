package dev.coffer.state.counter;

import dev.coffer.endpoint.Limit;

/** What counters and limiters may be. */
enum CounterLimits implements Limit {

    /** A counter's or limiter's name: the plan's. */
    COUNTER_NAME_CHARS(64),

    /** Units of a limiter's capacity: a billionth of each still fits into 64 bits. */
    LIMITER_CAPACITY(1_000_000_000),

    /** Units that come back in a second: a thousand in a millisecond. */
    LIMITER_REFILL_PER_SECOND(1_000_000);

    private final long value;

    CounterLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
