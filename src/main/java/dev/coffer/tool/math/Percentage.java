package dev.coffer.tool.math;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Figures;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;

/** Percentages. */
final class Percentage {

    record Wanted(
            String operation,
            Optional<BigDecimal> value,
            Optional<BigDecimal> percent,
            Optional<BigDecimal> from,
            Optional<BigDecimal> to) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.choice(
                                "operation",
                                List.of("of", "change", "increase", "decrease", "what_percent"),
                                "percent of value; the change from to; value increased or decreased by percent; what percent value is of from."),
                        Figures.field("value", "A number.").optional(),
                        Figures.field("percent", "A number of percent.").optional(),
                        Figures.field("from", "The number before, or the whole.").optional(),
                        Figures.field("to", "The number after.").optional());
    }

    record Result(String operation, BigDecimal result, String explanation) {}

    private static final MathContext DIGITS = MathContext.DECIMAL128;
    private static final int PLACES = 6;

    private Percentage() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/math/percentage",
                Wanted.SHAPE,
                Result.class,
                "Computes percentages, and changes in percent.",
                "{\"operation\": \"of\", \"percent\": 15, \"value\": 80}",
                Percentage::result);
    }

    private static Result result(Wanted in) {
        return switch (in.operation()) {
            case "of" -> {
                BigDecimal percent = required("percent", in.percent());
                BigDecimal value = required("value", in.value());
                yield told(
                        in,
                        value.multiply(percent, DIGITS).movePointLeft(2),
                        "%s%% of %s is ",
                        percent,
                        value);
            }
            case "change" -> {
                BigDecimal from = notZero(in.from());
                BigDecimal to = required("to", in.to());
                yield told(
                        in,
                        percent(to.subtract(from, DIGITS), from.abs()),
                        "from %s to %s changes by percent: ",
                        from,
                        to);
            }
            case "what_percent" -> {
                BigDecimal from = notZero(in.from());
                BigDecimal value = required("value", in.value());
                yield told(in, percent(value, from), "%s of %s is, in percent, ", value, from);
            }
            default -> {
                BigDecimal value = required("value", in.value());
                BigDecimal percent = required("percent", in.percent());
                BigDecimal part = value.multiply(percent, DIGITS).movePointLeft(2);
                yield in.operation().equals("increase")
                        ? told(
                                in,
                                value.add(part, DIGITS),
                                "%s increased by %s%% is ",
                                value,
                                percent)
                        : told(
                                in,
                                value.subtract(part, DIGITS),
                                "%s decreased by %s%% is ",
                                value,
                                percent);
            }
        };
    }

    private static BigDecimal percent(BigDecimal part, BigDecimal of) {
        return part.movePointRight(2).divide(of, DIGITS);
    }

    private static Result told(
            Wanted in, BigDecimal exact, String says, BigDecimal a, BigDecimal b) {
        BigDecimal result = Figures.rounded(Figures.inReach(exact), PLACES);
        return new Result(in.operation(), result, says.formatted(a, b) + result);
    }

    private static BigDecimal required(String field, Optional<BigDecimal> value) {
        return value.orElseThrow(() -> Problem.invalid(field, "is required for that operation"));
    }

    private static BigDecimal notZero(Optional<BigDecimal> from) {
        BigDecimal value = required("from", from);
        if (value.signum() == 0) {
            throw Problem.invalid("from", "must not be 0");
        }
        return value;
    }
}
