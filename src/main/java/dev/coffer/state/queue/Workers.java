package dev.coffer.state.queue;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.state.queue.QueueInputs.Complete;
import dev.coffer.state.queue.QueueInputs.Extend;
import dev.coffer.state.queue.QueueInputs.Fail;
import dev.coffer.state.queue.QueueInputs.Pop;
import dev.coffer.state.queue.QueueInputs.Push;
import dev.coffer.store.Tx;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What producers and workers call: push a job; take it, end it, ask for more time. */
final class Workers {

    static final ErrorCode LEASE_REQUIRED = new ErrorCode(409, "lease_required");

    sealed interface Pushing {}

    record Pushed(String queue, @JsonUnwrapped PushedJob job) implements Pushing {}

    record PushedJobs(String queue, List<PushedJob> jobs, int count) implements Pushing {}

    /** A job that is there; it has no position if it was there before: then it is a duplicate. */
    record PushedJob(String jobId, Optional<Long> position, Optional<Boolean> duplicate) {

        static PushedJob of(Queues.Pushed pushed) {
            return new PushedJob(
                    pushed.jobId(),
                    pushed.position(),
                    pushed.position().isPresent() ? Optional.empty() : Optional.of(true));
        }
    }

    sealed interface Popping {}

    record Empty(boolean empty, Optional<List<Delivered>> jobs, Optional<Integer> count)
            implements Popping {}

    record Delivered(
            String jobId, RawJson payload, long attempt, String lease, Instant visibleUntil)
            implements Popping {

        static Delivered of(Queues.Delivery delivery) {
            return new Delivered(
                    delivery.job().id(),
                    delivery.payload(),
                    delivery.job().attempts() + 1,
                    delivery.lease(),
                    Instant.ofEpochMilli(delivery.visibleUntilMs()));
        }
    }

    record DeliveredJobs(List<Delivered> jobs, int count) implements Popping {}

    record Completed(boolean completed, String jobId, Optional<String> error) {}

    record Failed(
            boolean failed,
            boolean willRetry,
            Optional<Instant> nextAttemptAt,
            String jobId,
            Optional<String> error) {}

    record Extended(
            boolean extended,
            String jobId,
            Optional<Instant> visibleUntil,
            Optional<String> error) {}

    private final Queues queues;
    private final Deliveries deliveries;

    Workers(Queues queues) {
        this.queues = queues;
        this.deliveries = new Deliveries(queues.jobs());
    }

    Reply<Pushing> push(Call<Push> call, Tx tx) {
        Push in = call.input();
        List<PushedJob> pushed =
                queues.push(tx, in.queue(), in.orders()).stream().map(PushedJob::of).toList();
        return Reply.of(
                in.jobs().isPresent()
                        ? new PushedJobs(in.queue(), pushed, pushed.size())
                        : new Pushed(in.queue(), pushed.getFirst()));
    }

    Reply<Popping> pop(Call<Pop> call, Tx tx) {
        Pop in = call.input();
        List<Delivered> delivered =
                queues
                        .pop(
                                tx,
                                in.queue(),
                                in.visibilitySeconds(),
                                in.max().orElse(1),
                                call.request().client()::reserve)
                        .stream()
                        .map(Delivered::of)
                        .toList();
        if (delivered.isEmpty()) {
            return new Reply.Wait<>(
                    Queues.topic(call.owner(), in.queue()),
                    in.waitSeconds() == 0 ? 0 : queues.nextInMs(tx, in.queue()),
                    Duration.ofSeconds(in.waitSeconds()),
                    new Empty(true, in.max().map(_ -> List.of()), in.max().map(_ -> 0)),
                    Reply.Wait.NO_TRACES);
        }
        return Reply.of(
                in.max().isPresent()
                        ? new DeliveredJobs(delivered, delivered.size())
                        : delivered.getFirst());
    }

    /** A delivery that may speak for its job, or why not. */
    private record Standing(Optional<Job> job, Optional<String> refusal) {
        static Standing of(Job job) {
            return new Standing(Optional.of(job), Optional.empty());
        }

        static Standing refused(String why) {
            return new Standing(Optional.empty(), Optional.of(why));
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
            return Standing.of(job); // The same again: its answer may have been lost.
        }
        if (job.state() != State.PROCESSING) {
            return Standing.refused(
                    "Job is not processing (status: %s)".formatted(job.state().label()));
        }
        if (!holds && lease.isEmpty()) {
            throw new Problem(
                            LEASE_REQUIRED,
                            "The job was delivered more than once: say which delivery speaks, by its lease.")
                    .with("jobId", job.id());
        }
        if (job.atMs() <= tx.now()) {
            return Standing.refused("The lease is stale: its time ran out");
        }
        return holds
                ? Standing.of(job)
                : Standing.refused("The lease is stale: the job was delivered again");
    }

    Reply<Completed> complete(Call<Complete> call, Tx tx) {
        Complete in = call.input();
        Standing standing = standing(tx, in.number(), in.lease(), true);
        standing.job()
                .filter(job -> job.state() == State.PROCESSING)
                .ifPresent(job -> deliveries.complete(tx, job));
        return Reply.of(
                new Completed(standing.job().isPresent(), Job.id(in.number()), standing.refusal()));
    }

    Reply<Failed> fail(Call<Fail> call, Tx tx) {
        Fail in = call.input();
        Standing standing = standing(tx, in.number(), in.lease(), false);
        Optional<Instant> next =
                standing.job()
                        .flatMap(job ->
                                deliveries.fail(tx, job, in.retry(), in.delaySeconds(), in.error()))
                        .map(Instant::ofEpochMilli);
        return Reply.of(
                new Failed(
                        standing.job().isPresent(),
                        next.isPresent(),
                        next,
                        Job.id(in.number()),
                        standing.refusal()));
    }

    Reply<Extended> extend(Call<Extend> call, Tx tx) {
        Extend in = call.input();
        Standing standing = standing(tx, in.number(), Optional.of(in.lease()), false);
        Optional<Instant> until =
                standing.job()
                        .map(job -> deliveries.extend(tx, job, in.visibilitySeconds()))
                        .map(Instant::ofEpochMilli);
        return Reply.of(
                new Extended(until.isPresent(), Job.id(in.number()), until, standing.refusal()));
    }
}
