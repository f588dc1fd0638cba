package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Figures;
import dev.coffer.tool.Instants;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;

/** A date so much later. A month from the 31st is the last day of a shorter month. */
final class DateAdd {

    private static final int MOST_MONTHS = 12_000_000;
    private static final BigDecimal MOST = BigDecimal.valueOf(10_000_000_000_000L);

    record Calendar(long years, long months) {
        static final Shape<Calendar> SHAPE =
                Shape.of(
                        Calendar::new,
                        Field.whole("years", -MOST_MONTHS / 12, MOST_MONTHS / 12, "Years to add.")
                                .orElse(0L),
                        Field.whole("months", -MOST_MONTHS, MOST_MONTHS, "Months to add.")
                                .orElse(0L));
    }

    record Span(
            BigDecimal weeks,
            BigDecimal days,
            BigDecimal hours,
            BigDecimal minutes,
            BigDecimal seconds) {
        static final Shape<Span> SHAPE =
                Shape.of(
                        Span::new,
                        amount("weeks"),
                        amount("days"),
                        amount("hours"),
                        amount("minutes"),
                        amount("seconds"));

        private static Field<BigDecimal> amount(String unit) {
            return Field.decimal(unit, MOST.negate(), MOST, "So many %s to add.".formatted(unit))
                    .map(Figures::held)
                    .orElse(BigDecimal.ZERO);
        }

        long ms() {
            return weeks.multiply(BigDecimal.valueOf(7))
                    .add(days)
                    .multiply(BigDecimal.valueOf(24))
                    .add(hours)
                    .multiply(BigDecimal.valueOf(60))
                    .add(minutes)
                    .multiply(BigDecimal.valueOf(60))
                    .add(seconds)
                    .movePointRight(3)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
        }
    }

    record Wanted(String date, Calendar calendar, Span span) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        DateText.field("date", "The date."),
                        Calendar.SHAPE,
                        Span.SHAPE);
    }

    record Added(
            long years,
            long months,
            BigDecimal weeks,
            BigDecimal days,
            BigDecimal hours,
            BigDecimal minutes,
            BigDecimal seconds) {}

    record Result(
            String original, String result, long unix, long unixMs, String utc, Added added) {}

    private DateAdd() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/util/date-add",
                Wanted.SHAPE,
                Result.class,
                "Adds to a date, or takes from it.",
                "{\"date\": \"2024-01-31\", \"months\": 1}",
                DateAdd::result);
    }

    private static Result result(Wanted in) {
        long from = DateText.ms("date", in.date(), "auto");
        Dates.Now to = Dates.Now.of(later(from, in));
        return new Result(
                Instants.iso(from), to.iso(), to.unix(), to.unixMs(), to.utc(), added(in));
    }

    private static long later(long from, Wanted in) {
        try {
            long months = 12 * in.calendar().years() + in.calendar().months();
            long ms =
                    Math.addExact(
                            Instants.at(from).plusMonths(months).toInstant().toEpochMilli(),
                            in.span().ms());
            if (Math.abs(ms) <= Instants.MOST_MS) {
                return ms;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Said below.
        }
        throw Problem.invalid("date", "must stay within 271,000 years of 1970");
    }

    private static Added added(Wanted in) {
        Span span = in.span();
        return new Added(
                in.calendar().years(),
                in.calendar().months(),
                Figures.whole(span.weeks()),
                Figures.whole(span.days()),
                Figures.whole(span.hours()),
                Figures.whole(span.minutes()),
                Figures.whole(span.seconds()));
    }
}
