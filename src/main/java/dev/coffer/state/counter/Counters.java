package dev.coffer.state.counter;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.room.Quota;
import dev.coffer.store.Prefix;
import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counters of an owner: 64-bit values that never leave their bounds and never wrap around. */
final class Counters {

    static final ErrorCode OUT_OF_BOUNDS = new ErrorCode(409, "out_of_bounds");
    static final ErrorCode OVERFLOW = new ErrorCode(409, "overflow");

    static final Table TABLE = Table.of("counter", "name").bytes("octet_length(name)");

    /** Counters that are remembered as {@link #toLookAt}; past it all are forgotten. */
    private static final int MOST_REMEMBERED = 10_000;

    /** Adds where nothing can stand against it. */
    private static final String ADD =
            """
            update counter set value = value + ?, updated_at = ?
            where owner = ? and name = ? and min is null and max is null
                and value between ? and ?
            returning value\
            """;

    private final Quota quota;

    /**
     * Counters that could not be added to without a look, as far as is known: looked at before
     * anything is written for them, so that a refusal costs its neighbours nothing.
     */
    private final Set<Name> toLookAt = ConcurrentHashMap.newKeySet();

    private record Name(String owner, String name) {}

    Counters(Quota quota) {
        this.quota = quota;
    }

    record Counter(
            String name,
            long value,
            @JsonUnwrapped Bounds bounds,
            Instant createdAt,
            Instant updatedAt) {}

    /** What a change did. */
    record Changed(String name, long value, long previousValue, boolean capped) {}

    private static final String COLUMNS = "name, value, min, max, created_at, updated_at";

    private static Counter counter(Row row) {
        return new Counter(
                row.text(1),
                row.number(2),
                new Bounds(
                        Optional.ofNullable(row.numberOrNull(3)),
                        Optional.ofNullable(row.numberOrNull(4))),
                Instant.ofEpochMilli(row.number(5)),
                Instant.ofEpochMilli(row.number(6)));
    }

    Optional<Counter> get(Tx tx, String owner, String name) {
        return tx.one(
                "select " + COLUMNS + " from counter where owner = ? and name = ?",
                Counters::counter,
                owner,
                name);
    }

    /**
     * Adds to a counter, which is 0 before its first change.
     *
     * @param step may be beyond 64 bits by one: a decrement by the least number
     * @param given bounds that replace the remembered ones
     * @param clamp whether a result out of bounds becomes the bound; else it is refused
     * @throws Problem 409 {@code overflow} or {@code out_of_bounds}, 400 for impossible bounds
     */
    Changed add(Tx tx, String name, BigInteger step, Bounds given, boolean clamp) {
        Name counter = new Name(tx.owner().address(), name);
        if (given.equals(Bounds.NONE)
                && step.bitLength() < Long.SIZE
                && !toLookAt.contains(counter)) {
            Optional<Changed> added = add(tx, name, step.longValueExact());
            if (added.isPresent()) {
                return added.get();
            }
        }
        Optional<Counter> before = get(tx, tx.owner().address(), name);
        if (before.isPresent()) {
            if (toLookAt.size() >= MOST_REMEMBERED) {
                toLookAt.clear();
            }
            toLookAt.add(counter);
        }
        Bounds bounds = given.over(before.map(Counter::bounds).orElse(Bounds.NONE));
        long previous = before.map(Counter::value).orElse(0L);
        BigInteger result = BigInteger.valueOf(previous).add(step);
        Changed changed = set(tx, name, before, result, bounds, clamp);
        if (bounds.equals(Bounds.NONE)) {
            toLookAt.remove(counter);
        }
        return changed;
    }

    /** One statement; empty if there is no such counter, or one that has to be looked at first. */
    private static Optional<Changed> add(Tx tx, String name, long step) {
        return tx.change(
                        ADD,
                        row -> row.number(1),
                        step,
                        tx.now(),
                        tx.owner().address(),
                        name,
                        step < 0 ? Long.MIN_VALUE - step : Long.MIN_VALUE,
                        step < 0 ? Long.MAX_VALUE : Long.MAX_VALUE - step)
                .map(value -> new Changed(name, value, value - step, false));
    }

    /** Sets a counter to a value, or to the bound next to it. */
    Changed reset(Tx tx, String name, long value) {
        Optional<Counter> before = get(tx, tx.owner().address(), name);
        Bounds bounds = before.map(Counter::bounds).orElse(Bounds.NONE);
        return set(tx, name, before, BigInteger.valueOf(value), bounds, true);
    }

    private Changed set(
            Tx tx,
            String name,
            Optional<Counter> before,
            BigInteger result,
            Bounds bounds,
            boolean clamp) {
        BigInteger within = bounds.clamp(result);
        long previous = before.map(Counter::value).orElse(0L);
        boolean capped = !within.equals(result);
        if (capped && !clamp) {
            throw refused(
                    OUT_OF_BOUNDS,
                    "The result would be out of the counter's bounds; nothing was changed.",
                    name,
                    previous,
                    bounds);
        }
        if (within.bitLength() >= Long.SIZE) {
            throw refused(
                    OVERFLOW,
                    "The result would not fit into 64 bits; nothing was changed.",
                    name,
                    previous,
                    bounds);
        }
        if (before.isEmpty()) {
            quota.require(tx, 1, bytes(name));
        }
        tx.update(
                """
                insert into counter (owner, name, value, min, max, created_at, updated_at)
                values (?, ?, ?, ?, ?, ?, ?)
                on conflict (owner, name) do update set
                    value = excluded.value, min = excluded.min, max = excluded.max,
                    updated_at = excluded.updated_at\
                """,
                tx.owner().address(),
                name,
                within.longValueExact(),
                bounds.min().orElse(null),
                bounds.max().orElse(null),
                tx.now(),
                tx.now());
        if (before.isEmpty()) {
            quota.take(tx, 1, bytes(name));
        }
        return new Changed(name, within.longValueExact(), previous, capped);
    }

    private static Problem refused(
            ErrorCode code, String detail, String name, long value, Bounds bounds) {
        Problem problem = new Problem(code, detail).with("name", name).with("value", value);
        if (bounds.min().isPresent()) {
            problem = problem.with("min", bounds.min().get());
        }
        return bounds.max().isPresent() ? problem.with("max", bounds.max().get()) : problem;
    }

    /** Counters below a prefix after a name, in the order of their names' UTF-8 bytes. */
    List<Counter> list(Tx tx, String owner, String prefix, Optional<String> after, int limit) {
        return tx.all(
                "select "
                        + COLUMNS
                        + """
                         from counter
                        where owner = ? and name >= ? and name < ? and name > ?
                        order by name limit ?\
                        """,
                Counters::counter,
                owner,
                prefix,
                Prefix.end(prefix),
                after.orElse(""),
                limit);
    }

    /** False if there was none. */
    boolean delete(Tx tx, String name) {
        int gone =
                tx.update(
                        "delete from counter where owner = ? and name = ?",
                        tx.owner().address(),
                        name);
        quota.add(tx, -gone, -gone * bytes(name));
        return gone > 0;
    }

    static long bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
