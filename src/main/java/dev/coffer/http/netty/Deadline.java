package dev.coffer.http.netty;

import java.time.Duration;

/** When the one that is waited for is late. Set by the event loop, looked at from any thread. */
final class Deadline {

    private static final long NONE = 0;

    private volatile long nanos = NONE;

    void none() {
        nanos = NONE;
    }

    void in(Duration time) {
        at(System.nanoTime() + time.toNanos());
    }

    /**
     * @param instant by {@link System#nanoTime}
     */
    void at(long instant) {
        nanos = instant == NONE ? NONE + 1 : instant;
    }

    boolean isOver(long nowNanos) {
        long until = nanos;
        return until != NONE && nowNanos - until >= 0;
    }
}
