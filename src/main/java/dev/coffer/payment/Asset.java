package dev.coffer.payment;

import dev.coffer.endpoint.Problem;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What can be paid with. Amounts are whole numbers of the smallest unit. */
public enum Asset {
    STX("STX", "uSTX", 6, "stx"),
    SBTC("sBTC", "sats", 8, "sbtc"),
    USDCX("USDCx", "uUSDCx", 6, "usdcx");

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
    public static Map<Asset, Long> each(long stx, long sbtc, long usdcx) {
        return new EnumMap<>(Map.of(STX, stx, SBTC, sbtc, USDCX, usdcx));
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
        return named(symbol)
                .orElseThrow(() -> Problem.invalid("tokenType", "must be one of STX, sBTC, USDCx"));
    }

    /** The name in {@code tokenType}: STX, sBTC, USDCx. */
    public String symbol() {
        return symbol;
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

    /** A decimal amount of whole coins in smallest units; exact, or an error. */
    public long units(String coins) {
        return new BigDecimal(coins).movePointRight(decimals).longValueExact();
    }

    /** Smallest units as a decimal amount of whole coins. */
    public String coins(long units) {
        return BigDecimal.valueOf(units, decimals).stripTrailingZeros().toPlainString();
    }
}
