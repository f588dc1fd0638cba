package dev.coffer.payment;

import dev.coffer.endpoint.Limit;

/** What a token may be. */
public enum TokenLimits implements Limit {

    /** A token's text: what a header holds beside a payment. */
    TOKEN_CHARS(4_096),

    TOKEN_CAVEATS(32),

    /** Caveats that count: each costs every charged call a statement. */
    TOKEN_CAPS(8),

    /** Tokens of an account that are listed at once, and were not revoked. */
    ACCOUNT_TOKENS(100),

    /** Revocations of an account that are in force at once: every node has all in memory. */
    ACCOUNT_REVOCATIONS(1_000);

    private final long value;

    TokenLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
