package dev.coffer.tool.stacks;

import dev.coffer.endpoint.Limit;

/** What the tools for Stacks promise. */
public enum StacksLimits implements Limit {

    /** A value of Clarity in hex: its types, written out, are many times as long. */
    CLARITY_HEX_CHARS(200_000),

    /** Code of a contract that is shown of a transaction. */
    SHOWN_CODE_CHARS(500),

    /** Arguments of a call that only reads, and characters of each. */
    READ_ONLY_ARGUMENTS(32),
    READ_ONLY_ARGUMENT_CHARS(8192),

    /** Tokens of a page. */
    NFT_PAGE(200),

    /** How long the API of a network may take. */
    STACKS_API_MS(10_000),

    /** What it may answer. */
    STACKS_API_BYTES(4L << 20);

    private final long value;

    StacksLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
