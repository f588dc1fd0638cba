package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether the store can do its work, proven by doing some, at most once a second, while anybody
 * asks. Whoever asks waits for the check, and a check that takes longer than its time is a failed
 * one. The machine's clock has no part in it. The first failure of an outage stands in the log with
 * its cause, and so does the end.
 */
public final class Heartbeat {

    private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

    private static final Duration FRESH = Duration.ofSeconds(1);

    /** Less than what asks for health usually waits. */
    public static final Duration BUDGET = Duration.ofSeconds(3);

    private record Check(long startedNanos, CompletableFuture<Optional<Throwable>> failure) {
        long nanosLeft(Duration time) {
            return startedNanos + time.toNanos() - System.nanoTime();
        }
    }

    private final String of;
    private final Runnable probe;
    private final Duration budget;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Check last;
    private @Nullable Long failingSinceNanos;

    /**
     * Begins with a check.
     *
     * @param probe throws if the store can't do its work
     * @throws StoreException if it can't
     */
    public Heartbeat(Runnable probe, Duration budget) {
        this("the store", probe, budget);
        probe.run();
    }

    /** The same of a part of it, by its name in the log; without a check at first. */
    public Heartbeat(String of, Runnable probe, Duration budget) {
        this.of = of;
        this.probe = probe;
        this.budget = budget;
    }

    /** Begins a check if there is none that counts, and does not wait for it. */
    public void begin() {
        current();
    }

    public boolean storeWritable() {
        Optional<Throwable> failure = failure(current());
        tell(failure);
        return failure.isEmpty();
    }

    private Check current() {
        lock.lock();
        try {
            Check check = last;
            if (check == null || check.failure().isDone() && check.nanosLeft(FRESH) <= 0) {
                check = new Check(System.nanoTime(), new CompletableFuture<>());
                last = check;
                // Not a virtual thread: those of busy connections would keep it from running, and
                // a service at its limit would call itself broken.
                CompletableFuture<Optional<Throwable>> answer = check.failure();
                Thread.ofPlatform().daemon().name("health").start(() -> answer.complete(probe()));
            }
            return check;
        } finally {
            lock.unlock();
        }
    }

    private Optional<Throwable> probe() {
        try {
            probe.run();
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    private Optional<Throwable> failure(Check check) {
        try {
            return check.failure().get(Math.max(0, check.nanosLeft(budget)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Optional.of(
                    new StoreException.Unavailable("no answer in " + budget.toMillis() + " ms"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(e);
        } catch (ExecutionException e) {
            return Optional.of(e);
        }
    }

    private void tell(Optional<Throwable> failure) {
        lock.lock();
        try {
            Long since = failingSinceNanos;
            if (failure.isPresent() && since == null) {
                failingSinceNanos = System.nanoTime();
                LOG.log(
                        System.Logger.Level.ERROR,
                        "{0} can''t do its work: {1}",
                        of,
                        Causes.told(failure.get()));
            } else if (failure.isEmpty() && since != null) {
                failingSinceNanos = null;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} works again, {1} s after the failure was seen",
                        of,
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since));
            }
        } finally {
            lock.unlock();
        }
    }
}
