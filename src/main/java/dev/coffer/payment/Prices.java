package dev.coffer.payment;

import dev.coffer.endpoint.Tier;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What each tier costs in each asset. Visible at {@code GET /api/prices}. */
public final class Prices {

    private static final List<String> NAMES =
            Arrays.stream(Tier.values()).map(Tier::label).toList();

    private final Map<Tier, Map<Asset, Long>> amounts;

    /**
     * For each tier and each asset that is asked for, or none: the prices in the order of an offer.
     */
    private final Map<Tier, Map<Optional<Asset>, List<Price>>> lists = new EnumMap<>(Tier.class);

    private Prices(Map<Tier, Map<Asset, Long>> amounts) {
        this.amounts = amounts;
        for (Tier tier : amounts.keySet()) {
            Map<Optional<Asset>, List<Price>> orders = new HashMap<>();
            orders.put(Optional.empty(), ordered(tier, Optional.empty()));
            for (Asset first : Asset.values()) {
                orders.put(Optional.of(first), ordered(tier, Optional.of(first)));
            }
            lists.put(tier, orders);
        }
    }

    /** The plan's prices; STX and USDCx alike, sBTC a thousandth. */
    public static Prices defaults() {
        Map<Tier, Map<Asset, Long>> amounts = new EnumMap<>(Tier.class);
        amounts.put(Tier.SIMPLE, tier("0.001", "0.000001"));
        amounts.put(Tier.AI, tier("0.003", "0.000003"));
        amounts.put(Tier.HEAVY_AI, tier("0.01", "0.00001"));
        amounts.put(Tier.STORAGE_READ, tier("0.0005", "0.0000005"));
        amounts.put(Tier.STORAGE_WRITE, tier("0.001", "0.000001"));
        amounts.put(Tier.STORAGE_WRITE_LARGE, tier("0.005", "0.000005"));
        amounts.put(Tier.STORAGE_AI, tier("0.003", "0.000003"));
        return new Prices(amounts);
    }

    private static Map<Asset, Long> tier(String stxAndUsdcx, String sbtc) {
        Map<Asset, Long> amounts = new EnumMap<>(Asset.class);
        amounts.put(Asset.STX, Asset.STX.units(stxAndUsdcx));
        amounts.put(Asset.SBTC, Asset.SBTC.units(sbtc));
        amounts.put(Asset.USDCX, Asset.USDCX.units(stxAndUsdcx));
        return amounts;
    }

    /**
     * Other prices, each as {@code <tier>.<asset>=<coins>}: {@code storage_write.STX=0.002}.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public Prices with(List<String> settings) {
        Map<Tier, Map<Asset, Long>> changed = new EnumMap<>(Tier.class);
        amounts.forEach((tier, of) -> changed.put(tier, new EnumMap<>(of)));
        for (String setting : settings) {
            String[] parts = setting.split("[.=]", 3);
            if (parts.length != 3 || !NAMES.contains(parts[0])) {
                throw new IllegalArgumentException(
                        "not <tier>.<asset>=<amount>: %s; tiers: %s".formatted(setting, NAMES));
            }
            Optional<Asset> asset = Asset.named(parts[1]);
            Tier tier = Tier.valueOf(parts[0].toUpperCase(Locale.ROOT));
            try {
                long units = asset.orElseThrow().units(parts[2]);
                new Price(asset.orElseThrow(), units);
                changed.getOrDefault(tier, Map.of()).put(asset.orElseThrow(), units);
            } catch (RuntimeException e) {
                throw new IllegalArgumentException("not a price: " + setting, e);
            }
        }
        return new Prices(changed);
    }

    public Price of(Tier tier, Asset asset) {
        return new Price(asset, amounts.getOrDefault(tier, Map.of()).getOrDefault(asset, 0L));
    }

    /** The price in each asset, the named one first. */
    public List<Price> of(Tier tier, Optional<Asset> first) {
        return lists.getOrDefault(tier, Map.of()).getOrDefault(first, List.of());
    }

    /** Any amount at all, of each asset, the named one first. */
    public List<Price> anything(Optional<Asset> first) {
        return of(Tier.SIMPLE, first).stream().map(p -> new Price(p.asset(), 0)).toList();
    }

    private List<Price> ordered(Tier tier, Optional<Asset> first) {
        return Arrays.stream(Asset.values())
                .sorted(Comparator.comparing(asset -> !first.equals(Optional.of(asset))))
                .map(asset -> of(tier, asset))
                .toList();
    }

    /** The table as {@code GET /api/prices} shows it: whole coins as decimal texts. */
    public Map<String, Map<String, String>> table() {
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        table.put("free", coins(tier("0", "0")));
        amounts.forEach((tier, of) -> table.put(tier.label(), coins(of)));
        return table;
    }

    private static Map<String, String> coins(Map<Asset, Long> of) {
        Map<String, String> row = new LinkedHashMap<>();
        of.forEach((asset, units) -> row.put(asset.symbol(), asset.coins(units)));
        return row;
    }
}
