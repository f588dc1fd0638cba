package dev.coffer.endpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every limit, with its unit and its reason. Served at {@code GET /api/limits}.
 *
 * <p>What a capability promises (the size of a key) is a limit of the contract; what keeps the
 * service whole (waiting works) may be raised by an operator with the machine for it.
 */
public final class Limits {

    private static final long KIB = 1024;
    private static final long MIB = 1024 * KIB;

    private Limits() {}

    /** Characters of a key; leaves room for the namespace before it. */
    public static final int KEY_CHARS = 256;

    /** Bytes of UTF-8 of {@code kv:<visibility>:<owner>:<key>}: the plan's, for portability. */
    public static final int NAMESPACED_KEY_BYTES = 512;

    /** Bytes of a value: the plan's. */
    public static final long VALUE_BYTES = 25 * MIB;

    /** Bytes of a value above which a write is a large one: the plan's. */
    public static final long LARGE_VALUE_BYTES = 100 * KIB;

    /** Bytes of the metadata beside a value: a list returns it for every key. */
    public static final int METADATA_BYTES = 1024;

    /** Seconds: the shortest life of what expires; clocks differ. */
    public static final long TTL_MIN_SECONDS = 60;

    /** Seconds, a hundred years: the longest life; an instant must stay a four-digit year. */
    public static final long TTL_MAX_SECONDS = 3_153_600_000L;

    /** Seconds: what a key lives without a word about it: the plan's. */
    public static final long TTL_DEFAULT_SECONDS = 86_400;

    /** Entries of a page. */
    public static final int PAGE_DEFAULT = 100;

    public static final int PAGE_MAX = 1000;

    /** Bytes of values in one page: what a client can be expected to hold. */
    public static final long PAGE_VALUE_BYTES = 8 * MIB;

    /** Keys that one call deletes by prefix: keeps a transaction short. */
    public static final int DELETE_KEYS = 1000;

    /** Bytes of a paste: the plan's 500 KB. */
    public static final int PASTE_BYTES = 512_000;

    public static final long PASTE_TTL_DEFAULT_SECONDS = 604_800;
    public static final long PASTE_TTL_MAX_SECONDS = 2_592_000;

    /** Characters of a paste's language hint. */
    public static final int LANGUAGE_CHARS = 64;

    /** Characters of a counter's or limiter's name: the plan's. */
    public static final int COUNTER_NAME_CHARS = 64;

    /** Units of a limiter's capacity: a billionth of each still fits into 64 bits. */
    public static final long LIMITER_CAPACITY = 1_000_000_000;

    /** Units that come back in a second, at most: a thousand in a millisecond. */
    public static final long LIMITER_REFILL_PER_SECOND = 1_000_000;

    /** Characters of a lock's name. */
    public static final int LOCK_NAME_CHARS = 128;

    /** Characters of what a lock's holder calls itself. */
    public static final int LOCK_HOLDER_CHARS = 128;

    /** Seconds that a lock is held without a word: long enough to be extended, or to die. */
    public static final long LOCK_TTL_MIN_SECONDS = 10;

    public static final long LOCK_TTL_DEFAULT_SECONDS = 60;
    public static final long LOCK_TTL_MAX_SECONDS = 300;

    /**
     * How long a lock stays with a waiter that was called and does not come, because its node died.
     */
    public static final Duration LOCK_CALL = Duration.ofSeconds(2);

    /** Characters of a queue's name, and of a dedupe key. */
    public static final int QUEUE_NAME_CHARS = 128;

    /** Bytes of a job's payload: what a hundred of still fit into a body. */
    public static final int JOB_BYTES = 256 * (int) KIB;

    /** Jobs of one push or pop. */
    public static final int JOBS_AT_ONCE = 100;

    /** The highest priority, and less than zero the lowest: positions add up their counts. */
    public static final long JOB_PRIORITY = 1000;

    /** Seconds: the longest delay of a job, and of a retry. */
    public static final long JOB_DELAY_SECONDS = 86_400;

