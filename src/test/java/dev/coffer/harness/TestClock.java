package dev.coffer.harness;

import dev.coffer.store.postgres.PostgresServer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A clock that goes only when a test says so, or so far with each call. */
public final class TestClock implements InstantSource {

    /** Behind the URL of a database that has a clock, for another node over it. */
    public static final String SCHEMA = "&currentSchema=public,test,pg_catalog";

    private final AtomicLong nowMs =
            new AtomicLong(Instant.parse("2026-06-01T10:00:00.123Z").toEpochMilli());
    private final Duration eachCall;

    private volatile LongConsumer watcher = _ -> {};

    private TestClock(Duration eachCall) {
        this.eachCall = eachCall;
    }

    public static TestClock still() {
        return new TestClock(Duration.ZERO);
    }

    static TestClock ticking() {
        return new TestClock(Duration.ofSeconds(2));
    }

    /**
     * The URL of a PostgreSQL database by which it takes this clock for the time; to_timestamp()
     * would round what is far away.
     */
    public String on(String database) {
        PostgresServer.execute(
                database,
                """
                create schema test;
                create table test.clock (ms bigint);
                insert into test.clock values (%d);
                create function test.clock_timestamp() returns timestamptz language sql volatile
                    as $$
                        select (timestamp 'epoch' + make_interval(days => (ms / 86400000)::int)
                            + (ms %% 86400000) * interval '1 millisecond') at time zone 'UTC'
                        from test.clock
                    $$\
                """
                        .formatted(nowMs.get()));
        watcher = ms -> PostgresServer.execute(database, "update test.clock set ms = " + ms);
        return database + SCHEMA;
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
