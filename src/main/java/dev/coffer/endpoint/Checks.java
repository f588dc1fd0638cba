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
        if (value.length() < minChars || value.length() > maxChars) {
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

    static long whole(String name, long min, long max, String value) {
        // Digits of ASCII only: Long.parseLong takes a plus sign and every script's digits too.
        int start = value.startsWith("-") ? 1 : 0;
        boolean digits = value.chars().skip(start).allMatch(c -> c >= '0' && c <= '9');
        try {
            if (digits) {
                long number = Long.parseLong(value);
                if (number >= min && number <= max) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // The same text as for a number out of bounds: a long is the widest bound there is.
        }
        throw Problem.invalid(name, wholeRule(min, max));
    }

    static String wholeRule(long min, long max) {
        return "must be a whole number from %d to %d".formatted(min, max);
    }

    /** Only what JSON calls a number: the constructor takes other digits too. */
    static BigDecimal decimal(
            String name, String rule, BigDecimal min, BigDecimal max, int digits, String value) {
        try {
            if (value.length() <= DECIMAL_CHARS && DECIMAL.matcher(value).matches()) {
                BigDecimal number = new BigDecimal(value);
                if (number.compareTo(min) >= 0
                        && number.compareTo(max) <= 0
                        && number.stripTrailingZeros().scale() <= digits) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // An exponent beyond all bounds.
        }
        throw Problem.invalid(name, rule);
    }
}
