package dev.coffer.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Looks at all connections again and again, and has those cut off that are past their deadline. */
public final class Watchdog implements AutoCloseable {

    private final Set<Deadline> deadlines = ConcurrentHashMap.newKeySet();
    private final long periodNanos;
    private final Thread thread;
    private volatile boolean closed;

    public Watchdog(Options.Patience patience) {
        long shortest =
                Math.min(
                        patience.head().toNanos(),
                        Math.min(patience.body().toNanos(), patience.idle().toNanos()));
        this.periodNanos = Math.clamp(shortest / 10, 10_000_000L, 1_000_000_000L);
        this.thread = Thread.ofPlatform().name("http-watchdog").daemon().start(this::run);
    }

    public void add(Deadline deadline) {
        deadlines.add(deadline);
    }

    public void remove(Deadline deadline) {
        deadlines.remove(deadline);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(this, periodNanos);
            long now = System.nanoTime();
            deadlines.forEach(deadline -> deadline.check(now));
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
