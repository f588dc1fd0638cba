package dev.coffer.tool.math;

import dev.coffer.tool.Figures;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * What is computed in decimal: sums, products and whole powers with all digits that a double's
 * reach allows, roots to sixty, angles and logarithms as exact as a double. Whatever is beyond that
 * reach is an {@link ArithmeticException} with a text for the caller.
 */
final class Arithmetic {

    static final Map<String, BigDecimal> CONSTANTS =
            Map.of(
                    "pi", new BigDecimal("3.14159265358979323846264338327950288419716939937511"),
                    "e", new BigDecimal("2.71828182845904523536028747135266249775724709369996"));

    private static final BigDecimal HALF = new BigDecimal("0.5");

    static final Map<String, UnaryOperator<BigDecimal>> FUNCTIONS =
            Map.ofEntries(
                    Map.entry("sqrt", Arithmetic::sqrt),
                    Map.entry("sin", x -> inDouble(Math::sin, x)),
                    Map.entry("cos", x -> inDouble(Math::cos, x)),
                    Map.entry("tan", x -> inDouble(Math::tan, x)),
                    Map.entry("log", x -> inDouble(Math::log10, x)),
                    Map.entry("ln", x -> inDouble(Math::log, x)),
                    Map.entry("abs", BigDecimal::abs),
                    Map.entry("floor", x -> x.setScale(0, RoundingMode.FLOOR)),
                    Map.entry("ceil", x -> x.setScale(0, RoundingMode.CEILING)),
                    Map.entry("round", x -> x.add(HALF).setScale(0, RoundingMode.FLOOR)));

    /** As many digits as the largest number has before its point, and as many behind. */
    private static final MathContext EXACT = new MathContext(700);

    private static final MathContext DIVIDED = new MathContext(120);
    private static final MathContext ROOT = new MathContext(60);

    /** The exponent of the largest number. */
    private static final int REACH = 309;

    private static final int MOST_POWER = 999_999_999;

    private Arithmetic() {}

    static BigDecimal infix(String operator, BigDecimal a, BigDecimal b) {
        return held(
                switch (operator) {
                    case "+" -> a.add(b, EXACT);
                    case "-" -> a.subtract(b, EXACT);
                    case "*" -> a.multiply(b, EXACT);
                    case "/" -> a.divide(divisor(b), DIVIDED);
                    case "%" -> a.remainder(divisor(b));
                    case "^" -> power(a, b);
                    default -> throw new ArithmeticException("there is no " + operator);
                });
    }

    /** The number, if it is within reach. */
    static BigDecimal held(BigDecimal number) {
        if ((long) number.precision() - number.scale() > REACH) {
            throw new ArithmeticException("it gets larger than 1.79e308");
        }
        return Figures.held(number);
    }

    private static BigDecimal divisor(BigDecimal number) {
        if (number.signum() == 0) {
            throw new ArithmeticException("it divides by zero");
        }
        return number;
    }

    private static BigDecimal sqrt(BigDecimal x) {
        if (x.signum() < 0) {
            throw new ArithmeticException("it takes the root of a negative number");
        }
        return x.sqrt(ROOT);
    }

    private static BigDecimal inDouble(DoubleUnaryOperator function, BigDecimal x) {
        double value = function.applyAsDouble(x.doubleValue());
        if (!Double.isFinite(value)) {
            throw new ArithmeticException("a function has no value there");
        }
        return new BigDecimal(Double.toString(value));
    }

    private static BigDecimal power(BigDecimal base, BigDecimal exponent) {
        if (exponent.signum() == 0) {
            return BigDecimal.ONE;
        }
        if (base.signum() == 0) {
            return exponent.signum() < 0 ? divisor(base) : BigDecimal.ZERO;
        }
        double digits = exponent.doubleValue() * Math.log10(base.abs().doubleValue());
        if (digits > REACH) {
            throw new ArithmeticException("it gets larger than 1.79e308");
        }
        if (digits < -2 * REACH) {
            return BigDecimal.ZERO;
        }
        boolean whole =
                exponent.stripTrailingZeros().scale() <= 0
                        && exponent.abs().compareTo(BigDecimal.valueOf(MOST_POWER)) <= 0;
        if (!whole) {
            return inDouble(x -> Math.pow(x, exponent.doubleValue()), base);
        }
        BigDecimal power = base.pow(exponent.abs().intValueExact(), EXACT);
        return exponent.signum() > 0 ? power : BigDecimal.ONE.divide(power, DIVIDED);
    }
}
