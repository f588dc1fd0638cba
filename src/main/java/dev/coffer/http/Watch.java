package dev.coffer.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Looks at all connections again and again, and has those cut off that are past their deadline. */
final class Watch implements AutoCloseable {

    private final Set<Gate> gates = ConcurrentHashMap.newKeySet();
    private final long periodNanos;
    private final Thread thread;
    private volatile boolean closed;

    Watch(Options.Patience patience) {
        long shortest =
                Math.min(
                        patience.head().toNanos(),
                        Math.min(patience.body().toNanos(), patience.idle().toNanos()));
        this.periodNanos = Math.clamp(shortest / 10, 10_000_000L, 1_000_000_000L);
        this.thread = Thread.ofPlatform().name("http-watch").daemon().start(this::run);
    }

    void add(Gate gate) {
        gates.add(gate);
    }

    void remove(Gate gate) {
        gates.remove(gate);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(this, periodNanos);
            long now = System.nanoTime();
            for (Gate gate : gates) {
                gate.check(now);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
