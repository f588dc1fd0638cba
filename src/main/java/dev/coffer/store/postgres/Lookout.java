package dev.coffer.store.postgres;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Looks at something every minute, and soon after somebody worries; by a thread of its own. */
final class Lookout implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Lookout.class.getName());

    private static final long EVERY_SECONDS = 60;

    /** Between two looks, however many worry. */
    private static final long REST_SECONDS = 1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread;
    private boolean worried;
    private boolean closed;

    /** Looks from now on, the first time when there is reason to. */
    void start(Runnable look) {
        thread = Thread.ofPlatform().name("shards").daemon().start(() -> looking(look));
    }

    /** Has it look soon. */
    void worry() {
        lock.lock();
        try {
            worried = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void looking(Runnable look) {
        try {
            while (isDue()) {
                try {
                    look.run();
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "reading the shards failed; goes on", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until it is time for a look; false at the end. */
    private boolean isDue() throws InterruptedException {
        lock.lock();
        try {
            for (long left = TimeUnit.SECONDS.toNanos(REST_SECONDS); left > 0 && !closed; ) {
                left = changed.awaitNanos(left);
            }
            long left = TimeUnit.SECONDS.toNanos(EVERY_SECONDS - REST_SECONDS);
            while (left > 0 && !worried && !closed) {
                left = changed.awaitNanos(left);
            }
            worried = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when it looks no more. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        Thread looks = thread;
        while (looks != null && looks.isAlive()) {
            try {
                looks.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