    public static final long JOB_ATTEMPTS_DEFAULT = 3;
    public static final long JOB_ATTEMPTS_MAX = 10;

    /** Seconds that a delivery lasts before the job goes to another. */
    public static final long VISIBILITY_MIN_SECONDS = 10;

    public static final long VISIBILITY_DEFAULT_SECONDS = 60;
    public static final long VISIBILITY_MAX_SECONDS = 3_600;

    /** Seconds before the second attempt, doubled for each further one, up to the longest. */
    public static final long BACKOFF_SECONDS = 2;

    public static final long BACKOFF_MAX_SECONDS = 300;

    /** Characters of a failure's text. */
    public static final int JOB_ERROR_CHARS = 1_000;

    /** Jobs that one call moves or removes besides its own: keeps a transaction short. */
    public static final int JOBS_MOVED_AT_ONCE = 1_000;

    /** How long a job is kept that was completed: for those who look what became of it. */
    public static final Duration COMPLETED_JOB_KEPT = Duration.ofDays(1);

    /** How long a dead job is kept: for those who find out why and retry it. */
    public static final Duration DEAD_JOB_KEPT = Duration.ofDays(14);

    /** Rows of one capability that an owner may keep. */
    public static final long OWNER_ROWS = 2_000_000;

    /** Bytes of one capability that an owner may keep. */
    public static final long OWNER_BYTES = 1024 * MIB;

    /** Bytes of a body where an endpoint does not say more. */
    public static final long BODY_BYTES = MIB;

    /** Bytes of the largest body: a value and what stands around it. */
    public static final long LARGEST_BODY_BYTES = VALUE_BYTES + MIB;

    /** Bytes of a request's headers: payments echo the offer (x402). */
    public static final int HEADER_BYTES = 32 * 1024;

    /** Bytes of a request line: the longest SQL query, percent-encoded, and some. */
    public static final int REQUEST_LINE_BYTES = 16 * 1024;

    /** Bytes per second: the slowest that a body may come, beyond the first seconds. */
    public static final int BODY_BYTES_PER_SECOND = 64 * 1024;

    /** Bytes for the framing of a chunked body, beyond as much again as its content. */
    public static final int CHUNK_FRAMING_BYTES = 64 * 1024;

    /** Bytes of a body that nobody wants which are still read, to keep the connection. */
    public static final int SKIPPED_BODY_BYTES = 64 * 1024;

    /** How long a refused client is listened to, so that it gets to read why. */
    public static final Duration LINGER = Duration.ofSeconds(1);

    /** Addresses or payers that a rate limit remembers: some megabytes. */
    public static final int RATE_LIMITED_KEYS = 65_536;

    /** Lines of the access log that wait for the disk, a power of two: half a second's worth. */
    public static final int WAITING_LOG_LINES = 16_384;

    /** Levels of nested JSON: deeper is an attack on a parser. */
    public static final int JSON_DEPTH = 500;

    /**
     * Characters of a number in JSON: more than a key of any cipher has, little enough to parse.
     */
    public static final int JSON_NUMBER_CHARS = 100_000;

    /** How long an idempotency record answers. */
    public static final Duration IDEMPOTENCY_KEPT = Duration.ofHours(24);

    /** How long a token is good for. */
    public static final Duration TOKEN_LIFE = Duration.ofDays(30);

    /** Works that may wait for the store, of all owners and of one. */
    public static final int WAITING_WORKS = 8192;

    public static final int WAITING_WORKS_OF_OWNER = 2048;

    /**
     * Seconds: the longest that a call waits for something to happen. Clients and proxies give up
     * after a minute or two.
     */
    public static final long WAIT_SECONDS = 30;

    /** Calls that may wait for something to happen, on one node: some kilobytes each. */
    public static final int WAITING_CALLS = 20_000;

    /** Free calls of one address that reach the store: generous for people, little for a flood. */
    public static final int PUBLIC_CALLS_PER_SECOND = 50;

