package dev.coffer.outbound;

import dev.coffer.outbound.Unreachable.Reason;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The end of the time that a call's requests have together, by the clock that only goes on. */
record Until(long startNanos, long nanos) {

    static Until in(Duration time) {
        return new Until(System.nanoTime(), time.toNanos());
    }

    long passedMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }

    boolean isOver() {
        return System.nanoTime() - startNanos >= nanos;
    }

    /** What is left of it, at least a millisecond. */
    int leftMs() throws Unreachable {
        if (isOver()) {
            throw new Unreachable(Reason.TIMEOUT);
        }
        long left = nanos - (System.nanoTime() - startNanos);
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
    }
}
