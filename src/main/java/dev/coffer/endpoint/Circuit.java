package dev.coffer.endpoint;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether to ask a server that failed: after some failures in a row it is left alone for a while;
 * then one may try, and on its success all.
 */
public final class Circuit {

    private static final int FAILURES = 5;
    private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanos;
    private int failures;
    private long openUntilNanos;

    public Circuit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether it may be asked now; where it rests, one asker at a time is let through later. */
    public synchronized boolean isClosed() {
        if (failures < FAILURES) {
            return true;
        }
        if (nanos.getAsLong() - openUntilNanos < 0) {
            return false;
        }
        openUntilNanos = nanos.getAsLong() + REST_NANOS; // The others wait for how this one ends.
        return true;
    }

    /** Whether it answered when it was asked last; asks nobody. */
    public synchronized boolean isWell() {
        return failures < FAILURES;
    }

    public synchronized void worked() {
        failures = 0;
    }

    public synchronized void failed() {
        failures++;
        openUntilNanos = nanos.getAsLong() + REST_NANOS;
    }
}
