package dev.coffer.store;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the service can do its work, proven by a write at most once a second, while anybody asks.
 * A check that hangs is a failed one.
 */
public final class Heartbeat {

    private static final System.Logger LOG = System.getLogger(Heartbeat.class.getName());

    private static final long FRESH_MS = 1_000;
    private static final long HANGING_MS = 5_000;

    private record Check(boolean writable, long startedAtMs, long doneAtMs) {
        boolean running() {
            return doneAtMs == 0;
        }
    }

    private final Store store;
    private final InstantSource clock;
    private final AtomicReference<Check> last;

    public Heartbeat(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        long now = clock.millis();
        store.probe();
        this.last = new AtomicReference<>(new Check(true, now, now));
    }

    public boolean storeWritable() {
        long now = clock.millis();
        Check check = Objects.requireNonNull(last.get());
        if (check.running()) {
            return check.writable() && now - check.startedAtMs() < HANGING_MS;
        }
        if (now - check.doneAtMs() >= FRESH_MS) {
            Check started = new Check(check.writable(), now, 0);
            if (last.compareAndSet(check, started)) {
                // Not a virtual thread: those of busy connections would keep it from running, and
                // a service at its limit would call itself broken.
                Thread.ofPlatform().daemon().name("health").start(() -> probe(started));
            }
        }
        return check.writable();
    }

    private void probe(Check started) {
        boolean writable = true;
        try {
            store.probe();
        } catch (StoreException e) {
            writable = false;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the health check failed", e);
            writable = false;
        }
        if (writable != started.writable()) {
            LOG.log(System.Logger.Level.WARNING, "store writable: {0}", writable);
        }
        last.set(new Check(writable, started.startedAtMs(), clock.millis()));
    }
}
