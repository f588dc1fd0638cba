package dev.coffer.payment;

import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What is written down of a sponsor: to which payment each of its nonces went, and what it spent.
 *
 * @param address the sponsor's
 * @param network CAIP-2
 */
record SponsorRows(String address, String network) {

    static final List<Table> TABLES =
            List.of(
                    Table.of("sponsor", "network"),
                    Table.of("sponsored", "network", "nonce"),
                    Table.of("sponsored_payer", "network").expires("until_at"));

    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

    /**
     * A nonce, and the payment that it was signed into.
     *
     * @param atMs when
     */
    record Given(long nonce, PaymentName payment, String txid, long fee, long atMs) {

        /** Whether the payment is still to be mined by this nonce, or was. */
        boolean isLive(Tx tx) {
            return PaymentRow.of(tx, payment)
                    .filter(row ->
                            row.isOpen()
                                    || row.state() == PaymentRow.State.SETTLED
                                            && row.where().txid().equals(txid))
                    .isPresent();
        }
    }

    /** What was counted in a day, and when that ends. */
    record Day(long count, long untilMs) {}

    /** Those from a nonce on, in their order. */
    List<Given> from(Tx tx, long nonce) {
        return tx.all(
                """
                select nonce, payer, key, digest, txid, fee, at from sponsored
                where owner = ? and network = ? and nonce >= ? order by nonce limit ?\
                """,
                row ->
                        new Given(
                                row.number(1),
                                new PaymentName(row.text(2), network, row.text(3), row.text(4)),
                                row.text(5),
                                row.number(6),
                                row.number(7)),
                address,
                network,
                nonce,
                2 * Sponsor.MOST_WAITING);
    }

    /** The last one that a payment was given, of a few. */
    Optional<Given> of(Tx tx, PaymentName payment, long nonce) {
        return from(tx, nonce).stream()
                .filter(given -> given.nonce() == nonce && given.payment().equals(payment))
                .findFirst();
    }

    void give(Tx tx, long nonce, PaymentName payment, String txid, long fee) {
        tx.update(
                """
                insert into sponsored (owner, network, nonce, payer, key, digest, txid, fee, at)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (owner, network, nonce) do update set payer = excluded.payer,
                    key = excluded.key, digest = excluded.digest, txid = excluded.txid,
                    fee = excluded.fee, at = excluded.at\
                """,
                address,
                network,
                nonce,
                payment.payer(),
                payment.key(),
                payment.digest(),
                txid,
                fee,
                tx.now());
    }

    /** The payment has another now. */
    void takeBack(Tx tx, Given given) {
        tx.update(
                "delete from sponsored where owner = ? and network = ? and nonce = ?",
                address,
                network,
                given.nonce());
    }

    /** What it signed for today. */
    Day spent(Tx tx) {
        return day(
                tx, "select spent, until_at from sponsor where owner = ? and network = ?", address);
    }

    void spend(Tx tx, long fee) {
        Day day = spent(tx);
        tx.update(
                """
                insert into sponsor (owner, network, spent, until_at) values (?, ?, ?, ?)
                on conflict (owner, network) do update set spent = excluded.spent,
                    until_at = excluded.until_at\
                """,
                address,
                network,
                day.count() + fee,
                day.untilMs());
    }

    /** How many payments of a payer it signed today. */
    Day payments(Tx tx, String payer) {
        return day(
                tx,
                "select payments, until_at from sponsored_payer where owner = ? and network = ?",
                payer);
    }

    void count(Tx tx, String payer) {
        Day day = payments(tx, payer);
        tx.update(
                """
                insert into sponsored_payer (owner, network, payments, until_at) values (?, ?, ?, ?)
                on conflict (owner, network) do update set payments = excluded.payments,
                    until_at = excluded.until_at\
                """,
                payer,
                network,
                day.count() + 1,
                day.untilMs());
    }

    /** One that is over, or was begun while the clock was ahead, begins anew. */
    private Day day(Tx tx, String select, String owner) {
        return tx.one(select, row -> new Day(row.number(1), row.number(2)), owner, network)
                .filter(day -> day.untilMs() > tx.now() && day.untilMs() <= tx.now() + DAY_MS)
                .orElseGet(() -> new Day(0, tx.now() + DAY_MS));
    }
}
