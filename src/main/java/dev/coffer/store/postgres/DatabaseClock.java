package dev.coffer.store.postgres;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The database's clock as it was heard last, carried on by this machine's steady one. Every
 * transaction of a lane hears it anyway; a read asks for it only where nothing has for a second.
 */
final class DatabaseClock implements InstantSource {

    private static final long NANOS_PER_MS = 1_000_000;

    private static final long FRESH_MS = 1_000;

    /** Of the steady clock. */
    private volatile long aheadMs;

    private volatile long heardAtMs = steadyMs() - FRESH_MS;

    /** Takes what the database says, in epoch milliseconds, and gives it back. */
    long heard(long nowMs) {
        heardAtMs = steadyMs();
        aheadMs = nowMs - heardAtMs;
        return nowMs;
    }

    /** Whether it was heard too long ago to go by it. */
    boolean isOld() {
        return steadyMs() - heardAtMs >= FRESH_MS;
    }

    private static long steadyMs() {
        return System.nanoTime() / NANOS_PER_MS;
    }

    @Override
    public long millis() {
        return steadyMs() + aheadMs;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }
}
