package dev.coffer.http;

import static java.util.Objects.requireNonNull;

import io.helidon.webserver.CloseConnectionException;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What a connection waits for, and until when. A wait is ended once, by the connection's own thread
 * when what it waited for came, or by another that cuts the connection off; never by both.
 */
final class Deadline {

    enum Wait {
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
    private volatile long atNanos;

    /** Begins a wait; the connection's own thread does. */
    void begin(Wait next, long deadlineNanos) {
        atNanos = deadlineNanos;
        if (!wait.compareAndSet(Wait.NONE, next)) {
            throw new CloseConnectionException("cut off");
        }
    }

    /** Ends a wait; false if the connection was cut off during it. */
    boolean end(Wait begun) {
        return wait.compareAndSet(begun, Wait.NONE);
    }

    /** Cuts the connection off if it is in this wait now. */
    boolean cut(Wait now) {
        return wait.compareAndSet(now, Wait.CUT);
    }

    /** The wait that is over time, else NONE. */
    Wait late(long nowNanos) {
        Wait now = requireNonNull(wait.get());
        return now == Wait.CUT || nowNanos - atNanos < 0 ? Wait.NONE : now;
    }
}
