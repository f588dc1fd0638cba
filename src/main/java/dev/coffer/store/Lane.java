package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Group commit: one thread, one connection, one queue.
 *
 * <p>A lane takes every work that waits, runs them in one database transaction, commits once, and
 * then lets all their callers go. It never waits for more work to come: the commit itself is the
 * pause in which the next batch gathers.
 *
 * <p>A work that throws before its first write leaves nothing to undo. One that throws after it
 * takes its batch with it: the batch is rolled back and run again, each work in a savepoint this
 * time. So the common batch pays for no savepoints, and a failing work costs the others a
 * repetition at most.
 *
 * <p>Where each statement is a round trip to a database elsewhere, works advance {@link InStep}.
 *
 * <p>A batch that meets an outage is tried again as long as the engine's patience lasts for its
 * calls. A commit without an answer is looked up, never repeated blindly.
 *
 * <p>A lane whose thread dies lets all its callers go, and takes no more.
 */
public final class Lane implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Lane.class.getName());

    /** Works of one transaction: enough to share an fsync, few enough to keep the wait short. */
    private static final int BATCH = 512;

    private static final long FIRST_REST_MS = 10;
    private static final long MOST_REST_MS = 500;

    private final Engine engine;
    private final Signals signals;
    private final Waiting waiting;
    private final Thread thread;
    private @Nullable Session session;
    private Optional<Phrases> inStep = Optional.empty();
    private volatile long commits;
    private volatile Consumer<LaneBatch> told = _ -> {};

    /** What the last try met, while the database can't be written. */
    private @Nullable Throwable outage;

    private @Nullable Attempt last;

    /** What is being run; nobody else tells its callers. */
    private List<Task<?>> batch = List.of();

    /**
     * A platform thread: a synced native write would pin a virtual one's carrier.
     *
     * @param signals wakes those who wait for what the works signal
     */
    public Lane(
            String name, Engine engine, Signals signals, int mostWaiting, int mostWaitingOfOwner) {
        this.engine = engine;
        this.signals = signals;
        this.waiting = new Waiting(mostWaiting, mostWaitingOfOwner);
        this.thread = Thread.ofPlatform().name(name).start(this::live);
    }

    /** Runs a work that changes nobody's rows but its owner's. */
    public <R> R run(Owner owner, Work<R> work, boolean behind) {
        return run(owner, List.of(), work, behind);
    }

    /**
     * Runs a work in its owner's turn.
     *
     * @param others whose rows it may change besides
     * @param behind whether to return when it ran, and not when it is durable
     */
    public <R> R run(Owner owner, List<Owner> others, Work<R> work, boolean behind) {
        if (isCurrent()) {
            throw new IllegalStateException("a work would wait for its own lane");
        }
        Task<R> task = new Task<>(owner, others, work, behind);
        waiting.add(task);
        return task.await();
    }

    /** Whether it is one of this lane's works that asks. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread || Task.isAtWork();
    }

    /** Has something done with the lane's connection between two batches, outside a transaction. */
    public void between(Consumer<Session> chore) {
        waiting.askFor(() -> chore.accept(opened()));
    }

    /** How many batches were committed; tells a checkpointer whether there was anything to do. */
    public long commits() {
        return commits;
    }

    /** Has each batch told that is committed from now on, on this lane's thread. */
    public void whenCommitted(Consumer<LaneBatch> listener) {
        told = listener;
    }

    public int waiting() {
        return waiting.size();
    }

    private void live() {
        try {
            loop();
        } catch (Throwable e) {
            batch.forEach(task -> release(task, new StoreException.InDoubt(e)));
            StoreException dead = new StoreException.Unavailable("the lane's thread died", e);
            waiting.abandon().forEach(task -> release(task, dead));
            throw e;
        }
    }

    private void loop() {
        while (true) {
            Waiting.Taken taken = waiting.take(BATCH);
            if (taken.chore() != null) {
                try {
                    taken.chore().run();
                } catch (Throwable e) {
                    LOG.log(System.Logger.Level.WARNING, "a chore of the lane failed", e);
                    forget();
                }
            } else if (taken.batch().isEmpty()) {
                forget();
                return;
            }
            batch = taken.batch();
            runBatch();
            batch = List.of();
        }
    }

    private void runBatch() {
        last = null;
        long began = System.nanoTime();
        List<Task<?>> left = outage == null ? batch : withoutLate(batch, outage);
        for (int tries = 0; !left.isEmpty(); tries++) {
            try {
                if (!(inDoubt() && engine.committed(opened())) && !attempt(left, false)) {
                    attempt(left, true);
                }
                break;
            } catch (Throwable e) {
                forget();
                if (!passes(e)) {
                    left.forEach(task -> giveUp(task, e));
                    return;
                }
                outage = e;
                left = withoutLate(left, e);
                if (!left.isEmpty()) {
                    rest(tries);
                }
            }
        }
        if (!left.isEmpty()) {
            commits++;
            outage = null;
            left.forEach(Task::tell);
            Attempt done = Objects.requireNonNull(last);
            signals.sound(done.signals());
            told.accept(new LaneBatch(left.size(), longestWait(left, began), done.commitNanos()));
        }
    }

    private static long longestWait(List<Task<?>> tasks, long began) {
        long longest = 0;
        for (Task<?> task : tasks) {
            longest = Math.max(longest, began - task.cameNanos);
        }
        return longest;
    }

    /** Whether the last commit gave no answer. */
    private boolean inDoubt() {
        return last != null && last.inDoubt();
    }

    private boolean passes(Throwable failure) {
        return !engine.patience().isZero()
                && switch (failure) {
                    case Session.Failed failed -> engine.isOutage(failed.sql());
                    case StoreException.Unavailable _ -> true;
                    default -> false;
                };
    }

    /** Lets those go that waited as long as the store keeps anybody; the others try again. */
    private List<Task<?>> withoutLate(List<Task<?>> batch, Throwable why) {
        List<Task<?>> left = new ArrayList<>();
        for (Task<?> task : batch) {
            if (task.waitsLongerThan(engine.patience())) {
                giveUp(task, why);
            } else {
                left.add(task);
            }
        }
        return left;
    }

    private void giveUp(Task<?> task, Throwable why) {
        release(
                task,
                inDoubt() && (!engine.patience().isZero() || why instanceof Error)
                        ? new StoreException.InDoubt(why)
                        : new StoreException.Unavailable("the store can't be written", why));
    }

    private static void release(Task<?> task, StoreException why) {
        task.fail(why);
        task.tell();
    }

    /**
     * Not in step with other nodes, and not so often that a database that starts is busy with us.
     */
    private static void rest(int tries) {
        long most = Math.min(MOST_REST_MS, FIRST_REST_MS << Math.min(tries, 10));
        long ms = ThreadLocalRandom.current().nextLong(most / 2, most + 1);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    /** One try at a batch; false if it has to be run again, guarded. */
    private boolean attempt(List<Task<?>> batch, boolean guarded) {
        Session on = opened();
        last = new Attempt(engine, on, guarded, guarded ? Optional.empty() : inStep);
        return last.run(batch);
    }

    private Session opened() {
        if (session == null) {
            session = engine.open();
            Set<String> byOwner = engine.inStep(session);
            inStep = byOwner.isEmpty() ? Optional.empty() : Optional.of(new Phrases(byOwner));
        }
        return session;
    }

    /** Lets go of a connection in doubt; what it had not committed is rolled back by that. */
    private void forget() {
        if (session != null) {
            try {
                session.close();
            } catch (RuntimeException e) {
                // It was in doubt; the next batch opens another.
            }
            session = null;
        }
    }

    /** Finishes what waits and ends the thread. */
    @Override
    public void close() {
        waiting.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
