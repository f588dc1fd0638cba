package dev.coffer.tool.math;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** What divides several numbers, and what they divide. */
final class Divisors {

    record Told(List<BigInteger> numbers, BigInteger gcd, BigInteger lcm, boolean coprime) {}

    private static final BigDecimal MOST = BigDecimal.valueOf((1L << 53) - 1);

    private Divisors() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/math/gcd-lcm",
                Shape.of(
                        numbers -> numbers,
                        Lists.numbers(
                                        "numbers",
                                        2,
                                        100,
                                        BigDecimal.ONE,
                                        MOST,
                                        "Positive whole numbers.")
                                .map(Divisors::whole)),
                Told.class,
                "Computes the greatest common divisor and the least common multiple.",
                "{\"numbers\": [12, 18]}",
                Divisors::told);
    }

    private static List<BigInteger> whole(List<BigDecimal> numbers) {
        try {
            return numbers.stream().map(BigDecimal::toBigIntegerExact).toList();
        } catch (ArithmeticException e) {
            throw Problem.invalid("numbers", "must be whole numbers");
        }
    }

    private static Told told(List<BigInteger> numbers) {
        BigInteger gcd = BigInteger.ZERO;
        BigInteger lcm = BigInteger.ONE;
        for (BigInteger number : numbers) {
            gcd = gcd.gcd(number);
            lcm = lcm.divide(lcm.gcd(number)).multiply(number);
            if (lcm.compareTo(MOST.toBigInteger()) > 0) {
                throw Problem.invalid(
                        "numbers", "must have a least common multiple of at most " + MOST);
            }
        }
        return new Told(numbers, gcd, lcm, gcd.equals(BigInteger.ONE));
    }
}