    public static final int PUBLIC_CALLS_BURST = 200;

    /** Bad payments of one address a second, and at once: some clients sign again without end. */
    public static final int BAD_PAYMENTS_PER_SECOND = 1;

    public static final int BAD_PAYMENTS_BURST = 60;

    /** The limits that callers meet, by name; the unit is in the name. */
    public static Map<String, Object> table() {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("keyChars", KEY_CHARS);
        table.put("namespacedKeyBytes", NAMESPACED_KEY_BYTES);
        table.put("valueBytes", VALUE_BYTES);
        table.put("largeValueAboveBytes", LARGE_VALUE_BYTES);
        table.put("metadataBytes", METADATA_BYTES);
        table.put("ttlMinSeconds", TTL_MIN_SECONDS);
        table.put("ttlMaxSeconds", TTL_MAX_SECONDS);
        table.put("ttlDefaultSeconds", TTL_DEFAULT_SECONDS);
        table.put("pageDefault", PAGE_DEFAULT);
        table.put("pageMax", PAGE_MAX);
        table.put("pageValueBytes", PAGE_VALUE_BYTES);
        table.put("deleteKeysAtOnce", DELETE_KEYS);
        table.put("pasteBytes", PASTE_BYTES);
        table.put("pasteTtlDefaultSeconds", PASTE_TTL_DEFAULT_SECONDS);
        table.put("pasteTtlMaxSeconds", PASTE_TTL_MAX_SECONDS);
        table.put("counterNameChars", COUNTER_NAME_CHARS);
        table.put("limiterCapacity", LIMITER_CAPACITY);
        table.put("limiterRefillPerSecond", LIMITER_REFILL_PER_SECOND);
        table.put("lockNameChars", LOCK_NAME_CHARS);
        table.put("lockHolderChars", LOCK_HOLDER_CHARS);
        table.put("lockTtlMinSeconds", LOCK_TTL_MIN_SECONDS);
        table.put("lockTtlDefaultSeconds", LOCK_TTL_DEFAULT_SECONDS);
        table.put("lockTtlMaxSeconds", LOCK_TTL_MAX_SECONDS);
        table.put("queueNameChars", QUEUE_NAME_CHARS);
        table.put("jobBytes", JOB_BYTES);
        table.put("jobsAtOnce", JOBS_AT_ONCE);
        table.put("jobPriority", JOB_PRIORITY);
        table.put("jobDelaySeconds", JOB_DELAY_SECONDS);
        table.put("jobAttemptsMax", JOB_ATTEMPTS_MAX);
        table.put("visibilityMinSeconds", VISIBILITY_MIN_SECONDS);
        table.put("visibilityMaxSeconds", VISIBILITY_MAX_SECONDS);
        table.put("backoffMaxSeconds", BACKOFF_MAX_SECONDS);
        table.put("completedJobKeptSeconds", COMPLETED_JOB_KEPT.toSeconds());
        table.put("deadJobKeptSeconds", DEAD_JOB_KEPT.toSeconds());
        table.put("ownerRowsPerCapability", OWNER_ROWS);
        table.put("ownerBytesPerCapability", OWNER_BYTES);
        table.put("headerBytes", HEADER_BYTES);
        table.put("jsonDepth", JSON_DEPTH);
        table.put("jsonNumberChars", JSON_NUMBER_CHARS);
        table.put("idempotencyKeptSeconds", IDEMPOTENCY_KEPT.toSeconds());
        table.put("tokenLifeSeconds", TOKEN_LIFE.toSeconds());
        table.put("waitSeconds", WAIT_SECONDS);
        table.put("publicCallsPerSecond", PUBLIC_CALLS_PER_SECOND);
        table.put("publicCallsBurst", PUBLIC_CALLS_BURST);
        table.put("badPaymentsPerSecond", BAD_PAYMENTS_PER_SECOND);
        table.put("badPaymentsBurst", BAD_PAYMENTS_BURST);
        return table;
    }
}
