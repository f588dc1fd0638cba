package dev.coffer.tool.text;

import dev.coffer.endpoint.Limit;

/** What the tools for text promise beside what all do. */
enum TextLimits implements Limit {

    /** The text that a pattern is tried on. */
    REGEX_TEXT_CHARS(100_000),

    REGEX_PATTERN_CHARS(1_000),

    /** What a pattern may grow to where it counts: {@code a{100}} is a hundred. */
    REGEX_STEPS(20_000),

    REGEX_MATCHES(10_000),

    /** Characters that are told about one by one. */
    UNICODE_INFO_CHARS(100),

    /** A suffix put at a cut. */
    SUFFIX_CHARS(1_000);

    private final long value;

    TextLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
