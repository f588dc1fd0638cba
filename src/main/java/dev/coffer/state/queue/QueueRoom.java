package dev.coffer.state.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.endpoint.Touches;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.state.queue.Jobs.Place;
import dev.coffer.state.queue.QueueInputs.Complete;
import dev.coffer.state.queue.QueueInputs.Extend;
import dev.coffer.state.queue.QueueInputs.Fail;
import dev.coffer.state.queue.QueueInputs.ListJobs;
import dev.coffer.state.queue.QueueInputs.Named;
import dev.coffer.state.queue.QueueInputs.OfState;
import dev.coffer.state.queue.QueueInputs.Pop;
import dev.coffer.state.queue.QueueInputs.Push;
import dev.coffer.state.queue.QueueInputs.Retry;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The queue room, and what looks at queues and tidies them. */
public final class QueueRoom {

    static final ErrorCode NOT_DEAD = new ErrorCode(409, "not_dead");

    record Counts(
            String queue,
            long pending,
            long delayed,
            long processing,
            long completed,
            long failed,
            long dead,
            long total) {

        static Counts of(JobCounts.Counted counted) {
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
    }

    record Status(
            @JsonUnwrapped Counts counts,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Instant> oldestPending,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Instant> newestPending) {}

    record Listed(
            String jobId,
            String status,
            RawJson payload,
            long priority,
            long attempts,
            long maxAttempts,
            Instant pushedAt,
            Optional<Instant> nextAttemptAt,
            Optional<Instant> visibleUntil,
            Optional<Instant> endedAt,
            Optional<String> dedupeKey,
            Optional<String> error) {

        static Listed of(Job job, RawJson payload) {
            Optional<Instant> at = Optional.of(Instant.ofEpochMilli(job.atMs()));
            Optional<Instant> none = Optional.empty();
            boolean ended = job.state() == State.COMPLETED || job.state() == State.DEAD;
            boolean waits = job.state() == State.DELAYED || job.state() == State.FAILED;
            return new Listed(
                    job.id(),
                    job.state().label(),
                    payload,
                    job.priority(),
                    job.attempts(),
                    job.maxAttempts(),
                    Instant.ofEpochMilli(job.pushedAtMs()),
                    waits ? at : none,
                    job.state() == State.PROCESSING ? at : none,
                    ended ? at : none,
                    job.dedupeKey(),
                    job.error());
        }
    }

    record JobListing(List<Listed> jobs, @JsonUnwrapped Page.End end) {}

    record Retried(int retried, boolean complete) {}

    record Purged(int purged, boolean complete) {}

    record QueueListing(List<Counts> queues, @JsonUnwrapped Page.End end) {}

    private final Queues queues;

    private QueueRoom(Queues queues) {
        this.queues = queues;
    }

    public static Room room(Capacities capacities, RandomGenerator random) {
        Queues queues = new Queues(new Quota("queue", capacities), random);
        QueueRoom does = new QueueRoom(queues);
        Workers workers = new Workers(queues);
        return Room.of("queue", "Jobs by priority, under leases, with retries; wait for one")
                .keeps(Jobs.TABLE, queues::sweep)
                .keeps(JobCounts.TABLE)
                .limits(QueueLimits.values())
                .sells(
                        Endpoint.write(
                                        "/api/queue/push",
                                        Push.SHAPE,
                                        Gives.oneOf(
                                                Workers.Pushing.class,
                                                Workers.Pushed.class,
                                                Workers.PushedJobs.class))
                                .costs(Tier.STORAGE_WRITE)
                                .about(Push::queue)
                                .maxBodyBytes(
                                        QueueLimits.JOBS_AT_ONCE.value()
                                                * (QueueLimits.JOB_BYTES.value() + 1024))
                                .says(
                                        "Pushes a job, or up to 100 in one transaction; `position` is its place among the pending jobs, from 1, or the one it would have if it were due.")
                                .example("{\"queue\": \"mail\", \"payload\": {\"to\": \"ada\"}}")
                                .does(workers::push),
                        Endpoint.write(
                                        "/api/queue/pop",
                                        Pop.SHAPE,
                                        Gives.oneOf(
                                                Workers.Popping.class,
                                                Workers.Delivered.class,
                                                Workers.DeliveredJobs.class,
                                                Workers.Empty.class))
                                .costs(Tier.STORAGE_WRITE)
                                .about(Pop::queue)
                                .says(
                                        "Takes the next jobs, higher priority first, then earlier pushed, each under a lease; several are at most 8 MiB. Waits for one if asked to. An empty answer costs a read.")
                                .example("{\"queue\": \"mail\", \"visibility\": 60, \"wait\": 20}")
                                .does(workers::pop),
                        Endpoint.write(
                                        "/api/queue/complete",
                                        Complete.SHAPE,
                                        Workers.Completed.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Queues.ofJob(Complete::number))
                                .fails(Workers.LEASE_REQUIRED)
                                .says(
                                        "Ends a job that is done; it is kept a day. By a stale lease nothing is changed.")
                                .example(
                                        "{\"jobId\": \"job_3k\", \"lease\": \"9f1c04b7d2e85a36609b7c41f3d8e2a5\"}")
                                .does(workers::complete),
                        Endpoint.write("/api/queue/fail", Fail.SHAPE, Workers.Failed.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Queues.ofJob(Fail::number))
                                .fails(Workers.LEASE_REQUIRED)
                                .says(
                                        "Ends an attempt in vain: the job is tried again later, or is dead, if that was the last; dead ones are kept 14 days.")
                                .example(
                                        """
                                        {"jobId": "job_3k", "lease": "9f1c04b7d2e85a36609b7c41f3d8e2a5", "error": "no answer"}\
                                        """)
                                .does(workers::fail),
                        Endpoint.write("/api/queue/extend", Extend.SHAPE, Workers.Extended.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Queues.ofJob(Extend::number))
                                .says("Gives a delivery more time, counted from now.")
                                .example(
                                        """
                                        {"jobId": "job_3k", "lease": "9f1c04b7d2e85a36609b7c41f3d8e2a5", "visibility": 120}\
                                        """)
                                .does(workers::extend),
                        Endpoint.read("/api/queue/status", Named.SHAPE, Status.class)
                                .costs(Tier.STORAGE_READ)
                                .about(Named::queue)
                                .says(
                                        "Counts a queue's jobs by state; `failed` ones wait for their next attempt.")
                                .example("{\"queue\": \"mail\"}")
                                .does(does::status),
                        Endpoint.read("/api/queue/list", ListJobs.SHAPE, JobListing.class)
                                .costs(Tier.STORAGE_READ)
                                .about(in -> in.of().queue())
                                .says(
                                        "Lists a queue's jobs of one state: pending ones in the order of delivery, others by when they are due, run out or ended.")
                                .example("{\"queue\": \"mail\", \"status\": \"dead\"}")
                                .does(does::list),
                        Endpoint.write("/api/queue/retry", Retry.SHAPE, Retried.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(new Touches.Found<>(Queues::toRetry))
                                .fails(ErrorCode.NOT_FOUND, NOT_DEAD)
                                .says(
                                        "Makes a dead job pending again, or up to 1,000 dead ones of a queue; their attempts begin anew.")
                                .example("{\"queue\": \"mail\"}")
                                .does(does::retry),
                        Endpoint.write("/api/queue/purge", OfState.SHAPE, Purged.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(OfState::queue)
                                .says("Deletes up to 1,000 jobs of one state.")
                                .example("{\"queue\": \"mail\", \"status\": \"completed\"}")
                                .does(does::purge),
                        Endpoint.read("/api/queue/queues", QueueInputs.LIST, QueueListing.class)
                                .costs(Tier.STORAGE_READ)
                                .aboutAll()
                                .says("Lists the queues that have jobs, with their counts.")
                                .example("{\"limit\": 10}")
                                .does(does::queues));
    }

    private Reply<Status> status(Call<Named> call, Tx tx) {
        String queue = call.input().queue();
        Counts counts = Counts.of(queues.counted(tx, call.owner(), queue));
        List<Instant> since =
                counts.pending() == 0
                        ? List.of()
                        : queues.jobs().pendingSinceMs(tx, call.owner(), queue).stream()
                                .map(Instant::ofEpochMilli)
                                .toList();
        return Reply.of(
                new Status(
                        counts,
                        since.stream().findFirst(),
                        since.isEmpty() ? Optional.empty() : Optional.of(since.getLast())));
    }

    private Reply<JobListing> list(Call<ListJobs> call, Tx tx) {
        Jobs jobs = queues.jobs();
        String owner = call.owner();
        String queue = call.input().of().queue();
        State state = call.input().of().state();
        queues.settleToShow(tx, owner, queue);
        Page<Job> found =
                call.input()
                        .page()
                        .of(
                                (after, most) -> jobs.list(tx, owner, queue, state, after, most),
                                job -> Place.of(job).cursor(),
                                Job::bytes);
        long bytes = found.entries().stream().mapToLong(Job::bytes).sum();
        call.request().client().reserve(bytes);
        Page<Listed> page = found.map(job -> Listed.of(job, jobs.payload(tx, owner, job.number())));
        return Reply.of(new JobListing(page.entries(), page.end()));
    }

    private Reply<Retried> retry(Call<Retry> call, Tx tx) {
        Retry in = call.input();
        if (in.queue().isPresent()) {
            List<Job> dead = some(tx, in.queue().get(), State.DEAD);
            queues.revive(tx, dead);
            return Reply.of(new Retried(dead.size(), dead.size() < Queues.MOVED_AT_ONCE));
        }
        String jobId = Job.id(in.number().orElseThrow());
        Job job =
                queues.current(tx, in.number().orElseThrow())
                        .orElseThrow(() -> Problem.notFound("Job", "jobId", jobId));
        if (job.state() != State.DEAD) {
            throw new Problem(
                            NOT_DEAD,
                            "Only a dead job can be retried; this one is %s."
                                    .formatted(job.state().label()))
                    .with("jobId", jobId)
                    .with("jobStatus", job.state().label());
        }
        queues.revive(tx, List.of(job));
        return Reply.of(new Retried(1, true));
    }

    private Reply<Purged> purge(Call<OfState> call, Tx tx) {
        List<Job> gone = some(tx, call.input().queue(), call.input().state());
        queues.purge(tx, gone);
        return Reply.of(new Purged(gone.size(), gone.size() < Queues.MOVED_AT_ONCE));
    }

    private List<Job> some(Tx tx, String queue, State state) {
        queues.settleToShow(tx, tx.owner().address(), queue);
        return queues.first(tx, queue, state, Queues.MOVED_AT_ONCE);
    }

    private Reply<QueueListing> queues(Call<Page.Asked<String>> call, Tx tx) {
        Page<Counts> page =
                call.input()
                        .of(
                                (after, most) ->
                                        queues.counts().after(tx, call.owner(), after, most),
                                counted -> Cursor.of(counted.queue()))
                        .map(counted ->
                                Counts.of(queues.counted(tx, call.owner(), counted.queue())));
        return Reply.of(new QueueListing(page.entries(), page.end()));
    }
}
