package dev.coffer.tool.math;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Toolbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Primes and factors, by division up to the root: 31,623 steps at most. */
final class Primes {

    record Told(
            long number,
            boolean isPrime,
            List<Long> factors,
            List<Long> primeFactors,
            long nextPrime,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Long> previousPrime) {}

    private Primes() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/math/prime-check",
                Shape.of(
                        number -> number,
                        Field.whole("number", 1, MathLimits.PRIME_MOST.value(), "A whole number.")),
                Told.class,
                "Says whether a number is prime, its factors, and the primes next to it.",
                "{\"number\": 97}",
                Primes::told);
    }

    private static Told told(long number) {
        long next = number + 1;
        while (!isPrime(next)) {
            next++;
        }
        long previous = number - 1;
        while (previous > 1 && !isPrime(previous)) {
            previous--;
        }
        return new Told(
                number,
                isPrime(number),
                factors(number),
                primeFactors(number),
                next,
                previous > 1 ? Optional.of(previous) : Optional.empty());
    }

    private static boolean isPrime(long number) {
        if (number < 4) {
            return number > 1;
        }
        for (long d = 2; d * d <= number; d += d == 2 ? 1 : 2) {
            if (number % d == 0) {
                return false;
            }
        }
        return true;
    }

    private static List<Long> factors(long number) {
        List<Long> small = new ArrayList<>();
        List<Long> large = new ArrayList<>();
        for (long d = 1; d * d <= number; d++) {
            if (number % d == 0) {
                small.add(d);
                if (d != number / d) {
                    large.add(number / d);
                }
            }
        }
        small.addAll(large.reversed());
        return small;
    }

    private static List<Long> primeFactors(long number) {
        List<Long> factors = new ArrayList<>();
        long rest = number;
        for (long d = 2; d * d <= rest; d++) {
            while (rest % d == 0) {
                factors.add(d);
                rest /= d;
            }
        }
        if (rest > 1) {
            factors.add(rest);
        }
        return factors;
    }
}
