package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A work on its way through a lane, and the caller that waits for it. */
final class Task<R> {

    final Owner owner;

    /** Whose rows it may change besides. */
    final List<Owner> others;

    final boolean behind;

    /** The task behind this one in the queue of their owner. */
    @Nullable Task<?> next;

    /** When it began to wait. */
    final long cameNanos = System.nanoTime();

    private final Work<R> work;
    private final Thread caller = Thread.currentThread();
    private @Nullable R result;
    private @Nullable Throwable failure;
    private volatile boolean done;

    /** What its caller's thread is to do meanwhile. */
    private volatile @Nullable Runnable asked;

    /** Whether this thread is at a work. */
    private static final ScopedValue<Boolean> AT_WORK = ScopedValue.newInstance();

    Task(Owner owner, List<Owner> others, Work<R> work, boolean behind) {
        this.owner = owner;
        this.others = others;
        this.work = work;
        this.behind = behind;
    }

    /** Runs the work; what it gives is kept until the caller is told, and stays from then on. */
    void run(Tx tx) {
        R given = work.run(tx);
        if (!done) {
            failure = null;
            result = given;
        }
    }

    void fail(Throwable why) {
        if (!done) {
            result = null;
            failure = why;
        }
    }

    boolean waitsLongerThan(Duration patience) {
        return System.nanoTime() - cameNanos > patience.toNanos();
    }

    /** Lets the caller go, with what the last run left. Only the first call counts. */
    void tell() {
        if (!done) {
            done = true;
            LockSupport.unpark(caller);
        }
    }

    /** Has its caller, who waits, do something. */
    void have(Runnable what) {
        asked = what;
        LockSupport.unpark(caller);
    }

    /** Whether the caller is let go already. */
    boolean isTold() {
        return done;
    }

    Thread caller() {
        return caller;
    }

    /** Whether it is a work on its caller's thread that asks. */
    static boolean isAtWork() {
        return AT_WORK.isBound();
    }

    /** Waits until told. An interrupt does not end the wait: the work may be committed already. */
    R await() {
        boolean interrupted = false;
        while (!done) {
            Runnable what = asked;
            if (what == null) {
                LockSupport.park(this);
            } else {
                asked = null;
                ScopedValue.where(AT_WORK, true).run(what);
            }
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return outcome();
    }

    @SuppressWarnings("NullAway") // A work may give null where R is nullable or Void.
    private R outcome() {
        switch (failure) {
            case null -> {
                return result;
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }
}
