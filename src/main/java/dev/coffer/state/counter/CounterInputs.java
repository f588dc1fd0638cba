package dev.coffer.state.counter;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Page;

import java.math.BigDecimal;
import java.util.List;

/** What the counter endpoints take. */
final class CounterInputs {

    private static final Field<String> NAME =
            Field.text("name", 1, CounterLimits.COUNTER_NAME_CHARS, "The counter's name.");

    /** Any number of 64 bits. */
    private static Field<Long> number(String name, String says) {
        return Field.whole(name, Long.MIN_VALUE, Long.MAX_VALUE, says);
    }

    record Add(String name, long step, Bounds bounds, boolean clamp) {
        static final Shape<Add> SHAPE =
                Shape.of(
                        Add::new,
                        NAME,
                        number("step", "By how much; 64 bits.").orElse(1L),
                        Shape.of(
                                Bounds::given,
                                number("min", "The least value, remembered for every later change.")
                                        .optional(),
                                number(
                                                "max",
                                                "The greatest value, remembered for every later change.")
                                        .optional()),
                        Field.choice(
                                        "onBound",
                                        List.of("clamp", "reject"),
                                        "What becomes of a result out of bounds: the bound, or 409.")
                                .orElse("clamp")
                                .map("clamp"::equals));
    }

    record Named(String name) {
        static final Shape<Named> SHAPE = Shape.of(Named::new, NAME);
    }

    record Reset(String name, long value) {
        static final Shape<Reset> SHAPE =
                Shape.of(Reset::new, NAME, number("resetTo", "The new value.").orElse(0L));
    }

    record ListCounters(String prefix, Page.Asked<String> page) {
        static final Shape<ListCounters> SHAPE =
                Shape.of(
                        ListCounters::new,
                        Field.text(
                                        "prefix",
                                        0,
                                        CounterLimits.COUNTER_NAME_CHARS,
                                        "Only names that begin with it.")
                                .orElse(""),
                        Page.asked(cursor -> cursor.text(0, 1)));
    }

    record Take(String name, long capacity, BigDecimal refillPerSecond, long cost) {
        static final Shape<Take> SHAPE =
                Shape.of(
                        Take::new,
                        Field.text(
                                "name",
                                1,
                                CounterLimits.COUNTER_NAME_CHARS,
                                "The limiter's name; limiters and counters do not share theirs."),
                        Field.whole(
                                "capacity",
                                1,
                                CounterLimits.LIMITER_CAPACITY.value(),
                                "Units that can be taken at once."),
                        Field.decimal(
                                "refillPerSecond",
                                new BigDecimal("0.000001"),
                                BigDecimal.valueOf(CounterLimits.LIMITER_REFILL_PER_SECOND.value()),
                                "Units that come back in a second."),
                        Field.whole(
                                        "cost",
                                        0,
                                        CounterLimits.LIMITER_CAPACITY.value(),
                                        "Units to take, all or none; 0 only looks.")
                                .orElse(1L));

        Take {
            if (cost > capacity) {
                throw Problem.invalid(
                        "cost", "must not be above the capacity: it would never be allowed");
            }
        }

        Limiters.Rule rule() {
            return Limiters.Rule.of(capacity, refillPerSecond);
        }
    }

    private CounterInputs() {}
}
