package dev.coffer.tool.math;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.math.BigInteger;
import java.util.Optional;

/** Factorials, permutations and combinations, with all their digits. */
final class Counting {

    private static final int MOST = 170;

    record Wanted(long n, String operation, Optional<Long> r) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.whole("n", 0, MOST, "Of how many."),
                        Texts.choice(
                                "operation",
                                "What to compute.",
                                "factorial",
                                "double_factorial",
                                "permutation",
                                "combination"),
                        Field.whole("r", 0, MOST, "How many are taken; at most n.").optional());
    }

    record Counted(long n, String operation, BigInteger result, String formula, Optional<Long> r) {}

    private Counting() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/math/factorial",
                Wanted.SHAPE,
                Counted.class,
                "Computes factorials, permutations and combinations exactly.",
                "{\"n\": 5, \"operation\": \"combination\", \"r\": 2}",
                Counting::counted);
    }

    private static Counted counted(Wanted in) {
        long n = in.n();
        return switch (in.operation()) {
            case "factorial" -> told(in, product(1, n, 1), n + "!");
            case "double_factorial" -> told(in, product(n % 2 == 0 ? 2 : 1, n, 2), n + "!!");
            case "permutation" ->
                    told(
                            in,
                            product(n - r(in) + 1, n, 1),
                            "P(%d,%d) = %d!/(%d-%d)!".formatted(n, r(in), n, n, r(in)),
                            r(in));
            default ->
                    told(
                            in,
                            product(n - r(in) + 1, n, 1).divide(product(1, r(in), 1)),
                            "C(%d,%d) = %d!/(%d!(%d-%d)!)".formatted(n, r(in), n, r(in), n, r(in)),
                            r(in));
        };
    }

    private static long r(Wanted in) {
        return in.r()
                .filter(r -> r <= in.n())
                .orElseThrow(() -> Problem.invalid("r", "is required, and at most `n`"));
    }

    private static Counted told(Wanted in, BigInteger result, String formula) {
        return new Counted(in.n(), in.operation(), result, formula, Optional.empty());
    }

    private static Counted told(Wanted in, BigInteger result, String formula, long r) {
        return new Counted(in.n(), in.operation(), result, formula, Optional.of(r));
    }

    private static BigInteger product(long from, long to, int step) {
        BigInteger product = BigInteger.ONE;
        for (long i = from; i <= to; i += step) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return product;
    }
}
