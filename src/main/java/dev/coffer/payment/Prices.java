package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Sold;
import dev.coffer.endpoint.Tier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What each tier costs in each asset. Visible at {@code GET /api/prices}. */
public final class Prices {

    private static final List<String> NAMES =
            Arrays.stream(Tier.values()).map(Tier::label).toList();

    /** Of each tier a price in each asset, in the order of an offer. */
    private final Map<Tier, List<Price>> tiers;

    private final Deposits deposits;

    private Prices(Map<Tier, List<Price>> tiers, Deposits deposits) {
        this.tiers = tiers;
        this.deposits = deposits;
    }

    /** The plan's prices; STX and the dollars alike, sBTC a thousandth. */
    public static Prices defaults() {
        Map<Tier, List<Price>> tiers = new EnumMap<>(Tier.class);
        tiers.put(Tier.SIMPLE, tier("0.001", "0.000001"));
        tiers.put(Tier.AI, tier("0.003", "0.000003"));
        tiers.put(Tier.HEAVY_AI, tier("0.01", "0.00001"));
        tiers.put(Tier.STORAGE_READ, tier("0.0005", "0.0000005"));
        tiers.put(Tier.STORAGE_WRITE, tier("0.001", "0.000001"));
        tiers.put(Tier.STORAGE_WRITE_LARGE, tier("0.005", "0.000005"));
        tiers.put(Tier.STORAGE_AI, tier("0.003", "0.000003"));
        return new Prices(tiers, Deposits.ANY);
    }

    private static List<Price> tier(String stxAndDollars, String sbtc) {
        return List.of(
                new Price(Asset.STX, Asset.STX.units(stxAndDollars)),
                new Price(Asset.SBTC, Asset.SBTC.units(sbtc)),
                new Price(Asset.USDCX, Asset.USDCX.units(stxAndDollars)),
                new Price(Asset.USDC, Asset.USDC.units(stxAndDollars)));
    }

    /** From a {@link #table}; what this version does not know of it is left out. */
    static Prices of(Map<String, Map<String, String>> table) {
        Map<Tier, List<Price>> tiers = new EnumMap<>(Tier.class);
        for (Tier tier : Tier.values()) {
            List<Price> prices = new ArrayList<>();
            table.getOrDefault(tier.label(), Map.of())
                    .forEach((symbol, coins) ->
                            Asset.named(symbol)
                                    .ifPresent(a -> prices.add(new Price(a, a.units(coins)))));
            tiers.put(tier, List.copyOf(prices));
        }
        return new Prices(tiers, Deposits.ANY);
    }

    /** The same in these assets alone: what nobody can be paid in is not offered. */
    public Prices in(Set<Asset> taken) {
        Map<Tier, List<Price>> kept = new EnumMap<>(tiers);
        kept.replaceAll((_, of) -> of.stream().filter(p -> taken.contains(p.asset())).toList());
        return new Prices(kept, deposits);
    }

    /** The same, with other bounds of deposits. */
    public Prices with(Deposits others) {
        return new Prices(tiers, others);
    }

    public Deposits deposits() {
        return deposits;
    }

    /** What is offered and taken for a call that costs one of these. */
    public List<Price> payable(List<Price> costs) {
        return deposits.payable(costs);
    }

    /** In which assets there are prices, in the order of an offer. */
    public List<Asset> assets() {
        return of(Tier.SIMPLE, Optional.empty()).stream().map(Price::asset).toList();
    }

    /**
     * An asset that a caller named.
     *
     * @throws Problem 400 if there is no price in it
     */
    public Asset taken(Asset asset) {
        if (!assets().contains(asset)) {
            throw Asset.notTaken();
        }
        return asset;
    }

    /**
     * Other prices, each as {@code <tier>.<asset>=<coins>}: {@code storage_write.STX=0.002}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public Prices with(List<String> settings) {
        Map<Tier, List<Price>> changed = new EnumMap<>(tiers);
        for (String setting : settings) {
            String[] parts = setting.split("[.=]", 3);
            if (parts.length != 3 || !NAMES.contains(parts[0])) {
                throw new IllegalArgumentException(
                        "not <tier>.<asset>=<amount>: %s; tiers: %s".formatted(setting, NAMES));
            }
            Tier tier = Tier.valueOf(parts[0].toUpperCase(Locale.ROOT));
            try {
                Asset asset = Asset.named(parts[1]).orElseThrow();
                Price other = new Price(asset, asset.units(parts[2]));
                changed.computeIfPresent(
                        tier,
                        (_, of) -> of.stream().map(p -> p.asset() == asset ? other : p).toList());
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("not a price: " + setting, e);
            }
        }
        return new Prices(changed, deposits);
    }

    /** The price in each asset, the named one first. */
    public List<Price> of(Tier tier, Optional<Asset> first) {
        List<Price> prices = tiers.getOrDefault(tier, List.of());
        if (first.isEmpty() || prices.isEmpty() || prices.getFirst().asset() == first.get()) {
            return prices;
        }
        List<Price> ordered = new ArrayList<>(prices);
        ordered.sort(Comparator.comparing(price -> price.asset() != first.get()));
        return ordered;
    }

    /** The price in one asset, for nothing where there is none in it. */
    long of(Tier tier, Asset asset) {
        for (Price price : tiers.getOrDefault(tier, List.of())) {
            if (price.asset() == asset) {
                return price.amount();
            }
        }
        return 0;
    }

    /** What is sold costs together, in each asset in which all of it has a price. */
    public List<Price> of(List<Sold> sold, Optional<Asset> first) {
        if (sold.size() == 1) {
            return of(sold.getFirst().tier(), first);
        }
        List<Tier> each = sold.stream().map(Sold::tier).distinct().toList();
        return anything(first).stream()
                .map(Price::asset)
                .filter(asset -> each.stream().allMatch(tier -> isIn(tier, asset)))
                .map(asset -> Bill.of(this, sold, asset).sum())
                .toList();
    }

    private boolean isIn(Tier tier, Asset asset) {
        return of(tier, Optional.empty()).stream().anyMatch(p -> p.asset() == asset);
    }

    /** Any amount at all, of each asset, the named one first. */
    public List<Price> anything(Optional<Asset> first) {
        return of(Tier.SIMPLE, first).stream().map(p -> new Price(p.asset(), 0)).toList();
    }

    /** The table as {@code GET /api/prices} shows it: whole coins as decimal texts. */
    public Map<String, Map<String, String>> table() {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        table.put("free", coins(anything(Optional.empty())));
        tiers.forEach((tier, of) -> table.put(tier.label(), coins(of)));
        return table;
    }

    private static Map<String, String> coins(List<Price> of) {
        Map<String, String> row = new LinkedHashMap<>();
        of.forEach(p -> row.put(p.asset().symbol(), p.asset().coins(p.amount())));
        return row;
    }
}
