package dev.coffer.payment;

import dev.coffer.endpoint.Problem;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How little and how much may be deposited at once, and which calls are worth a payment of their
 * own. A deposit is somebody else's money in the operator's keeping: there is no more of it than a
 * payer can lose, and no less than its transfer is worth.
 *
 * @param bounds by asset; any amount where there are none
 * @param settling what a chain takes for one payment, by asset, in its smallest unit: a call that
 *     costs less is not offered by itself
 */
public record Deposits(Map<Asset, Bounds> bounds, Map<Asset, Long> settling) {

    /** The least and the most, in smallest units. */
    public record Bounds(long least, long most) {
        public Bounds {
            if (least < 1 || most < least) {
                throw new IllegalArgumentException("a deposit's least is 1 unit to its most");
            }
        }
    }

    /** Any amount, and each call by itself: play money. */
    public static final Deposits ANY = new Deposits(Map.of(), Map.of());

    public Deposits {
        bounds = Map.copyOf(bounds);
        settling = Map.copyOf(settling);
    }

    /**
     * About 0.05 to 1 USD, with STX at 0.50 USD and bitcoin at 100,000; and what settling takes: a
     * Stacks transfer some 300 uSTX; one on Base its facilitator pays.
     */
    public static Deposits usual() {
        return ANY.with(
                List.of("STX=0.1..2", "sBTC=0.0000005..0.00001", "USDCx=0.05..1", "USDC=0.05..1"),
                List.of("STX=0.0003", "sBTC=0.00000001", "USDCx=0.0003"));
    }

    /**
     * With others, in whole coins.
     *
     * @param ranges like {@code STX=0.1..2}
     * @param costs like {@code STX=0.0003}; 0 offers every call by itself
     * @throws IllegalArgumentException with what is wrong
     */
    public Deposits with(List<String> ranges, List<String> costs) {
        Map<Asset, Bounds> others = new EnumMap<>(Asset.class);
        others.putAll(bounds);
        for (String range : ranges) {
            String[] parts = range.split("=|\\.\\.", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("not like STX=0.1..2: " + range);
            }
            others.put(
                    asset(parts[0], range),
                    new Bounds(units(parts[0], parts[1], range), units(parts[0], parts[2], range)));
        }
        Map<Asset, Long> taken = new EnumMap<>(Asset.class);
        taken.putAll(settling);
        for (String cost : costs) {
            String[] parts = cost.split("=", -1);
            if (parts.length != 2) {
                throw new IllegalArgumentException("not like STX=0.0003: " + cost);
            }
            taken.put(asset(parts[0], cost), units(parts[0], parts[1], cost));
        }
        return new Deposits(others, taken);
    }

    private static Asset asset(String symbol, String setting) {
        return Asset.named(symbol)
                .orElseThrow(() -> new IllegalArgumentException("no asset: " + setting));
    }

    private static long units(String symbol, String coins, String setting) {
        try {
            long units = asset(symbol, setting).units(coins);
            if (units >= 0) {
                return units;
            }
        } catch (ArithmeticException | NumberFormatException e) {
            // As below.
        }
        throw new IllegalArgumentException("no amount of whole coins: " + setting);
    }

    /** A deposit where nobody says how much: that, or the nearest that may be. */
    public Price near(Price usual) {
        Optional<Bounds> range = Optional.ofNullable(bounds.get(usual.asset()));
        return range.map(r ->
                        new Price(usual.asset(), Math.clamp(usual.amount(), r.least(), r.most())))
                .orElse(usual);
    }

    /**
     * Refuses a deposit that is too little or too much.
     *
     * @throws Problem 400 with the bounds
     */
    public void require(Price deposit) {
        if (near(deposit).equals(deposit)) {
            return;
        }
        Asset asset = deposit.asset();
        Bounds range = Optional.ofNullable(bounds.get(asset)).orElseThrow();
        throw Problem.invalid(
                        "amount",
                        "must be %d to %s for a deposit (%s to %s %s)"
                                .formatted(
                                        range.least(),
                                        asset.show(range.most()),
                                        asset.coins(range.least()),
                                        asset.coins(range.most()),
                                        asset.symbol()))
                .with("least", range.least())
                .with("most", range.most());
    }

    /**
     * What is offered and taken for a call that costs one of these: that, where its payment is
     * worth settling; where none is, the least deposit, whose rest is the payer's balance.
     */
    List<Price> payable(List<Price> costs) {
        List<Price> worth =
                costs.stream()
                        .filter(cost -> cost.amount() >= settling.getOrDefault(cost.asset(), 0L))
                        .toList();
        return worth.isEmpty() ? costs.stream().map(this::atLeast).toList() : worth;
    }

    private Price atLeast(Price cost) {
        return Optional.ofNullable(bounds.get(cost.asset()))
                .map(r -> new Price(cost.asset(), Math.max(cost.amount(), r.least())))
                .orElse(cost);
    }

    /** As {@code GET /api/prices} shows the bounds: in whole coins. */
    public Map<String, Map<String, String>> table(List<Asset> assets) {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        for (Asset asset : assets) {
            Optional.ofNullable(bounds.get(asset))
                    .ifPresent(range -> {
                        Map<String, String> row = new LinkedHashMap<>();
                        row.put("least", asset.coins(range.least()));
                        row.put("most", asset.coins(range.most()));
                        table.put(asset.symbol(), row);
                    });
        }
        return table;
    }
}
