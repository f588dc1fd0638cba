package dev.coffer.endpoint;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Whether a text is what a field takes: the same for JSON's and a query's. */
final class Checks {

    private static final int DECIMAL_CHARS = 64;
    private static final Pattern DECIMAL =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private Checks() {}

    static String text(String name, int minChars, int maxChars, String value) {
        int chars = value.codePointCount(0, value.length());
        if (chars < minChars || chars > maxChars) {
            throw Problem.invalid(
                    name, "must have %d to %d characters".formatted(minChars, maxChars));
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                throw Problem.invalid(name, "must not contain NUL");
            }
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < value.length()
                                && Character.isLowSurrogate(value.charAt(i + 1));
                if (!pair) {
                    throw Problem.invalid(name, "must be well-formed Unicode");
                }
                i++;
            }
        }
        return value;
    }

    /** JSON has one kind of number: 3600.0 and 36e2 are whole, too. */
    static long whole(String name, long min, long max, String value) {
        String rule = wholeRule(min, max);
        try {
            return decimal(name, rule, BigDecimal.valueOf(min), BigDecimal.valueOf(max), value)
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw Problem.invalid(name, rule);
        }
    }

    /** What JSON calls a whole number; beyond a long's bounds, those. */
    static long anyWhole(String name, String rule, String value) {
        BigDecimal least = BigDecimal.valueOf(Long.MIN_VALUE);
        BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE);
        try {
            if (value.length() <= DECIMAL_CHARS && DECIMAL.matcher(value).matches()) {
                BigDecimal number = new BigDecimal(value);
                if (number.stripTrailingZeros().scale() <= 0) {
                    return number.max(least).min(most).longValueExact();
                }
            }
        } catch (NumberFormatException e) {
            // An exponent beyond all bounds.
        }
        throw Problem.invalid(name, rule);
    }

    /** In a query, where nothing but text is, only digits are a whole number. */
    static long digits(String name, long min, long max, String value) {
        return whole(name, min, max, digitsAlone(name, wholeRule(min, max), value));
    }

    static String digitsAlone(String name, String rule, String value) {
        if (value.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
            throw Problem.invalid(name, rule);
        }
        return value;
    }

    static String wholeRule(long min, long max) {
        return "must be a whole number from %d to %d".formatted(min, max);
    }

    /** Only what JSON calls a number: the constructor takes other digits too. */
    static BigDecimal decimal(
            String name, String rule, BigDecimal min, BigDecimal max, String value) {
        try {
            if (value.length() <= DECIMAL_CHARS && DECIMAL.matcher(value).matches()) {
                BigDecimal number = new BigDecimal(value);
                if (number.compareTo(min) >= 0 && number.compareTo(max) <= 0) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // An exponent beyond all bounds.
        }
        throw Problem.invalid(name, rule);
    }
}
