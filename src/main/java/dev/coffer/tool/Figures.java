package dev.coffer.tool;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Numbers as tools take and give them: decimal, within what a double reaches, with as many digits
 * as there are.
 */
public final class Figures {

    /** The largest number, either way: what any reader of JSON can hold. */
    public static final BigDecimal MOST = new BigDecimal("1E+308");

    /** What is nearer to zero is zero: its digits would be more than anybody has memory for. */
    private static final int LEAST_EXPONENT = -400;

    private Figures() {}

    public static Field<BigDecimal> field(String name, String says) {
        return Field.decimal(name, MOST.negate(), MOST, says).map(Figures::held);
    }

    /** The number, or zero where it is next to nothing. */
    public static BigDecimal held(BigDecimal number) {
        return number.precision() - number.scale() < LEAST_EXPONENT ? BigDecimal.ZERO : number;
    }

    /** With so many decimal places and no zeros behind them, whole numbers written out. */
    public static BigDecimal rounded(BigDecimal number, int places) {
        return whole(held(number).setScale(places, RoundingMode.HALF_UP));
    }

    /** The same with all its places. */
    public static BigDecimal whole(BigDecimal number) {
        BigDecimal shown = number.stripTrailingZeros();
        return shown.scale() < 0 ? shown.setScale(0) : shown;
    }

    /**
     * A result that any reader of JSON can hold.
     *
     * @throws Problem 400 if it is out of reach
     */
    public static BigDecimal inReach(BigDecimal number) {
        if (Double.isInfinite(number.doubleValue())) {
            throw new Problem(
                    ErrorCode.INVALID_INPUT, "The result is out of reach: more than 1.79e308.");
        }
        return number;
    }
}
