package dev.coffer.state.queue;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Page;
import dev.coffer.state.queue.Jobs.Place;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the queue endpoints take. */
final class QueueInputs {

    private static final Field<String> QUEUE =
            Field.text("queue", 1, QueueLimits.QUEUE_NAME_CHARS, "The queue's name.");
    private static final Field<RawJson> PAYLOAD =
            Field.anyJson(
                    "payload",
                    QueueLimits.JOB_BYTES.value(),
                    "Any JSON, null too, at most 256 KiB; kept as it came.");
    private static final Field<Optional<Long>> PRIORITY =
            Field.whole(
                            "priority",
                            -QueueLimits.JOB_PRIORITY.value(),
                            QueueLimits.JOB_PRIORITY.value(),
                            "Higher ones are delivered first; 0 if it is left out.")
                    .optional();
    private static final Field<Optional<Long>> DELAY =
            Field.whole(
                            "delay",
                            0,
                            QueueLimits.JOB_DELAY_SECONDS.value(),
                            "Seconds before it can be delivered; none if it is left out.")
                    .optional();
    private static final Field<Optional<Long>> MAX_ATTEMPTS =
            Field.whole(
                            "maxAttempts",
                            1,
                            QueueLimits.JOB_ATTEMPTS_MAX.value(),
                            "Deliveries before it is dead; 3 if it is left out.")
                    .optional();
    private static final Field<Optional<String>> DEDUPE_KEY =
            Field.text(
                            "dedupeKey",
                            1,
                            QueueLimits.QUEUE_NAME_CHARS,
                            "While a job with it waits in the queue, no second one is made: the answer names that one, with duplicate true.")
                    .optional();
    private static final Field<Optional<Long>> BACKOFF =
            Field.whole(
                            "backoff",
                            0,
                            QueueLimits.BACKOFF_MAX_SECONDS.value(),
                            "Seconds before the second attempt, doubled for each further one, at most 300; 2 if it is left out.")
                    .optional();
    private static final Field<Long> VISIBILITY =
            Field.whole(
                            "visibility",
                            QueueLimits.VISIBILITY_MIN_SECONDS.value(),
                            QueueLimits.VISIBILITY_MAX_SECONDS.value(),
                            "Seconds that the lease lasts, from now; then the job goes to another.")
                    .orElse(QueueLimits.VISIBILITY_DEFAULT_SECONDS.value());
    private static final Field<Long> JOB_ID =
            Field.text("jobId", 1, 64, "The job's id.")
                    .map(id ->
                            Job.number(id)
                                    .orElseThrow(() ->
                                            Problem.invalid(
                                                    "jobId", "must be one that a push gave")));
    private static final Field<String> LEASE =
            Field.text("lease", 1, 64, "The lease that its delivery came with.");
    private static final Field<State> STATUS =
            Field.choice(
                            "status",
                            Arrays.stream(State.values()).map(State::label).toList(),
                            "Jobs of which state.")
                    .map(State::named);

    /** A job to be pushed. */
    record Order(
            RawJson payload,
            long priority,
            long delaySeconds,
            long maxAttempts,
            Optional<String> dedupeKey,
            long backoffSeconds) {}

    /** What is said of a job that may be none. */
    record Wish(
            Optional<RawJson> payload,
            Optional<Long> priority,
            Optional<Long> delay,
            Optional<Long> maxAttempts,
            Optional<String> dedupeKey,
            Optional<Long> backoff) {

        static final Shape<Wish> SHAPE =
                Shape.of(
                        Wish::new,
                        PAYLOAD.optional(),
                        PRIORITY,
                        DELAY,
                        MAX_ATTEMPTS,
                        DEDUPE_KEY,
                        BACKOFF);

        Order order() {
            return new Order(
                    payload.orElseThrow(() -> Problem.invalid("payload", "is required")),
                    priority.orElse(0L),
                    delay.orElse(0L),
                    maxAttempts.orElse(QueueLimits.JOB_ATTEMPTS_DEFAULT.value()),
                    dedupeKey,
                    backoff.orElse(QueueLimits.BACKOFF_DEFAULT_SECONDS.value()));
        }

        void requireNone() {
            List<Optional<?>> said =
                    List.of(payload, priority, delay, maxAttempts, dedupeKey, backoff);
            for (int i = 0; i < said.size(); i++) {
                if (said.get(i).isPresent()) {
                    String name = SHAPE.fields().get(i).name();
                    throw Problem.invalid(name, "belongs into each of the `jobs`");
                }
            }
        }
    }

