package dev.coffer.endpoint;

/** The limits that hold for all rooms: what is promised, whoever runs the service. */
public enum Limits implements Limit {

    /** The shortest life of what expires; clocks differ. */
    TTL_MIN_SECONDS(60),

    /** The longest life, a hundred years: an instant must stay a four-digit year. */
    TTL_MAX_SECONDS(3_153_600_000L),

    /** Entries of a page where a list does not say how many. */
    PAGE_DEFAULT(100),

    PAGE_MAX(1000),

    /** Values in one page, one answer: what a client can be expected to hold. */
    PAGE_VALUE_BYTES(8L << 20),

    /** A lock's name; here because each write may name one, see {@link Fence}. */
    LOCK_NAME_CHARS(128),

    /** A body where an endpoint does not say more. */
    BODY_BYTES(1L << 20),

    /** The largest body: a value of 25 MiB, the plan's, and what stands around it. */
    LARGEST_BODY_BYTES(26L << 20),

    /** A request's headers: payments echo the offer (x402). */
    HEADER_BYTES(32 << 10),

    /** A request line: the longest SQL query, percent-encoded, and some. */
    REQUEST_LINE_BYTES(16 << 10),

    /** The slowest that a body may come, beyond the first seconds. */
    BODY_BYTES_PER_SECOND(64 << 10),

    /** The framing of a chunked body, beyond as much again as its content. */
    CHUNK_FRAMING_BYTES(64 << 10),

    /** A body that nobody wants is still read up to this, to keep the connection. */
    SKIPPED_BODY_BYTES(64 << 10),

    /** How long a refused client is listened to, so that it gets to read why. */
    LINGER_SECONDS(1),

    /** Levels of nested JSON: deeper is an attack on a parser. */
    JSON_DEPTH(500),

    /** A number in JSON: more than a key of any cipher has, little enough to parse. */
    JSON_NUMBER_CHARS(100_000),

    /** How long an idempotency record answers. */
    IDEMPOTENCY_KEPT_SECONDS(86_400),

    /** How long an offer to be paid is good for, whatever prices and recipients are then. */
    OFFER_SECONDS(300),

    /** How long a token is good for. */
    TOKEN_LIFE_SECONDS(30 * 86_400),

    /** The longest that a call waits for something to happen: clients and proxies give up later. */
    WAIT_SECONDS(30);

    private final long value;

    Limits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
