package dev.coffer.payment;

import dev.coffer.endpoint.Problem;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What can be paid with. Amounts are whole numbers of the smallest unit. */
public enum Asset {
    STX("STX", "uSTX", 6, "stx"),
    SBTC("sBTC", "sats", 8, "sbtc"),
    USDCX("USDCx", "uUSDCx", 6, "usdcx"),
    USDC("USDC", "uUSDC", 6, "usdc");

    private final String symbol;
    private final String unit;
    private final int decimals;
    private final String column;

    Asset(String symbol, String unit, int decimals, String column) {
        this.symbol = symbol;
        this.unit = unit;
        this.decimals = decimals;
        this.column = column;
    }

    /** An amount of each, in their order. */
    public static Map<Asset, Long> each(ToLongFunction<Asset> amount) {
        Map<Asset, Long> amounts = new EnumMap<>(Asset.class);
        for (Asset asset : values()) {
            amounts.put(asset, amount.applyAsLong(asset));
        }
        return amounts;
    }

    /** By symbol, in any case. */
    public static Optional<Asset> named(String symbol) {
        return Arrays.stream(values()).filter(a -> a.symbol.equalsIgnoreCase(symbol)).findFirst();
    }

    /**
     * By the symbol that a caller gave.
     *
     * @throws Problem 400 if it is none
     */
    public static Asset required(String symbol) {
        return named(symbol).orElseThrow(Asset::notTaken);
    }

    /** The refusal of an asset that is none, or not taken here. */
    public static Problem notTaken() {
        return Problem.invalid("tokenType", "must be one of the assets of GET /api/prices");
    }

    /** The name in {@code tokenType}: STX, sBTC, USDCx, USDC. */
    public String symbol() {
        return symbol;
    }

    /** The name of the smallest unit. */
    public String unit() {
        return unit;
    }

    public int decimals() {
        return decimals;
    }

    /** The column of a balance. */
    public String column() {
        return column;
    }

    /** An amount with its unit, as headers show it: {@code 1000 uSTX}. */
    public String show(long amount) {
        return amount + " " + unit;
    }

    /** The amount that is shown so; 0 if it is of another asset. */
    public long shown(String text) {
        String end = " " + unit;
        return text.endsWith(end)
                ? Long.parseLong(text.substring(0, text.length() - end.length()))
                : 0;
    }

    /** A decimal amount of whole coins in smallest units; exact, or an error. */
    public long units(String coins) {
        return new BigDecimal(coins).movePointRight(decimals).longValueExact();
    }

    /** Smallest units as a decimal amount of whole coins. */
    public String coins(long units) {
        return BigDecimal.valueOf(units, decimals).stripTrailingZeros().toPlainString();
    }
}
