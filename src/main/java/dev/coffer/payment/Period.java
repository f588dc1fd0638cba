package dev.coffer.payment;

import dev.coffer.store.Row;
import dev.coffer.store.Tx;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/**
 * Some hours of one owner's ledger, whole ones, since charges are summed by the hour. At any time,
 * for every owner, asset and period: opening + credits - charges = closing, and the closing
 * balances are the opening ones of the period that follows.
 *
 * @param fromMs the first instant
 * @param toMs the instant after the last
 */
public record Period(String owner, long fromMs, long toMs) {

    private static final String CREDITS =
            """
            select asset, cast(sum(amount) as bigint) from credit
            where owner = ? and at >= ? and at < ? group by asset\
            """;

    private static final String CHARGES =
            """
            select asset, cast(sum(price * calls) as bigint) from charge
            where owner = ? and hour >= ? and hour < ? group by asset\
            """;

    /** All that there is of an owner. */
    public static Period always(String owner) {
        return new Period(owner, 0, Long.MAX_VALUE);
    }

    /** Balances at the beginning and at the end. */
    public record Balances(Map<Asset, Long> opening, Map<Asset, Long> closing) {}

    /** What came in. */
    public record Credit(long number, String tokenType, long amount, String reference, Instant at) {
        private Credit(Row row) {
            this(
                    row.number(1),
                    row.text(2),
                    row.number(3),
                    row.text(4),
                    Instant.ofEpochMilli(row.number(5)));
        }
    }

    /** The calls of an hour at one price. */
    public record Charge(
            Instant hour, String tokenType, String endpoint, long price, long calls, long amount) {
        private Charge(Row row) {
            this(
                    Instant.ofEpochMilli(row.number(1)),
                    row.text(2),
                    row.text(3),
                    row.number(4),
                    row.number(5),
                    Math.multiplyExact(row.number(4), row.number(5)));
        }
    }

    /** What there is now, less all that came after the period, and then less what came in it. */
    public Balances balances(Tx tx, Map<Asset, Long> now) {
        Map<Asset, Long> closing = before(tx, now, toMs, Long.MAX_VALUE);
        return new Balances(before(tx, closing, fromMs, toMs), closing);
    }

    private Map<Asset, Long> before(Tx tx, Map<Asset, Long> after, long from, long to) {
        Map<Asset, Long> before = new EnumMap<>(after);
        merge(before, tx, CREDITS, from, to, Math::subtractExact);
        merge(before, tx, CHARGES, from, to, Math::addExact);
        return before;
    }

    private void merge(
            Map<Asset, Long> into, Tx tx, String sums, long from, long to, LongBinaryOperator by) {
        record Sum(Asset asset, long amount) {}
        tx.all(sums, row -> new Sum(Asset.required(row.text(1)), row.number(2)), owner, from, to)
                .forEach(sum ->
                        into.merge(sum.asset(), sum.amount(), (a, b) -> by.applyAsLong(a, b)));
    }

    /** The credits with numbers after that one, in their order. */
    public List<Credit> credits(Tx tx, long after, int most) {
        return tx.all(
                """
                select number, asset, amount, reference, at from credit
                where owner = ? and number > ? and at >= ? and at < ?
                order by number limit ?\
                """,
                Credit::new,
                owner,
                after,
                fromMs,
                toMs,
                most);
    }

    /** The first charges. */
    public List<Charge> charges(Tx tx, int most) {
        return charges(tx, -1, "", "", 0, most);
    }

    /** The charges after those of an hour, asset, endpoint and price, in that order. */
    public List<Charge> charges(
            Tx tx, long hourMs, String tokenType, String endpoint, long price, int most) {
        return tx.all(
                """
                select hour, asset, endpoint, price, calls from charge
                where owner = ? and hour >= ? and hour < ?
                    and (hour, asset, endpoint, price) > (?, ?, ?, ?)
                order by hour, asset, endpoint, price limit ?\
                """,
                Charge::new,
                owner,
                fromMs,
                toMs,
                hourMs,
                tokenType,
                endpoint,
                price,
                most);
    }
}
