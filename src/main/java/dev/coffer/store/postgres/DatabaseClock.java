package dev.coffer.store.postgres;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The database's clock as it was heard last, carried on by this machine's steady one. Every
 * transaction hears it anyway, so that it costs no statement of its own.
 */
final class DatabaseClock implements InstantSource {

    private static final long NANOS_PER_MS = 1_000_000;

    /** Of the steady clock. */
    private volatile long aheadMs;

    /** Takes what the database says, in epoch milliseconds, and gives it back. */
    long heard(long nowMs) {
        aheadMs = nowMs - steadyMs();
        return nowMs;
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
