package dev.coffer.state.queue;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.state.queue.Job.State;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What producers and workers call: push a job; take it, end it, ask for more time. */
final class WorkerEndpoints {

    record Pushed(
            @Nullable String jobId,
            String queue,
            @Nullable Long position,
            @Nullable Boolean duplicate,
            @Nullable List<PushedJob> jobs,
            @Nullable Integer count) {}

    record PushedJob(String jobId, @Nullable Long position, @Nullable Boolean duplicate) {}

    record Popped(
            @Nullable Boolean empty,
            @Nullable String jobId,
            @Nullable RawJson payload,
            @Nullable Long attempt,
            @Nullable String lease,
            @Nullable Instant visibleUntil,
            @Nullable List<Delivered> jobs,
            @Nullable Integer count) {}

    record Delivered(
            String jobId, RawJson payload, long attempt, String lease, Instant visibleUntil) {}

    record Completed(boolean completed, String jobId, @Nullable String error) {}

    record Failed(
            boolean failed,
            boolean willRetry,
            @Nullable Instant nextAttemptAt,
            String jobId,
            @Nullable String error) {}

    record Extended(
            boolean extended,
            String jobId,
            @Nullable Instant visibleUntil,
            @Nullable String error) {}

    private final Queues queues;
    private final Deliveries deliveries;

    WorkerEndpoints(Queues queues) {
        this.queues = queues;
        this.deliveries = new Deliveries(queues.jobs());
    }

