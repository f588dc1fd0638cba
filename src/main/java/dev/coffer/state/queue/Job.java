package dev.coffer.state.queue;

import dev.coffer.store.Row;

import java.util.Optional;

/**
 * A job without its payload.
 *
 * @param number its place in push order, over all queues of its owner
 * @param atMs when it is due, its lease ends or it ended; 0 if it is pending
 * @param attempts how often it was delivered since it was pushed, or made pending by a retry
 * @param deliveries how often it was delivered in all
 * @param backoffSeconds what to wait after the first failure; twice as long after each further one
 * @param lease proves which delivery speaks; kept when it is completed, to know that speaker again
 */
record Job(
        long number,
        String queue,
        State state,
        long atMs,
        long priority,
        long attempts,
        long deliveries,
        long maxAttempts,
        long backoffSeconds,
        long pushedAtMs,
        long bytes,
        Optional<String> lease,
        Optional<String> dedupeKey,
        Optional<String> error) {

    static final String COLUMNS =
            """
            number, queue, state, at, priority, attempts, deliveries, max_attempts, backoff, pushed_at,
            bytes, lease, dedupe_key, error\
            """;

    private static final String ID_PREFIX = "job_";
    private static final int ID_RADIX = 32;

    static Job of(Row row) {
        return new Job(
                row.number(1),
                row.text(2),
                State.of(row, 3),
                row.number(4),
                row.number(5),
                row.number(6),
                row.number(7),
                row.number(8),
                row.number(9),
                row.number(10),
                row.number(11),
                Optional.ofNullable(row.textOrNull(12)),
                Optional.ofNullable(row.textOrNull(13)),
                Optional.ofNullable(row.textOrNull(14)));
    }

    String id() {
        return id(number);
    }

    static String id(long number) {
        return ID_PREFIX + Long.toString(number, ID_RADIX);
    }

    /** The number in a job's id; empty for what was never one. */
    static Optional<Long> number(String id) {
        try {
            if (id.startsWith(ID_PREFIX)) {
                long number = Long.parseLong(id.substring(ID_PREFIX.length()), ID_RADIX);
                return Optional.of(number).filter(n -> n > 0 && id(n).equals(id));
            }
        } catch (NumberFormatException e) {
            // None, then.
        }
        return Optional.empty();
    }
}