    /** One job, or several in place of it. */
    record Push(String queue, Optional<List<Order>> jobs, Wish one) {

        static final Shape<Push> SHAPE =
                Shape.of(
                        Push::new,
                        QUEUE,
                        Lists.objects(
                                        "jobs",
                                        1,
                                        QueueLimits.JOBS_AT_ONCE.whole(),
                                        Wish.SHAPE.map(Wish::order),
                                        "In place of one job: several, pushed together or not at all.")
                                .optional(),
                        Wish.SHAPE);

        Push {
            if (jobs.isPresent()) {
                one.requireNone();
            } else {
                one.order();
            }
        }

        List<Order> orders() {
            return jobs.orElseGet(() -> List.of(one.order()));
        }
    }

    record Pop(String queue, long visibilitySeconds, long waitSeconds, Optional<Integer> max) {
        static final Shape<Pop> SHAPE =
                Shape.of(
                        Pop::new,
                        QUEUE,
                        VISIBILITY,
                        Field.whole(
                                        "wait",
                                        0,
                                        Limits.WAIT_SECONDS.value(),
                                        "Seconds to wait for a job if there is none.")
                                .orElse(0L),
                        Field.whole(
                                        "max",
                                        1,
                                        QueueLimits.JOBS_AT_ONCE.value(),
                                        "Jobs at most, answered as a list.")
                                .map(Long::intValue)
                                .optional());
    }

    record Complete(long number, Optional<String> lease) {
        static final Shape<Complete> SHAPE = Shape.of(Complete::new, JOB_ID, LEASE.optional());
    }

    record Fail(
            long number,
            Optional<String> lease,
            Optional<String> error,
            boolean retry,
            Optional<Long> delaySeconds) {

        static final Shape<Fail> SHAPE =
                Shape.of(
                        Fail::new,
                        JOB_ID,
                        LEASE.optional(),
                        Field.text(
                                        "error",
                                        0,
                                        QueueLimits.JOB_ERROR_CHARS,
                                        "What went wrong, for whoever looks; the last one is kept.")
                                .optional(),
                        Field.flag("retry", "False: it is dead, whatever attempts are left.")
                                .orElse(true),
                        Field.whole(
                                        "delay",
                                        0,
                                        QueueLimits.JOB_DELAY_SECONDS.value(),
                                        "Seconds before the next attempt, in place of the job's backoff.")
                                .optional());

        Fail {
            if (!retry && delaySeconds.isPresent()) {
                throw Problem.invalid("delay", "goes with a retry");
            }
        }
    }

    record Extend(long number, String lease, long visibilitySeconds) {
        static final Shape<Extend> SHAPE = Shape.of(Extend::new, JOB_ID, LEASE, VISIBILITY);
    }

    record Named(String queue) {
        static final Shape<Named> SHAPE = Shape.of(Named::new, QUEUE);
    }

    record OfState(String queue, State state) {
        static final Shape<OfState> SHAPE = Shape.of(OfState::new, QUEUE, STATUS);
    }

    record ListJobs(OfState of, Page.Asked<Place> page) {
        static final Shape<ListJobs> SHAPE =
                Shape.of(ListJobs::new, OfState.SHAPE, Page.asked(Place::of));
    }

    record Retry(Optional<Long> number, Optional<String> queue) {
        static final Shape<Retry> SHAPE =
                Shape.of(
                        Retry::new,
                        JOB_ID.optional(),
                        Field.text(
                                        "queue",
                                        1,
                                        QueueLimits.QUEUE_NAME_CHARS,
                                        "In place of a job: all dead ones.")
                                .optional());

        Retry {
            if (Stream.of(number, queue).filter(Optional::isPresent).count() != 1) {
                throw Problem.invalid("jobId", "or `queue` is required, one of them");
            }
        }
    }

    /** A page that goes on after the name of a queue. */
    static final Shape<Page.Asked<String>> LIST = Page.asked(cursor -> cursor.text(0, 1));

    private QueueInputs() {}
}