    List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.write("/api/queue/push", QueueInputs.push(), Pushed.class)
                        .costs(Tier.STORAGE_WRITE)
                        .maxBodyBytes(Limits.JOBS_AT_ONCE * (Limits.JOB_BYTES + 1024L))
                        .says(
                                "Pushes a job, or up to 100 in one transaction; `position` is its place among the pending jobs, from 1, or the one it would have if it were due.")
                        .example("{\"queue\": \"mail\", \"payload\": {\"to\": \"ada\"}}")
                        .does(this::push),
                Endpoint.write("/api/queue/pop", QueueInputs.pop(), Popped.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says(
                                "Takes the next jobs, higher priority first, then earlier pushed, each under a lease; several are at most 8 MiB. Waits for one if asked to. An empty answer costs a read.")
                        .example("{\"queue\": \"mail\", \"visibility\": 60, \"wait\": 20}")
                        .does(this::pop),
                Endpoint.write("/api/queue/complete", QueueInputs.complete(), Completed.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says(
                                "Ends a job that is done; it is kept a day. By a stale lease nothing is changed.")
                        .example("{\"jobId\": \"job_3k\", \"lease\": \"0f3a\"}")
                        .does(this::complete),
                Endpoint.write("/api/queue/fail", QueueInputs.fail(), Failed.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says(
                                "Ends an attempt in vain: the job is tried again later, or is dead, if that was the last; dead ones are kept 14 days.")
                        .example(
                                """
                                {"jobId": "job_3k", "lease": "0f3a", "error": "no answer"}\
                                """)
                        .does(this::fail),
                Endpoint.write("/api/queue/extend", QueueInputs.extend(), Extended.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Gives a delivery more time, counted from now.")
                        .example(
                                """
                                {"jobId": "job_3k", "lease": "0f3a", "visibility": 120}\
                                """)
                        .does(this::extend));
    }

    private Effect push(Call<QueueInputs.Push> call) {
        QueueInputs.Push in = call.input();
        return tx -> {
            List<PushedJob> pushed =
                    queues.push(tx, in.queue(), in.orders()).stream()
                            .map(p ->
                                    new PushedJob(
                                            p.jobId(),
                                            p.position().orElse(null),
                                            p.position().isPresent() ? null : true))
                            .toList();
            PushedJob first = pushed.getFirst();
            return Reply.of(
                    in.batch()
                            ? new Pushed(null, in.queue(), null, null, pushed, pushed.size())
                            : new Pushed(
                                    first.jobId(),
                                    in.queue(),
                                    first.position(),
                                    first.duplicate(),
                                    null,
                                    null));
        };
    }

    private Effect pop(Call<QueueInputs.Pop> call) {
        QueueInputs.Pop in = call.input();
        String topic = Queues.topic(call.owner(), in.queue());
        return tx -> {
            List<Queues.Delivery> popped =
                    queues.pop(tx, in.queue(), in.visibilitySeconds(), in.max().orElse(1));
            if (popped.isEmpty()) {
                return new Reply.Wait(
                        topic,
                        in.waitSeconds() == 0 ? 0 : queues.nextInMs(tx, in.queue()),
                        Duration.ofSeconds(in.waitSeconds()),
                        Reply.of(popped(in.max().map(_ -> List.of()), true)),
                        Reply.Wait.NO_TRACES);
            }
            List<Delivered> delivered = popped.stream().map(WorkerEndpoints::delivered).toList();
            return Reply.of(
                    in.max().isPresent()
                            ? popped(Optional.of(delivered), false)
                            : popped(delivered.getFirst()));
        };
    }

    private static Delivered delivered(Queues.Delivery delivery) {
        return new Delivered(
                delivery.job().id(),
                delivery.payload(),
                delivery.job().attempts() + 1,
                delivery.lease(),
                Instant.ofEpochMilli(delivery.visibleUntilMs()));
    }

    private static Popped popped(Delivered one) {
        return new Popped(
                null,
                one.jobId(),
                one.payload(),
                one.attempt(),
                one.lease(),
                one.visibleUntil(),
                null,
                null);
    }

    private static Popped popped(Optional<List<Delivered>> several, boolean empty) {
        return new Popped(
                empty ? true : null,
                null,
                null,
                null,
                null,
                null,
                several.orElse(null),
                several.map(List::size).orElse(null));
    }

    /** A delivery that may speak for its job, or why not. */
    private record Standing(Optional<Job> job, String refusal) {
        static Standing refused(String why) {
            return new Standing(Optional.empty(), why);
        }
    }

    private Standing standing(Tx tx, long number, Optional<String> lease, boolean toComplete) {
        Optional<Job> found = queues.current(tx, number);
        if (found.isEmpty()) {
            return Standing.refused("Job not found");
        }
        Job job = found.get();
        boolean holds = lease.map(l -> Deliveries.isLease(job, l)).orElse(job.deliveries() == 1);
        if (toComplete && holds && lease.isPresent() && job.state() == State.COMPLETED) {
            return new Standing(found, ""); // The same again: its answer may have been lost.
        }
        if (job.state() != State.PROCESSING) {
            return Standing.refused(
                    "Job is not processing (status: %s)".formatted(job.state().label()));
        }
        if (!holds && lease.isEmpty()) {
            throw new Problem(
                            409,
                            "lease_required",
                            "The job was delivered more than once: say which delivery speaks, by its lease.")
                    .with("jobId", job.id());
        }
        if (job.rank() <= tx.now()) {
            return Standing.refused("The lease is stale: its time ran out");
        }
        return holds
                ? new Standing(found, "")
                : Standing.refused("The lease is stale: the job was delivered again");
    }

    private Effect complete(Call<QueueInputs.Complete> call) {
        QueueInputs.Complete in = call.input();
        return tx -> {
            Standing standing = standing(tx, in.number(), in.lease(), true);
            standing.job()
                    .filter(job -> job.state() == State.PROCESSING)
                    .ifPresent(job -> deliveries.complete(tx, job));
            boolean done = standing.job().isPresent();
            return Reply.of(
                    new Completed(done, Job.id(in.number()), done ? null : standing.refusal()));
        };
    }

    private Effect fail(Call<QueueInputs.Fail> call) {
        QueueInputs.Fail in = call.input();
        return tx -> {
            Standing standing = standing(tx, in.number(), in.lease(), false);
            if (standing.job().isEmpty()) {
                return Reply.of(
                        new Failed(false, false, null, Job.id(in.number()), standing.refusal()));
            }
            Optional<Instant> next =
                    deliveries
                            .fail(
                                    tx,
                                    standing.job().get(),
                                    in.retry(),
                                    in.delaySeconds(),
                                    in.error())
                            .map(Instant::ofEpochMilli);
            return Reply.of(
                    new Failed(
                            true, next.isPresent(), next.orElse(null), Job.id(in.number()), null));
        };
    }

    private Effect extend(Call<QueueInputs.Extend> call) {
        QueueInputs.Extend in = call.input();
        return tx -> {
            Standing standing = standing(tx, in.number(), Optional.of(in.lease()), false);
            if (standing.job().isEmpty()) {
                return Reply.of(new Extended(false, Job.id(in.number()), null, standing.refusal()));
            }
            long until = deliveries.extend(tx, standing.job().get(), in.visibilitySeconds());
            return Reply.of(
                    new Extended(true, Job.id(in.number()), Instant.ofEpochMilli(until), null));
        };
    }
}
