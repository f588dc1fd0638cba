package dev.coffer.tool.math;

import dev.coffer.endpoint.Limit;

/** What the tools for numbers promise beside what all do. */
enum MathLimits implements Limit {
    EXPRESSION_CHARS(1_000),

    /** Numbers that are described together. */
    STATISTICS_NUMBERS(10_000),

    /** The largest number whose primes are looked for. */
    PRIME_MOST(1_000_000_000);

    private final long value;

    MathLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
