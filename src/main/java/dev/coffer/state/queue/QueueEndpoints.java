package dev.coffer.state.queue;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Expiring;
import dev.coffer.state.queue.Job.State;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The queue endpoints. */
public final class QueueEndpoints {

    record Counts(
            String queue,
            long pending,
            long delayed,
            long processing,
            long completed,
            long failed,
            long dead,
            long total) {}

    record Status(
            String queue,
            long pending,
            long delayed,
            long processing,
            long completed,
            long failed,
            long dead,
            long total,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant oldestPending,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant newestPending) {}

    record Listed(
            String jobId,
            String status,
            RawJson payload,
            long priority,
            long attempts,
            long maxAttempts,
            Instant pushedAt,
            @Nullable Instant nextAttemptAt,
            @Nullable Instant visibleUntil,
            @Nullable Instant endedAt,
            @Nullable String dedupeKey,
            @Nullable String error) {}

    record Page(List<Listed> jobs, int count, @Nullable String cursor, boolean complete) {}

    record Retried(int retried, boolean complete) {}

    record Purged(int purged, boolean complete) {}

    record QueuePage(List<Counts> queues, int count, @Nullable String cursor, boolean complete) {}

    private final Queues queues;

    public QueueEndpoints(RandomGenerator random) {
        this.queues = new Queues(random);
    }

    /** The jobs that ended long ago, and the counts that are zero, for the sweeper. */
    public List<Expiring<?>> expiring() {
        return List.of(new EndedJobs(queues.jobs()), queues.counts());
    }

    public List<Endpoint<?>> endpoints() {
        List<Endpoint<?>> own =
                List.of(
                        Endpoint.read("/api/queue/status", QueueInputs.queue(), Status.class)
                                .costs(Tier.STORAGE_READ)
                                .says(
                                        "Counts a queue's jobs by state; `failed` ones wait for their next attempt.")
                                .example("{\"queue\": \"mail\"}")
                                .does(this::status),
                        Endpoint.read("/api/queue/list", QueueInputs.list(), Page.class)
                                .costs(Tier.STORAGE_READ)
                                .says(
                                        "Lists a queue's jobs of one state: pending ones in the order of delivery, others by when they are due, run out or ended.")
                                .example("{\"queue\": \"mail\", \"status\": \"dead\"}")
                                .does(this::list),
                        Endpoint.write("/api/queue/retry", QueueInputs.retry(), Retried.class)
                                .costs(Tier.STORAGE_WRITE)
                                .says(
                                        "Makes a dead job pending again, or up to 1,000 dead ones of a queue; their attempts begin anew.")
                                .example("{\"queue\": \"mail\"}")
                                .does(this::retry),
                        Endpoint.write("/api/queue/purge", QueueInputs.purge(), Purged.class)
                                .costs(Tier.STORAGE_WRITE)
                                .says("Deletes up to 1,000 jobs of one state.")
                                .example("{\"queue\": \"mail\", \"status\": \"completed\"}")
                                .does(this::purge),
                        Endpoint.read("/api/queue/queues", QueueInputs.queues(), QueuePage.class)
                                .costs(Tier.STORAGE_READ)
                                .says("Lists the queues that have jobs, with their counts.")
                                .example("{\"limit\": 10}")
                                .does(this::queues));
        return Stream.concat(own.stream(), new WorkerEndpoints(queues).endpoints().stream())
                .toList();
    }

    private Effect status(Call<String> call) {
        String queue = call.input();
        String owner = call.owner();
        return tx -> {
            Counts counts = counts(queues.counted(tx, owner, queue));
            List<Long> since =
                    counts.pending() == 0
                            ? List.of()
                            : queues.jobs().pendingSinceMs(tx, owner, queue);
            return Reply.of(
                    new Status(
                            queue,
                            counts.pending(),
                            counts.delayed(),
                            counts.processing(),
                            counts.completed(),
                            counts.failed(),
                            counts.dead(),
                            counts.total(),
                            since.isEmpty() ? null : Instant.ofEpochMilli(since.getFirst()),
                            since.isEmpty() ? null : Instant.ofEpochMilli(since.getLast())));
        };
    }

    private static Counts counts(JobCounts.Counted counted) {
        return new Counts(
                counted.queue(),
                counted.of(State.PENDING),
                counted.of(State.DELAYED),
                counted.of(State.PROCESSING),
                counted.of(State.COMPLETED),
                counted.of(State.FAILED),
                counted.of(State.DEAD),
                counted.total());
    }

