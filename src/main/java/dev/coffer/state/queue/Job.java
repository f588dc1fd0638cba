package dev.coffer.state.queue;

import dev.coffer.store.Row;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * A job without its payload.
 *
 * @param number its place in push order, over all queues of its owner
 * @param rank what jobs of its state are ordered by: see the table
 * @param attempts how often it was delivered since it was pushed, or made pending by a retry
 * @param deliveries how often it was delivered in all
 * @param backoffSeconds what to wait after the first failure; twice as long after each further one
 * @param lease proves which delivery speaks; kept when it is completed, to know that speaker again
 */
record Job(
        long number,
        String queue,
        State state,
        long rank,
        long priority,
        long attempts,
        long deliveries,
        long maxAttempts,
        long backoffSeconds,
        long pushedAtMs,
        long bytes,
        @Nullable String lease,
        @Nullable String dedupeKey,
        @Nullable String error) {

    /** What becomes of a job. The order is the table's. */
    enum State {
        PENDING,
        DELAYED,
        FAILED,
        PROCESSING,
        COMPLETED,
        DEAD;

        /** Whether a job leaves the state when its time has come, which its rank says. */
        boolean endsByItself() {
            return this == DELAYED || this == FAILED || this == PROCESSING;
        }

        String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        static State named(String label) {
            return valueOf(label.toUpperCase(java.util.Locale.ROOT));
        }
    }

    static final String COLUMNS =
            """
            number, queue, state, rank, priority, attempts, deliveries, max_attempts, backoff, pushed_at,
            bytes, lease, dedupe_key, error\
            """;

    private static final String ID_PREFIX = "job_";
    private static final int ID_RADIX = 32;

    static Job of(Row row) {
        return new Job(
                row.number(1),
                row.text(2),
                State.values()[(int) row.number(3)],
                row.number(4),
                row.number(5),
                row.number(6),
                row.number(7),
                row.number(8),
                row.number(9),
                row.number(10),
                row.number(11),
                row.textOrNull(12),
                row.textOrNull(13),
                row.textOrNull(14));
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
