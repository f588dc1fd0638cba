package dev.coffer.state.queue;

import dev.coffer.endpoint.Limit;

/** What queues and jobs may be. */
enum QueueLimits implements Limit {

    /** A queue's name, and a dedupe key. */
    QUEUE_NAME_CHARS(128),

    /** A job's payload: what a hundred of still fit into a body. */
    JOB_BYTES(256 << 10),

    /** Jobs of one push or pop. */
    JOBS_AT_ONCE(100),

    /** The highest priority, and less than zero the lowest: positions add up their counts. */
    JOB_PRIORITY(1000),

    /** The longest delay of a job, and of a retry. */
    JOB_DELAY_SECONDS(86_400),

    JOB_ATTEMPTS_DEFAULT(3),
    JOB_ATTEMPTS_MAX(10),

    /** How long a delivery lasts before the job goes to another. */
    VISIBILITY_MIN_SECONDS(10),

    VISIBILITY_DEFAULT_SECONDS(60),
    VISIBILITY_MAX_SECONDS(3_600),

    /** What to wait before the second attempt, doubled for each further one, up to the longest. */
    BACKOFF_DEFAULT_SECONDS(2),

    BACKOFF_MAX_SECONDS(300),

    /** A failure's text. */
    JOB_ERROR_CHARS(1_000),

    /** Jobs that one call moves or removes besides its own: keeps a transaction short. */
    JOBS_MOVED_AT_ONCE(1_000),

    /** How long a job is kept that was completed: for those who look what became of it. */
    COMPLETED_JOB_KEPT_SECONDS(86_400),

    /** How long a dead job is kept: for those who find out why and retry it. */
    DEAD_JOB_KEPT_SECONDS(14 * 86_400);

    private final long value;

    QueueLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
