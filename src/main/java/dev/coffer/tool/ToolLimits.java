package dev.coffer.tool;

import dev.coffer.endpoint.Limit;

/** What all tools promise. */
public enum ToolLimits implements Limit {

    /** A text, in UTF-16 units. */
    TOOL_TEXT_CHARS(500_000),

    /** The body of a call: such a text in UTF-8, with escapes. */
    TOOL_BODY_BYTES(2L << 20),

    /** A URL: browsers take no longer ones. */
    URL_TOOL_CHARS(32_768),

    /** An answer, in UTF-16 units: some inputs would make far more of themselves. */
    TOOL_ANSWER_CHARS(8_000_000),

    /** How long one call may compute; it is refused then, and costs nothing. */
    TOOL_COMPUTE_MS(200);

    private final long value;

    ToolLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
