package dev.coffer.state.counter;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Cursor;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What the counter endpoints take. */
final class CounterInputs {

    private static final Field<String> NAME =
            Field.text("name", 1, Limits.COUNTER_NAME_CHARS, "The counter's name.");
    private static final Field<Long> STEP =
            Field.whole("step", Long.MIN_VALUE, Long.MAX_VALUE, "By how much; 64 bits.").orElse(1L);
    private static final Field<Optional<Long>> MIN =
            Field.whole(
                            "min",
                            Long.MIN_VALUE,
                            Long.MAX_VALUE,
                            "The least value, remembered for every later change.")
                    .optional();
    private static final Field<Optional<Long>> MAX =
            Field.whole(
                            "max",
                            Long.MIN_VALUE,
                            Long.MAX_VALUE,
                            "The greatest value, remembered for every later change.")
                    .optional();
    private static final Field<String> ON_BOUND =
            Field.choice(
                            "onBound",
                            List.of("clamp", "reject"),
                            "What becomes of a result out of bounds: the bound, or 409.")
                    .orElse("clamp");
    private static final Field<Long> RESET_TO =
            Field.whole("resetTo", Long.MIN_VALUE, Long.MAX_VALUE, "The new value.").orElse(0L);
    private static final Field<String> PREFIX =
            Field.text("prefix", 0, Limits.COUNTER_NAME_CHARS, "Only names that begin with it.")
                    .orElse("");
    private static final Field<Long> LIMIT =
            Field.whole("limit", 1, Limits.PAGE_MAX, "Entries of the page at most.")
                    .orElse((long) Limits.PAGE_DEFAULT);
    private static final Field<String> LIMITER =
            Field.text(
                    "name",
                    1,
                    Limits.COUNTER_NAME_CHARS,
                    "The limiter's name; limiters and counters do not share theirs.");
    private static final Field<Long> CAPACITY =
            Field.whole("capacity", 1, Limits.LIMITER_CAPACITY, "Units that can be taken at once.");
    private static final Field<BigDecimal> REFILL =
            Field.decimal(
                    "refillPerSecond",
                    new BigDecimal("0.000001"),
                    BigDecimal.valueOf(Limits.LIMITER_REFILL_PER_SECOND),
                    Limiters.RATE_DIGITS,
                    "Units that come back in a second.");
    private static final Field<Long> COST =
            Field.whole(
                            "cost",
                            0,
                            Limits.LIMITER_CAPACITY,
                            "Units to take, all or none; 0 only looks.")
                    .orElse(1L);

    record Add(String name, long step, Bounds bounds, boolean clamp) {}

    record Reset(String name, long value) {}

    record ListCounters(String prefix, int limit, Optional<String> after) {}

    record Take(String name, Limiters.Rule rule, long cost) {}

    private CounterInputs() {}

    static Shape<Add> add() {
        return Shape.of(
                in ->
                        new Add(
                                in.get(NAME),
                                in.get(STEP),
                                new Bounds(in.get(MIN), in.get(MAX)).over(Bounds.NONE),
                                in.get(ON_BOUND).equals("clamp")),
                NAME,
                STEP,
                MIN,
                MAX,
                ON_BOUND);
    }

    static Shape<String> name() {
        return Shape.of(in -> in.get(NAME), NAME);
    }

    static Shape<Reset> reset() {
        return Shape.of(in -> new Reset(in.get(NAME), in.get(RESET_TO)), NAME, RESET_TO);
    }

    static Shape<ListCounters> list() {
        return Shape.of(
                in ->
                        new ListCounters(
                                in.get(PREFIX),
                                in.get(LIMIT).intValue(),
                                in.get(Cursor.FIELD)
                                        .map(cursor -> Cursor.parts(cursor, 1).getFirst())),
                PREFIX,
                LIMIT,
                Cursor.FIELD);
    }

    static Shape<Take> take() {
        return Shape.of(
                in -> {
                    if (in.get(COST) > in.get(CAPACITY)) {
                        throw Problem.invalid(
                                "cost",
                                "must not be above the capacity: it would never be allowed");
                    }
                    return new Take(
                            in.get(LIMITER),
                            Limiters.Rule.of(in.get(CAPACITY), in.get(REFILL)),
                            in.get(COST));
                },
                LIMITER,
                CAPACITY,
                REFILL,
                COST);
    }
}
