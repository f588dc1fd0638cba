package dev.coffer.payment;

import dev.coffer.endpoint.Sold;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a call costs in one asset, and what for: a line for each endpoint and price, as the
 * statement has it.
 */
public record Bill(Price sum, List<Line> lines) {

    /**
     * @param price of one call, in smallest units
     */
    public record Line(String endpoint, long price, int calls) {}

    /** Of one call. */
    public static Bill of(String endpoint, Price price) {
        return new Bill(price, List.of(new Line(endpoint, price.amount(), 1)));
    }

    /** Of what is sold, by some prices. */
    public static Bill of(Prices prices, List<Sold> sold, Asset asset) {
        Map<Sold, Integer> counted = new LinkedHashMap<>();
        sold.forEach(one -> counted.merge(one, 1, Integer::sum));
        List<Line> lines = new ArrayList<>();
        long sum = 0;
        for (Map.Entry<Sold, Integer> some : counted.entrySet()) {
            long price = prices.of(some.getKey().tier(), asset);
            lines.add(new Line(some.getKey().path(), price, some.getValue()));
            sum = Math.addExact(sum, Math.multiplyExact(price, some.getValue()));
        }
        return new Bill(new Price(asset, sum), List.copyOf(lines));
    }

    /** How many calls it is for. */
    public int calls() {
        int calls = 0;
        for (Line line : lines) {
            calls += line.calls();
        }
        return calls;
    }
}
