package dev.coffer.state.counter;

import dev.coffer.room.Quota;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Rate limiters by the generic cell rate algorithm, as a leaky bucket with continuous state (ITU-T
 * I.371, annex A): what was taken runs off at the refill rate, and a take is allowed if it still
 * fits. In any span of time no more is allowed than the capacity and what is refilled meanwhile.
 *
 * <p>What runs off is computed exactly from the rate as it was given, and kept in billionths of a
 * unit, rounded so that never more is allowed: a take loses less than a billionth.
 */
final class Limiters {

    static final Table TABLE =
            Table.of("limiter", "name")
                    .expires("free_at")
                    .since("at", "at", "free_at")
                    .bytes("octet_length(name)");

    private static final long UNIT = 1_000_000_000;

    /** From units in a second, as a power of ten. */
    private static final int BILLIONTHS_PER_MS = 6;

    /**
     * What may be taken.
     *
     * @param capacity units that may be taken at once
     * @param perMs billionths of a unit that come back in a millisecond
     */
    record Rule(long capacity, BigDecimal perMs) {
        static Rule of(long capacity, BigDecimal refillPerSecond) {
            return new Rule(capacity, refillPerSecond.movePointRight(BILLIONTHS_PER_MS));
        }

        /** How long it takes until so many billionths are back. */
        long msFor(long billionths) {
            return BigDecimal.valueOf(billionths)
                    .divide(perMs, 0, RoundingMode.CEILING)
                    .longValueExact();
        }
    }

    /**
     * What came of a take. Times are from now.
     *
     * @param remaining whole units that are left
     * @param retryAfterMs after how long the same take is allowed, if nobody takes meanwhile
     * @param resetAfterMs after how long all of the capacity is free
     */
    record Taken(boolean allowed, long remaining, long retryAfterMs, long resetAfterMs) {}

    private final Quota quota;

    Limiters(Quota quota) {
        this.quota = quota;
    }

    private record State(long used, long atMs) {
        long usedAt(long nowMs, BigDecimal perMs) {
            BigDecimal back = BigDecimal.valueOf(Math.max(0, nowMs - atMs)).multiply(perMs);
            return back.compareTo(BigDecimal.valueOf(used)) >= 0 ? 0 : used - back.longValue();
        }
    }

    /** Takes so many units, or none of them. */
    Taken take(Tx tx, CounterInputs.Take in) {
        return take(tx, in.name(), in.rule(), in.cost());
    }

    private Taken take(Tx tx, String name, Rule rule, long cost) {
        Optional<State> stored =
                tx.one(
                        "select used, at from limiter where owner = ? and name = ?",
                        row -> new State(row.number(1), row.number(2)),
                        tx.owner().address(),
                        name);
        long used = stored.map(state -> state.usedAt(tx.now(), rule.perMs())).orElse(0L);
        long room = rule.capacity() * UNIT - used;
        boolean allowed = cost * UNIT <= room;
        if (!allowed || cost == 0) {
            return new Taken(
                    allowed,
                    Math.max(0, Math.floorDiv(room, UNIT)),
                    allowed ? 0 : rule.msFor(cost * UNIT - room),
                    rule.msFor(used));
        }
        long usedNow = used + cost * UNIT;
        long resetAfterMs = rule.msFor(usedNow);
        // A clock that is set back, and forward again, must not give units back twice.
        long atMs = Math.max(tx.now(), stored.map(State::atMs).orElse(0L));
        keep(tx, name, stored.isEmpty(), new State(usedNow, atMs), atMs + resetAfterMs);
        return new Taken(true, (room - cost * UNIT) / UNIT, 0, resetAfterMs);
    }

    private void keep(Tx tx, String name, boolean first, State state, long freeAtMs) {
        if (first) {
            quota.require(tx, 1, Counters.bytes(name));
        }
        tx.update(
                """
                insert into limiter (owner, name, used, at, free_at) values (?, ?, ?, ?, ?)
                on conflict (owner, name) do update set
                    used = excluded.used, at = excluded.at, free_at = excluded.free_at\
                """,
                tx.owner().address(),
                name,
                state.used(),
                state.atMs(),
                freeAtMs);
        if (first) {
            quota.take(tx, 1, Counters.bytes(name));
        }
    }
}
