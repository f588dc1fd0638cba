package dev.coffer.state.memory.embed;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether to ask a server that failed: after some failures in a row it is left alone for a while;
 * then one may try, and on its success all.
 */
final class Circuit {

    private static final int FAILURES = 5;
    private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

    private final LongSupplier nanos;
    private int failures;
    private long openUntilNanos;

    Circuit(LongSupplier nanos) {
        this.nanos = nanos;
    }

    synchronized boolean isClosed() {
        if (failures < FAILURES) {
            return true;
        }
        if (nanos.getAsLong() - openUntilNanos < 0) {
            return false;
        }
        openUntilNanos = nanos.getAsLong() + REST_NANOS; // The others wait for how this one ends.
        return true;
    }

    synchronized void worked() {
        failures = 0;
    }

    synchronized void failed() {
        failures++;
        openUntilNanos = nanos.getAsLong() + REST_NANOS;
    }
}
