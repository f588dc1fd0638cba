package dev.coffer.http;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What a connection waits for, and until when. A wait is ended once, by the connection's own thread
 * when what it waited for came, or by another that cuts the connection off; never by both.
 */
public final class Deadline {

    public enum Wait {
        /** The call is being worked on, however long that takes. */
        NONE,
        /** For the first byte of a request. */
        REQUEST,
        /** For more of a request. */
        BYTES,
        /** For the client to take its answer. */
        TAKING,
        /** Cut off; whoever set this closes the socket. */
        CUT
    }

    private final AtomicReference<Wait> wait = new AtomicReference<>(Wait.NONE);
    private final Consumer<Wait> cutOff;
    private volatile long atNanos;

    /**
     * @param cutOff closes a connection that was too late in this wait; must not take long
     */
    public Deadline(Consumer<Wait> cutOff) {
        this.cutOff = cutOff;
    }

    /** Begins a wait; the connection's own thread does. False if it was cut off before. */
    public boolean begin(Wait next, long deadlineNanos) {
        atNanos = deadlineNanos;
        return wait.compareAndSet(Wait.NONE, next);
    }

    /** Ends a wait; false if the connection was cut off during it. */
    public boolean end(Wait begun) {
        return wait.compareAndSet(begun, Wait.NONE);
    }

    /** Makes a connection that is in this wait now the caller's to close. */
    public boolean cut(Wait now) {
        return wait.compareAndSet(now, Wait.CUT);
    }

    /** Has the connection cut off if it is late. */
    void check(long nowNanos) {
        Wait now = requireNonNull(wait.get());
        if (now != Wait.NONE && now != Wait.CUT && nowNanos - atNanos >= 0 && cut(now)) {
            cutOff.accept(now);
        }
    }
}
