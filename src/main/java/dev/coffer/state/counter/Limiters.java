package dev.coffer.state.counter;

import dev.coffer.room.Expiring;
import dev.coffer.store.Owner;
import dev.coffer.store.Tx;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Rate limiters by the generic cell rate algorithm, as a leaky bucket with continuous state (ITU-T
 * I.371, annex A): what was taken runs off at the refill rate, and a take is allowed if it still
 * fits. In any span of time no more is allowed than the capacity and what is refilled meanwhile.
 *
 * <p>Arithmetic is exact: a unit of the capacity is a billion, the rate has up to six digits after
 * the point, so what runs off in a millisecond is whole.
 */
final class Limiters implements Expiring<Limiters.Key> {

    static final int RATE_DIGITS = 6;

    private static final long UNIT = 1_000_000_000;

    record Key(String owner, String name) {}

    /**
     * What may be taken.
     *
     * @param capacity units that may be taken at once
     * @param perMs billionths of a unit that come back in a millisecond
     */
    record Rule(long capacity, long perMs) {
        static Rule of(long capacity, BigDecimal refillPerSecond) {
            return new Rule(capacity, refillPerSecond.movePointRight(RATE_DIGITS).longValueExact());
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

    private record State(long used, long atMs) {
        long usedAt(long nowMs, long perMs) {
            long elapsed = Math.max(0, nowMs - atMs);
            return used / perMs < elapsed ? 0 : used - elapsed * perMs;
        }
    }

    /** Takes so many units, or none of them. */
    Taken take(Tx tx, String name, Rule rule, long cost) {
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
                    allowed ? 0 : Math.ceilDiv(cost * UNIT - room, rule.perMs()),
                    Math.ceilDiv(used, rule.perMs()));
        }
        long usedNow = used + cost * UNIT;
        long resetAfterMs = Math.ceilDiv(usedNow, rule.perMs());
        // A clock that was set back must not give units back twice.
        long atMs = Math.max(tx.now(), stored.map(State::atMs).orElse(0L));
        keep(tx, name, stored.isEmpty(), new State(usedNow, atMs), atMs + resetAfterMs);
        return new Taken(true, (room - cost * UNIT) / UNIT, 0, resetAfterMs);
    }

    private static void keep(Tx tx, String name, boolean first, State state, long freeAtMs) {
        if (first) {
            Counters.QUOTA.require(tx, 1, Counters.bytes(name));
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
            Counters.QUOTA.add(tx, 1, Counters.bytes(name));
        }
    }

    @Override
    public Page<Key> scan(Tx tx, Optional<Key> after, int rows) {
        record Seen(Key key, long freeAtMs) {}
        Key from = after.orElse(new Key("", ""));
        List<Seen> seen =
                tx.all(
                        """
                        select owner, name, free_at from limiter
                        where (owner, name) > (?, ?) order by owner, name limit ?\
                        """,
                        row -> new Seen(new Key(row.text(1), row.text(2)), row.number(3)),
                        from.owner(),
                        from.name(),
                        rows);
        return new Page<>(
                seen.stream().filter(s -> s.freeAtMs() <= tx.now()).map(Seen::key).toList(),
                seen.size() < rows ? Optional.empty() : Optional.of(seen.getLast().key()));
    }

    @Override
    public Owner owner(Key key) {
        return new Owner(key.owner());
    }

    @Override
    public void remove(Tx tx, List<Key> keys) {
        long rows = 0;
        long bytes = 0;
        for (Key key : keys) {
            int gone =
                    tx.update(
                            "delete from limiter where owner = ? and name = ? and free_at <= ?",
                            key.owner(),
                            key.name(),
                            tx.now());
            rows += gone;
            bytes += gone * Counters.bytes(key.name());
        }
        Counters.QUOTA.add(tx, -rows, -bytes);
    }
}
