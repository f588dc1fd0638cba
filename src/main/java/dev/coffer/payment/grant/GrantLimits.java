package dev.coffer.payment.grant;

import dev.coffer.endpoint.Limit;

/** What is kept of grants, and of what was done by them. */
public enum GrantLimits implements Limit {

    /** Grants of an account that are in force at once: a call by one reads those of its caller. */
    ACCOUNT_GRANTS(1_000),

    GRANT_PREFIX_CHARS(256),

    GRANT_VERB_CHARS(8),

    /** How long a line of the access log is kept. */
    ACCESS_KEPT_SECONDS(30L * 24 * 3600),

    /** How many lines are kept of an account's, the newest: about 20 MB. */
    ACCOUNT_ACCESS_LINES(100_000);

    private final long value;

    GrantLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
