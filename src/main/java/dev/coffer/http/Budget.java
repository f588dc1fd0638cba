package dev.coffer.http;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory that all bodies and answers in flight may take together. A body takes its share while
 * it arrives, not when it is announced, so that announcing much and sending little costs others
 * nothing; an answer before it is made.
 */
public final class Budget {

    /** Bytes; a semaphore counts in ints, and a body of one byte is not worth counting finely. */
    private static final int UNIT = 1024;

    private final int total;
    private final Semaphore units;
    private final Duration wait;

    public Budget(long bytes, Duration wait) {
        this.total = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
        this.units = new Semaphore(total);
        this.wait = wait;
    }

    /** What fits if nothing else is there. */
    public long totalBytes() {
        return (long) total * UNIT;
    }

    public Share share() {
        return new Share();
    }

    /** What one call holds; given back whole. */
    public final class Share {
        private int held;
        private long bytes;

        /**
         * Takes some more; waits for others to give back if need be.
         *
         * @throws Problem 503 if there is no room for too long
         */
        public void take(long more) {
            bytes = Math.min(bytes + Math.max(0, more), totalBytes());
            if (!covered(wait)) {
                throw overloaded();
            }
        }

        /**
         * Has so much in all, at once or not at all; what is larger than the whole has the whole.
         *
         * @throws Problem 503 if there is no room now
         */
        public void reserve(long inAll) {
            bytes = Math.max(bytes, Math.min(inAll, totalBytes()));
            if (!covered(Duration.ZERO)) {
                throw overloaded();
            }
        }

        /** How much it has. */
        public long bytes() {
            return bytes;
        }

        private boolean covered(Duration patience) {
            long missing = Math.ceilDiv(bytes, UNIT) - held;
            if (missing <= 0) {
                return true;
            }
            int wanted = (int) Math.min(Integer.MAX_VALUE, missing);
            try {
                if (units.tryAcquire(wanted)
                        || units.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    held += wanted;
                    return true;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return false;
        }

        private static Problem overloaded() {
            return new Problem(
                            ErrorCode.OVERLOADED,
                            "Too much is on its way in and out; try again shortly.")
                    .retryAfterMs(1000);
        }

        public void giveBack() {
            units.release(held);
            held = 0;
            bytes = 0;
        }
    }
}
