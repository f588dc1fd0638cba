package dev.coffer.outbound;

import dev.coffer.endpoint.Limit;

/** What holds for all that reaches outside. */
public enum OutboundLimits implements Limit {

    /** A URL, as browsers and servers take it. */
    OUTBOUND_URL_CHARS(2048),

    /** Redirects that are followed. */
    OUTBOUND_REDIRECTS(5),

    /** The longest that all of a call's requests take together. */
    OUTBOUND_MAX_MS(30_000),

    /** The same where a call does not say. */
    OUTBOUND_DEFAULT_MS(10_000),

    /** A body that is read of what a caller names. */
    OUTBOUND_BODY_BYTES(1L << 20),

    /** A body that is sent there. */
    OUTBOUND_SENT_BYTES(256L << 10),

    /** An answer's headers together. */
    OUTBOUND_HEADER_BYTES(64L << 10),

    /** Connections to the outside at once, on one node. */
    OUTBOUND_CONNECTIONS(128),

    /** The same of one caller: slow hosts of one do not keep the others from theirs. */
    OUTBOUND_CONNECTIONS_OF_CALLER(8);

    private final long value;

    OutboundLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
