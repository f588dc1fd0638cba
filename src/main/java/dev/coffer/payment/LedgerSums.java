package dev.coffer.payment;

import dev.coffer.store.Tx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One asset of the whole ledger, over all owners: what a store owes, and how it came to. Reads all
 * of it; for chores, not for calls.
 */
public record LedgerSums(Asset asset, long credits, long charges, long balances) {

    private static final String CREDITS =
            "select asset, cast(sum(amount) as bigint) from credit group by asset";

    private static final String CHARGES =
            "select asset, cast(sum(price * calls) as bigint) from charge group by asset";

    public static List<LedgerSums> of(Tx tx) {
        Map<String, Long> credits = sums(tx, CREDITS);
        Map<String, Long> charges = sums(tx, CHARGES);
        return Arrays.stream(Asset.values())
                .map(asset ->
                        new LedgerSums(
                                asset,
                                credits.getOrDefault(asset.symbol(), 0L),
                                charges.getOrDefault(asset.symbol(), 0L),
                                balance(tx, asset)))
                .toList();
    }

    private static Map<String, Long> sums(Tx tx, String sql) {
        return tx.all(sql, row -> Map.entry(row.text(1), row.number(2))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static long balance(Tx tx, Asset asset) {
        return tx.one(
                        "select cast(coalesce(sum($), 0) as bigint) from owner"
                                .replace("$", asset.column()),
                        row -> row.number(1))
                .orElse(0L);
    }
}
