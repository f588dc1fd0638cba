package dev.coffer.state.queue;

import dev.coffer.room.Secret;
import dev.coffer.store.Tx;

import java.util.Optional;

/** How the delivery of a job ends, or lasts longer. Whoever calls has made sure that it may. */
final class Deliveries {

    private final Jobs jobs;

    Deliveries(Jobs jobs) {
        this.jobs = jobs;
    }

    static boolean isLease(Job job, String lease) {
        return job.lease().map(held -> Secret.is(held, lease)).orElse(false);
    }

    void complete(Tx tx, Job job) {
        move(tx, job, State.COMPLETED, tx.now(), job.lease(), job.error());
    }

    /** Ends a delivery in vain; when the next attempt is due, if there is one. */
    Optional<Long> fail(
            Tx tx, Job job, boolean retry, Optional<Long> delaySeconds, Optional<String> why) {
        Optional<String> error = why.or(job::error);
        if (!retry || job.attempts() >= job.maxAttempts()) {
            move(tx, job, State.DEAD, tx.now(), Optional.empty(), error);
            return Optional.empty();
        }
        long dueMs = tx.now() + delaySeconds.orElseGet(() -> backoffSeconds(job)) * 1000;
        if (dueMs > tx.now()) {
            move(tx, job, State.FAILED, dueMs, Optional.empty(), error);
            Queues.tellOfEvent(tx, job.queue(), dueMs);
        } else {
            move(tx, job, State.PENDING, 0, Optional.empty(), error);
            Queues.signal(tx, job.queue(), 1);
        }
        return Optional.of(dueMs);
    }

    private static long backoffSeconds(Job job) {
        // Shifted by 9 at most: there are no more than ten attempts.
        return Math.min(
                QueueLimits.BACKOFF_MAX_SECONDS.value(),
                job.backoffSeconds() << (job.attempts() - 1));
    }

    /** Gives a delivery more time. */
    long extend(Tx tx, Job job, long visibilitySeconds) {
        long untilMs = tx.now() + visibilitySeconds * 1000;
        jobs.move(tx, job, State.PROCESSING, untilMs, job.lease(), job.error());
        Queues.tellOfEvent(tx, job.queue(), untilMs);
        return untilMs;
    }

    private void move(
            Tx tx, Job job, State to, long atMs, Optional<String> lease, Optional<String> error) {
        JobCounts.Changes changes = new JobCounts.Changes();
        jobs.move(tx, job, to, atMs, lease, error);
        changes.move(job, to);
        changes.write(tx);
    }
}
