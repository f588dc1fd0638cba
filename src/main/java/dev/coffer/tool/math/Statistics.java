package dev.coffer.tool.math;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Figures;
import dev.coffer.tool.Toolbox;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is said of numbers as a whole. Quartiles are interpolated (type 7 of Hyndman and Fan). */
final class Statistics {

    record Quartiles(BigDecimal q1, BigDecimal q2, BigDecimal q3, BigDecimal iqr) {}

    record Described(
            int count,
            BigDecimal sum,
            BigDecimal mean,
            BigDecimal median,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<List<BigDecimal>> mode,
            BigDecimal min,
            BigDecimal max,
            BigDecimal range,
            BigDecimal variance,
            BigDecimal standardDeviation,
            Quartiles quartiles) {}

    private static final MathContext DIGITS = new MathContext(60);
    private static final int PLACES = 6;

    private Statistics() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/math/statistics",
                Shape.of(
                        numbers -> numbers,
                        Lists.numbers(
                                "numbers",
                                1,
                                MathLimits.STATISTICS_NUMBERS.whole(),
                                Figures.MOST.negate(),
                                Figures.MOST,
                                "The numbers.")),
                Described.class,
                "Describes numbers: mean, median, mode, variance, quartiles.",
                "{\"numbers\": [1, 2, 2, 5]}",
                Statistics::described);
    }

    private static Described described(List<BigDecimal> numbers) {
        List<BigDecimal> sorted = numbers.stream().map(Figures::held).sorted().toList();
        BigDecimal count = BigDecimal.valueOf(sorted.size());
        BigDecimal sum = sum(sorted);
        BigDecimal mean = sum.divide(count, DIGITS);
        BigDecimal variance =
                sum(sorted.stream().map(x -> x.subtract(mean, DIGITS).pow(2, DIGITS)).toList())
                        .divide(count, DIGITS);
        BigDecimal q1 = quartile(sorted, 1);
        BigDecimal median = quartile(sorted, 2);
        BigDecimal q3 = quartile(sorted, 3);
        return new Described(
                sorted.size(),
                shown(sum),
                shown(mean),
                shown(median),
                mode(sorted),
                Figures.whole(sorted.getFirst()),
                Figures.whole(sorted.getLast()),
                Figures.whole(sorted.getLast().subtract(sorted.getFirst(), DIGITS)),
                shown(variance),
                shown(variance.sqrt(DIGITS)),
                new Quartiles(
                        Figures.whole(q1),
                        Figures.whole(median),
                        Figures.whole(q3),
                        Figures.whole(q3.subtract(q1, DIGITS))));
    }

    private static BigDecimal shown(BigDecimal number) {
        return Figures.rounded(number, PLACES);
    }

    private static BigDecimal sum(List<BigDecimal> numbers) {
        return numbers.stream().reduce(BigDecimal.ZERO, (a, b) -> a.add(b, DIGITS));
    }

    private static BigDecimal quartile(List<BigDecimal> sorted, int quarter) {
        int quarters = (sorted.size() - 1) * quarter;
        BigDecimal low = sorted.get(quarters / 4);
        BigDecimal high = sorted.get(Math.min(quarters / 4 + 1, sorted.size() - 1));
        BigDecimal part = BigDecimal.valueOf(quarters % 4).divide(BigDecimal.valueOf(4));
        return low.add(high.subtract(low, DIGITS).multiply(part, DIGITS), DIGITS);
    }

    /** The most frequent ones; none where several numbers are there and each is once. */
    private static Optional<List<BigDecimal>> mode(List<BigDecimal> sorted) {
        Map<BigDecimal, Integer> times = new TreeMap<>();
        sorted.forEach(x -> times.merge(x, 1, Integer::sum));
        int most = times.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (most == 1 && sorted.size() > 1) {
            return Optional.empty();
        }
        return Optional.of(
                times.entrySet().stream()
                        .filter(e -> e.getValue() == most)
                        .map(e -> Figures.whole(e.getKey()))
                        .toList());
    }
}
