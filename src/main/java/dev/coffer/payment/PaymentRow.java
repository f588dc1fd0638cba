package dev.coffer.payment;

import dev.coffer.store.Row;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What is known of a payment. There is a row for each that was ever claimed, and none goes away. Of
 * the payments with one payer, network and key one at a time is open, and one at most is ever
 * settled.
 *
 * @param payment as it was when it was claimed, whatever is asked of payments now
 * @param fingerprint of the request that it pays
 * @param height where it is settled; 0 if that is not known
 * @param holder the node that speaks with the chain about it, or did last
 * @param heldUntilMs until when, in epoch milliseconds; 0 if nobody does
 * @param attempts how often the chain did not say what became of it: anybody may have read it there
 *     since
 * @param nextAtMs when it is asked again; never, if the payment is not open
 * @param secret the digest of what only its presenter knows; none if the chain knew it before
 * @param purchase what became of its call
 */
record PaymentRow(
        VerifiedPayment payment,
        State state,
        String fingerprint,
        long height,
        String holder,
        long heldUntilMs,
        long attempts,
        long nextAtMs,
        Optional<String> secret,
        Purchase purchase) {

    static final Table TABLE = Table.of("payment", "network", "key", "digest");

    /** Where a payment is. */
    enum State {
        /** In the hands of who claimed it: nobody but that one told the chain. */
        CLAIMED,
        /** The chain may know it. */
        TOLD,
        /** Credited. */
        SETTLED,
        /** Nothing moved, as far as anybody knows: it may be told again, and may settle yet. */
        FAILED;

        /** As the row has it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    private static final long NEVER = Long.MAX_VALUE;

    /** Of those that are due, so many are looked at together. */
    static final int MOST_DUE = 1_000;

    private static final int MOST_COUNTED = 10_000;

    /** What a node of Stacks lets one payer have on its way. */
    private static final int MOST_IN_A_ROW = 25;

    private static final String HAS_KEY =
            """
            select 1 from payment
            where owner = ? and network = ? and key = ? and state <> 'failed' limit 1\
            """;

    /** No open payment waits longer; one that is to was written while the clock was ahead. */
    static final long MOST_BACKOFF_MS = TimeUnit.MINUTES.toMillis(10);

    private static final String SELECT =
            """
            select digest, asset, amount, txid, carried, until_at, state, fingerprint, height,
                holder, held_until, attempts, next_at, secret, purchase
            from payment where owner = ? and network = ? and key = ?\
            """;

    private static PaymentRow read(PaymentName name, Row row) {
        return new PaymentRow(
                new VerifiedPayment(
                        new PaymentName(name.payer(), name.network(), name.key(), row.text(1)),
                        new Price(Asset.valueOf(row.text(2)), row.number(3)),
                        Optional.ofNullable(row.textOrNull(4)),
                        row.bytes(5),
                        Optional.ofNullable(row.numberOrNull(6))),
                State.of(row.text(7)),
                row.text(8),
                row.number(9),
                row.text(10),
                row.number(11),
                row.number(12),
                Optional.ofNullable(row.numberOrNull(13)).orElse(NEVER),
                Optional.ofNullable(row.textOrNull(14)),
                Purchase.of(row.text(15)));
    }

    static Optional<PaymentRow> of(Tx tx, PaymentName name) {
        return tx.one(
                SELECT + " and digest = ?",
                row -> read(name, row),
                name.payer(),
                name.network(),
                name.key(),
                name.digest());
    }

    /** When it was claimed first, in epoch milliseconds. */
    static Optional<Long> claimedAtMs(Tx tx, PaymentName name) {
        return tx.one(
                """
                select claimed_at from payment
                where owner = ? and network = ? and key = ? and digest = ?\
                """,
                row -> row.number(1),
                name.payer(),
                name.network(),
                name.key(),
                name.digest());
    }

    /** Of the payments with this one's key the one that is settled. */
    static Optional<PaymentRow> settled(Tx tx, PaymentName name) {
        return tx.one(
                SELECT + " and state = 'settled'",
                row -> read(name, row),
                name.payer(),
                name.network(),
                name.key());
    }

    /** Where another payment is that has this one's key, and did not fail. */
    static Optional<State> another(Tx tx, PaymentName name) {
        return tx.one(
                """
                select state from payment where owner = ? and network = ? and key = ?
                    and digest <> ? and state <> 'failed'
                order by case state when 'settled' then 0 else 1 end limit 1\
                """,
                row -> State.of(row.text(1)),
                name.payer(),
                name.network(),
                name.key(),
                name.digest());
    }

    /** After a key that counts up, the first that no payment of the payer has, if it is near. */
    static Optional<Long> nextCounted(Tx tx, PaymentName name) {
        Optional<Long> counted = name.counted();
        for (long more = 1; counted.isPresent() && more <= MOST_IN_A_ROW; more++) {
            long next = counted.get() + more;
            if (tx.one(HAS_KEY, _ -> 1, name.payer(), name.network(), Long.toString(next))
                    .isEmpty()) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** The open payments that it is time to ask for, over all owners, the longest due first. */
    static List<PaymentName> due(Tx tx) {
        return tx.all(
                """
                select owner, network, key, digest from payment
                where next_at is not null and (next_at <= ? or next_at > ?)
                order by next_at, owner, network, key limit ?\
                """,
                row -> new PaymentName(row.text(1), row.text(2), row.text(3), row.text(4)),
                tx.now(),
                tx.now() + MOST_BACKOFF_MS,
                MOST_DUE);
    }

    /** Those that are open in a state, over all owners; many are not looked at to the last. */
    static Payments.Open open(Tx tx, State state) {
        return tx.one(
                        """
                        select count(*), min(claimed_at)
                        from (select state, claimed_at from payment where next_at is not null limit ?) as found
                        where state = ?\
                        """,
                        row ->
                                new Payments.Open(
                                        row.number(1),
                                        Optional.ofNullable(row.numberOrNull(2))
                                                .map(at -> Math.max(0, tx.now() - at))
                                                .orElse(0L)),
                        MOST_COUNTED,
                        state.text())
                .orElseThrow();
    }

    /** Whether it is open, and was written while the clock was ahead. */
    boolean isAhead(long nowMs) {
        return nextAtMs != NEVER && nextAtMs > nowMs + MOST_BACKOFF_MS;
    }

    /** Whether what it bought is this presenter's. */
    boolean opensFor(Presenter presenter) {
        return secret.filter(presenter::opens).isPresent();
    }

    /** Whether a presenter can get nothing by it any more, not even that it is heard of. */
    boolean isUsedFor(Presenter presenter) {
        boolean buys = opensFor(presenter) && fingerprint.equals(presenter.fingerprint());
        return state != State.FAILED
                && (purchase == Purchase.MADE
                        || !buys && (secret.isPresent() || purchase == Purchase.TOLD));
    }

    /** Where it is settled, for its receipt. */
    Payments.Settled where() {
        return new Payments.Settled(payment.txid().orElse(""), height);
    }
}