    private Effect list(Call<QueueInputs.OfState> call) {
        QueueInputs.OfState in = call.input();
        String owner = call.owner();
        return tx -> {
            queues.settleToShow(tx, owner, in.queue());
            List<Job> found =
                    queues.jobs()
                            .list(tx, owner, in.queue(), in.state(), in.after(), in.limit() + 1);
            List<Listed> listed = new ArrayList<>();
            long bytes = 0;
            for (Job job : found.subList(0, Math.min(found.size(), in.limit()))) {
                bytes += job.bytes();
                if (!listed.isEmpty() && bytes > Limits.PAGE_VALUE_BYTES) {
                    break;
                }
                listed.add(listed(job, queues.jobs().payload(tx, owner, job.number())));
            }
            boolean complete = listed.size() == found.size();
            return Reply.of(
                    new Page(
                            listed,
                            listed.size(),
                            complete ? null : cursor(found.get(listed.size() - 1)),
                            complete));
        };
    }

    private static Listed listed(Job job, RawJson payload) {
        Instant at = job.state() == State.PENDING ? null : Instant.ofEpochMilli(job.rank());
        boolean waits = job.state() == State.DELAYED || job.state() == State.FAILED;
        boolean ended = job.state() == State.COMPLETED || job.state() == State.DEAD;
        return new Listed(
                job.id(),
                job.state().label(),
                payload,
                job.priority(),
                job.attempts(),
                job.maxAttempts(),
                Instant.ofEpochMilli(job.pushedAtMs()),
                waits ? at : null,
                job.state() == State.PROCESSING ? at : null,
                ended ? at : null,
                job.dedupeKey(),
                job.error());
    }

    private static String cursor(Job last) {
        return Cursor.of(Long.toString(last.rank()), Long.toString(last.number()));
    }

    private Effect retry(Call<QueueInputs.Retry> call) {
        QueueInputs.Retry in = call.input();
        if (in.queue().isPresent()) {
            return tx -> {
                queues.settleToShow(tx, tx.owner().address(), in.queue().get());
                List<Job> dead = some(tx, in.queue().get(), State.DEAD);
                queues.revive(tx, dead);
                return Reply.of(new Retried(dead.size(), dead.size() < Limits.JOBS_MOVED_AT_ONCE));
            };
        }
        long number = in.number().orElseThrow();
        String jobId = Job.id(number);
        return tx -> {
            Job job =
                    queues.current(tx, number)
                            .orElseThrow(() -> Problem.notFound("Job", "jobId", jobId));
            if (job.state() != State.DEAD) {
                throw new Problem(
                                409,
                                "not_dead",
                                "Only a dead job can be retried; this one is %s."
                                        .formatted(job.state().label()))
                        .with("jobId", jobId)
                        .with("jobStatus", job.state().label());
            }
            queues.revive(tx, List.of(job));
            return Reply.of(new Retried(1, true));
        };
    }

    private Effect purge(Call<QueueInputs.OfState> call) {
        QueueInputs.OfState in = call.input();
        return tx -> {
            queues.settleToShow(tx, tx.owner().address(), in.queue());
            List<Job> gone = some(tx, in.queue(), in.state());
            queues.purge(tx, gone);
            return Reply.of(new Purged(gone.size(), gone.size() < Limits.JOBS_MOVED_AT_ONCE));
        };
    }

    private List<Job> some(Tx tx, String queue, State state) {
        return queues.first(tx, queue, state, Limits.JOBS_MOVED_AT_ONCE);
    }

    private Effect queues(Call<QueueInputs.ListQueues> call) {
        QueueInputs.ListQueues in = call.input();
        String owner = call.owner();
        return tx -> {
            List<JobCounts.Counted> found =
                    queues.counts().after(tx, owner, in.after(), in.limit() + 1);
            boolean complete = found.size() <= in.limit();
            List<Counts> page = new ArrayList<>();
            for (JobCounts.Counted counted : found.subList(0, Math.min(found.size(), in.limit()))) {
                page.add(counts(queues.counted(tx, owner, counted.queue())));
            }
            return Reply.of(
                    new QueuePage(
                            page,
                            page.size(),
                            complete ? null : Cursor.of(page.getLast().queue()),
                            complete));
        };
    }
}
