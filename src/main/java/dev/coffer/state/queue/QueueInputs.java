package dev.coffer.state.queue;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Values;
import dev.coffer.room.Cursor;
import dev.coffer.state.queue.Job.State;
import dev.coffer.state.queue.Jobs.Place;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the queue endpoints take. */
final class QueueInputs {

    private static final Field<String> QUEUE =
            Field.text("queue", 1, Limits.QUEUE_NAME_CHARS, "The queue's name.");
    private static final Field<Optional<String>> QUEUE_TO_RETRY =
            Field.text("queue", 1, Limits.QUEUE_NAME_CHARS, "In place of a job: all dead ones.")
                    .optional();
    private static final Field<Optional<RawJson>> PAYLOAD =
            Field.anyJson(
                            "payload",
                            Limits.JOB_BYTES,
                            "Any JSON, null too, at most 256 KiB; kept as it came.")
                    .optional();
    private static final Field<Optional<Long>> PRIORITY =
            Field.whole(
                            "priority",
                            -Limits.JOB_PRIORITY,
                            Limits.JOB_PRIORITY,
                            "Higher ones are delivered first; 0 if it is left out.")
                    .optional();
    private static final Field<Optional<Long>> DELAY =
            Field.whole(
                            "delay",
                            0,
                            Limits.JOB_DELAY_SECONDS,
                            "Seconds before it can be delivered; none if it is left out.")
                    .optional();
    private static final Field<Optional<Long>> MAX_ATTEMPTS =
            Field.whole(
                            "maxAttempts",
                            1,
                            Limits.JOB_ATTEMPTS_MAX,
                            "Deliveries before it is dead; 3 if it is left out.")
                    .optional();
    private static final Field<Optional<String>> DEDUPE_KEY =
            Field.text(
                            "dedupeKey",
                            1,
                            Limits.QUEUE_NAME_CHARS,
                            "While a job with it waits in the queue, no second one is made: the answer names that one, with duplicate true.")
                    .optional();
    private static final Field<Optional<Long>> BACKOFF =
            Field.whole(
                            "backoff",
                            0,
                            Limits.BACKOFF_MAX_SECONDS,
                            "Seconds before the second attempt, doubled for each further one, at most 300; 2 if it is left out.")
                    .optional();

    /** What describes one job. */
    private static final List<Field<? extends Optional<?>>> JOB =
            List.of(PAYLOAD, PRIORITY, DELAY, MAX_ATTEMPTS, DEDUPE_KEY, BACKOFF);

    private static final Field<Optional<List<Queues.Order>>> JOBS =
            Field.list(
                            "jobs",
                            1,
                            Limits.JOBS_AT_ONCE,
                            Shape.part(QueueInputs::order, JOB.toArray(Field<?>[]::new)),
                            "In place of one job: several, pushed together or not at all.")
                    .optional();
    private static final Field<Long> VISIBILITY =
            Field.whole(
                            "visibility",
                            Limits.VISIBILITY_MIN_SECONDS,
                            Limits.VISIBILITY_MAX_SECONDS,
                            "Seconds that the lease lasts, from now; then the job goes to another.")
                    .orElse(Limits.VISIBILITY_DEFAULT_SECONDS);
    private static final Field<Long> WAIT =
            Field.whole(
                            "wait",
                            0,
                            Limits.WAIT_SECONDS,
                            "Seconds to wait for a job if there is none.")
                    .orElse(0L);
    private static final Field<Optional<Long>> MAX =
            Field.whole("max", 1, Limits.JOBS_AT_ONCE, "Jobs at most, answered as a list.")
                    .optional();
    private static final Field<String> JOB_ID = Field.text("jobId", 1, 64, "The job's id.");
    private static final Field<Optional<String>> LEASE =
            Field.text("lease", 1, 64, "The lease that its delivery came with.").optional();
    private static final Field<String> LEASE_HELD =
            Field.text("lease", 1, 64, "The lease that its delivery came with.");
    private static final Field<Optional<String>> ERROR =
            Field.text(
                            "error",
                            0,
                            Limits.JOB_ERROR_CHARS,
                            "What went wrong, for whoever looks; the last one is kept.")
                    .optional();
    private static final Field<Boolean> RETRY =
            Field.flag("retry", "False: it is dead, whatever attempts are left.").orElse(true);
    private static final Field<Optional<Long>> RETRY_DELAY =
            Field.whole(
                            "delay",
                            0,
                            Limits.JOB_DELAY_SECONDS,
                            "Seconds before the next attempt, in place of the job's backoff.")
                    .optional();
    private static final Field<String> STATUS =
            Field.choice(
                    "status",
                    Arrays.stream(State.values()).map(State::label).toList(),
                    "Jobs of which state.");
    private static final Field<Long> LIMIT =
            Field.whole("limit", 1, Limits.PAGE_MAX, "Entries of the page at most.")
                    .orElse((long) Limits.PAGE_DEFAULT);

    record Push(String queue, List<Queues.Order> orders, boolean batch) {}

    record Pop(String queue, long visibilitySeconds, long waitSeconds, Optional<Integer> max) {}

