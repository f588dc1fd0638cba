package dev.coffer.harness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A clock that goes only when a test says so, or so far with each call. */
public final class TestClock implements InstantSource {

    private final AtomicLong nowMs =
            new AtomicLong(Instant.parse("2026-06-01T10:00:00.123Z").toEpochMilli());
    private final Duration eachCall;

    private volatile LongConsumer watcher = _ -> {};

    private TestClock(Duration eachCall) {
        this.eachCall = eachCall;
    }

    static TestClock still() {
        return new TestClock(Duration.ZERO);
    }

    static TestClock ticking() {
        return new TestClock(Duration.ofSeconds(2));
    }

    /** Tells of each new instant, in epoch milliseconds, and of the one now. */
    void watch(LongConsumer watching) {
        watcher = watching;
        watching.accept(nowMs.get());
    }

    /** A call comes. */
    void tick() {
        if (!eachCall.isZero()) {
            advance(eachCall);
        }
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(nowMs.get());
    }

    public void advance(Duration by) {
        watcher.accept(nowMs.addAndGet(by.toMillis()));
    }
}
