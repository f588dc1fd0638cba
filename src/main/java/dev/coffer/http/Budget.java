package dev.coffer.http;

import dev.coffer.endpoint.Problem;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all bodies in flight may take together. A body takes its share while it arrives,
 * not when it is announced, so that announcing much and sending little costs others nothing.
 */
public final class Budget {

    /** Bytes; a semaphore counts in ints, and a body of one byte is not worth counting finely. */
    private static final int UNIT = 1024;

    private final Semaphore units;
    private final Duration wait;

    public Budget(long bytes, Duration wait) {
        this.units = new Semaphore((int) Math.min(Integer.MAX_VALUE, bytes / UNIT));
        this.wait = wait;
    }

    public Share share() {
        return new Share();
    }

    /** What one call holds; given back whole. */
    public final class Share {
        private int held;
        private long partBytes;

        /**
         * Takes some more; waits for others to give back if need be.
         *
         * @throws Problem 503 if there is no room for too long
         */
        public void take(long bytes) {
            partBytes += bytes;
            int wanted = (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(partBytes, UNIT));
            if (wanted == 0) {
                return;
            }
            if (!units.tryAcquire(wanted) && !acquired(wanted)) {
                throw new Problem(
                                503,
                                "overloaded",
                                "Too many large bodies are on their way; try again shortly.")
                        .retryAfterMs(1000);
            }
            held += wanted;
            partBytes -= (long) wanted * UNIT;
        }

        private boolean acquired(int wanted) {
            try {
                return units.tryAcquire(wanted, wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        public void giveBack() {
            units.release(held);
            held = 0;
            partBytes = 0;
        }
    }
}