    record Complete(long number, Optional<String> lease) {}

    record Fail(
            long number,
            Optional<String> lease,
            Optional<String> error,
            boolean retry,
            Optional<Long> delaySeconds) {}

    record Extend(long number, String lease, long visibilitySeconds) {}

    record OfState(String queue, State state, int limit, Place after) {}

    record Retry(Optional<Long> number, Optional<String> queue) {}

    record ListQueues(int limit, String after) {}

    private QueueInputs() {}

    static Shape<Push> push() {
        Field<?>[] fields =
                Stream.concat(Stream.of(QUEUE, JOBS), JOB.stream()).toArray(Field<?>[]::new);
        return Shape.of(
                in -> {
                    Optional<List<Queues.Order>> jobs = in.get(JOBS);
                    if (jobs.isEmpty()) {
                        return new Push(in.get(QUEUE), List.of(order(in)), false);
                    }
                    for (Field<? extends Optional<?>> field : JOB) {
                        if (in.get(field).isPresent()) {
                            throw Problem.invalid(field.name(), "belongs into each of the `jobs`");
                        }
                    }
                    return new Push(in.get(QUEUE), jobs.get(), true);
                },
                fields);
    }

    private static Queues.Order order(Values in) {
        return new Queues.Order(
                in.get(PAYLOAD).orElseThrow(() -> Problem.invalid("payload", "is required")),
                in.get(PRIORITY).orElse(0L),
                in.get(DELAY).orElse(0L),
                in.get(MAX_ATTEMPTS).orElse(Limits.JOB_ATTEMPTS_DEFAULT),
                in.get(DEDUPE_KEY),
                in.get(BACKOFF).orElse(Limits.BACKOFF_SECONDS));
    }

    private static long number(String jobId) {
        return Job.number(jobId)
                .orElseThrow(() -> Problem.invalid("jobId", "must be one that a push gave"));
    }

    static Shape<Pop> pop() {
        return Shape.of(
                in ->
                        new Pop(
                                in.get(QUEUE),
                                in.get(VISIBILITY),
                                in.get(WAIT),
                                in.get(MAX).map(Long::intValue)),
                QUEUE,
                VISIBILITY,
                WAIT,
                MAX);
    }

    static Shape<Complete> complete() {
        return Shape.of(in -> new Complete(number(in.get(JOB_ID)), in.get(LEASE)), JOB_ID, LEASE);
    }

    static Shape<Fail> fail() {
        return Shape.of(
                in -> {
                    if (!in.get(RETRY) && in.get(RETRY_DELAY).isPresent()) {
                        throw Problem.invalid("delay", "goes with a retry");
                    }
                    return new Fail(
                            number(in.get(JOB_ID)),
                            in.get(LEASE),
                            in.get(ERROR),
                            in.get(RETRY),
                            in.get(RETRY_DELAY));
                },
                JOB_ID,
                LEASE,
                ERROR,
                RETRY,
                RETRY_DELAY);
    }

    static Shape<Extend> extend() {
        return Shape.of(
                in -> new Extend(number(in.get(JOB_ID)), in.get(LEASE_HELD), in.get(VISIBILITY)),
                JOB_ID,
                LEASE_HELD,
                VISIBILITY);
    }

    static Shape<String> queue() {
        return Shape.of(in -> in.get(QUEUE), QUEUE);
    }

    static Shape<OfState> list() {
        return Shape.of(
                in ->
                        new OfState(
                                in.get(QUEUE),
                                State.named(in.get(STATUS)),
                                in.get(LIMIT).intValue(),
                                in.get(Cursor.FIELD).map(QueueInputs::place).orElse(Place.FIRST)),
                QUEUE,
                STATUS,
                LIMIT,
                Cursor.FIELD);
    }

    private static Place place(String cursor) {
        List<String> parts = Cursor.parts(cursor, 2);
        return new Place(Cursor.number(parts.get(0)), Cursor.number(parts.get(1)));
    }

    static Shape<OfState> purge() {
        return Shape.of(
                in ->
                        new OfState(
                                in.get(QUEUE),
                                State.named(in.get(STATUS)),
                                Limits.JOBS_MOVED_AT_ONCE,
                                Place.FIRST),
                QUEUE,
                STATUS);
    }

    static Shape<Retry> retry() {
        Field<Optional<String>> jobId = JOB_ID.optional();
        return Shape.of(
                in -> {
                    if (in.get(jobId).isPresent() == in.get(QUEUE_TO_RETRY).isPresent()) {
                        throw Problem.invalid("jobId", "or `queue` is required, one of them");
                    }
                    return new Retry(
                            in.get(jobId).map(QueueInputs::number), in.get(QUEUE_TO_RETRY));
                },
                jobId,
                QUEUE_TO_RETRY);
    }

    static Shape<ListQueues> queues() {
        return Shape.of(
                in ->
                        new ListQueues(
                                in.get(LIMIT).intValue(),
                                in.get(Cursor.FIELD)
                                        .map(cursor -> Cursor.parts(cursor, 1).getFirst())
                                        .orElse("")),
                LIMIT,
                Cursor.FIELD);
    }
}
