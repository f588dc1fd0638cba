package dev.coffer.payment;

import dev.coffer.payment.Facilitator.Attempt;
import dev.coffer.payment.PaymentRow.State;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What changes the rows of payments.
 *
 * <p>One node at a time holds an open payment and speaks with the chain about it, until an instant:
 * a node that stopped holds nothing for long. That saves work and guarantees nothing, as a node
 * that was slow goes on; what may happen once is guarded by the states.
 *
 * @param holder the node whose holds these are, started anew another one
 */
record PaymentRows(String holder) {

    /** Longer than a chain is waited for. */
    private static final long HELD_MS = TimeUnit.SECONDS.toMillis(30);

    /** Nobody asks for a payment behind its request before that one is over. */
    private static final long FIRST_LOOK_MS = TimeUnit.MINUTES.toMillis(1);

    private static final int MOST_WAITING = 1_000;

    /** The fingerprint of what no request of ours is paid by. */
    private static final String FOR_OTHERS = "for others";

    /** What whoever presents a payment finds. */
    sealed interface Claim {
        /**
         * It is this node's to carry.
         *
         * @param buys whether it is its presenter's, who gets what it buys
         */
        record Held(VerifiedPayment payment, Attempt attempt, boolean buys) implements Claim {}

        /** Another node has it, for so long at most. */
        record Busy(long forMs) implements Claim {}

        /**
         * It is credited.
         *
         * @param news whether nobody was told before
         */
        record Done(Payments.Settled where, boolean news, boolean buys) implements Claim {}

        /** It was presented with another secret, or for another request, or its call is made. */
        record Used(String txid) implements Claim {}

        /**
         * Another payment has its key.
         *
         * @param open whether that one may come to nothing
         * @param next the key that the payer may use, where keys are counted
         */
        record Conflict(boolean open, Optional<Long> next) implements Claim {}
    }

    /** What whoever waits for a payment that another node holds listens to. */
    static String topic(PaymentName name) {
        return "payment " + name.text();
    }

    /**
     * Claims a payment for a request, or finds what it is already.
     *
     * @param sponsorship by which it is sponsored, where it is; asked for what was new or had
     *     failed
     * @param known whether the chain had it when it was asked just now, nobody here having it in
     *     hand; one that did buys nothing. Empty where it was not asked
     */
    Claim claim(
            Tx tx,
            VerifiedPayment payment,
            Presenter presenter,
            Optional<Boolean> known,
            Optional<Sponsorship> sponsorship) {
        PaymentName name = payment.name();
        Optional<Claim.Conflict> conflict = conflict(tx, name);
        if (conflict.isPresent()) {
            return conflict.get();
        }
        Optional<PaymentRow> before = PaymentRow.of(tx, name);
        if (before.isEmpty()) {
            boolean isNew = !known.orElseThrow();
            VerifiedPayment whole = sponsorship.map(s -> s.begin(tx)).orElse(payment);
            insert(tx, whole, presenter.fingerprint(), secret(presenter, isNew), Purchase.OPEN);
            return new Claim.Held(whole, isNew ? Attempt.FIRST : Attempt.AGAIN, isNew);
        }
        PaymentRow row = before.get();
        if (row.isUsedFor(presenter)) {
            return new Claim.Used(row.where().txid());
        }
        boolean opens = row.opensFor(presenter);
        if (row.state() == State.FAILED) {
            if (!opens && known.isEmpty()) {
                return new Claim.Busy(0); // It has failed since the chain was not asked.
            }
            // What was turned away at the door nobody has seen; what was let in, anybody may have.
            boolean buys = opens || row.attempts() == 0 && !known.get();
            hold(tx, name, presenter.fingerprint(), opens ? row.secret() : secret(presenter, buys));
            return new Claim.Held(again(tx, row, sponsorship), Attempt.AGAIN, buys);
        }
        if (row.state() == State.SETTLED) {
            return new Claim.Done(row.where(), Purchase.tell(tx, name), opens);
        }
        return goneOnWith(tx, row, opens);
    }

    private Claim goneOnWith(Tx tx, PaymentRow row, boolean buys) {
        if (isHeldElsewhere(tx, row)) {
            return new Claim.Busy(row.heldUntilMs() - tx.now());
        }
        hold(tx, row);
        return new Claim.Held(row.payment(), Attempt.AGAIN, buys);
    }

    /**
     * Claims a payment for nobody's call, or finds what it is already: whoever asks hears of it.
     *
     * @param purchase what a new one buys
     * @param sponsorship as above
     */
    Claim claim(
            Tx tx, VerifiedPayment payment, Purchase purchase, Optional<Sponsorship> sponsorship) {
        PaymentName name = payment.name();
        Optional<Claim.Conflict> conflict = conflict(tx, name);
        if (conflict.isPresent()) {
            return conflict.get();
        }
        Optional<PaymentRow> before = PaymentRow.of(tx, name);
        if (before.isEmpty()) {
            VerifiedPayment whole = sponsorship.map(s -> s.begin(tx)).orElse(payment);
            insert(tx, whole, FOR_OTHERS, Optional.empty(), purchase);
            return new Claim.Held(whole, Attempt.FIRST, false);
        }
        PaymentRow row = before.get();
        if (row.state() == State.FAILED) {
            hold(tx, name, row.fingerprint(), row.secret());
            return new Claim.Held(again(tx, row, sponsorship), Attempt.AGAIN, false);
        }
        return row.state() == State.SETTLED
                ? new Claim.Done(row.where(), false, false)
                : goneOnWith(tx, row, false);
    }

    /** One that had failed, as it is told once more. */
    private static VerifiedPayment again(Tx tx, PaymentRow row, Optional<Sponsorship> sponsorship) {
        VerifiedPayment again =
                sponsorship.map(s -> s.again(tx, row.payment())).orElse(row.payment());
        if (again != row.payment()) {
            SponsoredPayments.rewrite(tx, again);
        }
        return again;
    }

    private static Optional<String> secret(Presenter presenter, boolean buys) {
        return buys ? Optional.of(presenter.digest()) : Optional.empty();
    }

    /** Whether another payment has the key of this one. */
    static Optional<Claim.Conflict> conflict(Tx tx, PaymentName name) {
        return PaymentRow.another(tx, name)
                .map(state ->
                        new Claim.Conflict(
                                state != State.SETTLED, PaymentRow.nextCounted(tx, name)));
    }

    /** Takes a payment to ask for it; empty if another does, or it is due no more. */
    Optional<VerifiedPayment> take(Tx tx, PaymentName name) {
        Optional<PaymentRow> found = PaymentRow.of(tx, name);
        if (found.filter(row -> row.isAhead(tx.now())).isPresent()) {
            hold(tx, found.get()); // Whoever has it, has it as from now.
            return Optional.empty();
        }
        Optional<PaymentRow> due =
                found.filter(row -> row.nextAtMs() <= tx.now())
                        .filter(row -> !isHeldElsewhere(tx, row));
        due.ifPresent(row -> hold(tx, row));
        return due.map(PaymentRow::payment);
    }

    private boolean isHeldElsewhere(Tx tx, PaymentRow row) {
        // For longer than anybody holds one, it was taken while the clock was ahead.
        boolean held = row.heldUntilMs() > tx.now() && row.heldUntilMs() <= tx.now() + HELD_MS;
        return held && !row.holder().equals(holder);
    }

    private void insert(
            Tx tx,
            VerifiedPayment payment,
            String fingerprint,
            Optional<String> secret,
            Purchase purchase) {
        PaymentName name = payment.name();
        tx.update(
                """
                insert into payment (owner, network, key, digest, fingerprint, state, asset, amount,
                    txid, height, carried, until_at, claimed_at, attempts, next_at, holder,
                    held_until, secret, purchase)
                values (?, ?, ?, ?, ?, 'claimed', ?, ?, ?, 0, ?, ?, ?, 0, ?, ?, ?, ?, ?)\
                """,
                name.payer(),
                name.network(),
                name.key(),
                name.digest(),
                fingerprint,
                payment.paid().asset().name(),
                payment.paid().amount(),
                payment.txid().orElse(null),
                payment.carried(),
                payment.untilMs().orElse(null),
                tx.now(),
                tx.now() + FIRST_LOOK_MS,
                holder,
                tx.now() + HELD_MS,
                secret.orElse(null),
                purchase.text());
    }

    /**
     * Goes on with an open one; whoever held it before may have told the chain, and was cut off.
     */
    private void hold(Tx tx, PaymentRow row) {
        PaymentName name = row.payment().name();
        hold(tx, name, row.fingerprint(), row.secret());
        if (!row.holder().isEmpty()) {
            tx.update(
                    """
                    update payment set attempts = attempts + 1
                    where owner = ? and network = ? and key = ? and digest = ?\
                    """,
                    name.payer(),
                    name.network(),
                    name.key(),
                    name.digest());
        }
    }

    private void hold(Tx tx, PaymentName name, String fingerprint, Optional<String> secret) {
        tx.update(
                """
                update payment set state = 'told', code = null, fingerprint = ?, secret = ?,
                    next_at = ?, holder = ?, held_until = ?
                where owner = ? and network = ? and key = ? and digest = ?\
                """,
                fingerprint,
                secret.orElse(null),
                tx.now() + FIRST_LOOK_MS,
                holder,
                tx.now() + HELD_MS,
                name.payer(),
                name.network(),
                name.key(),
                name.digest());
    }

    /**
     * A payment is settled.
     *
     * @param news whether it was settled just now
     * @param credited whether it was credited by that
     */
    record Settlement(Payments.Settled where, boolean news, boolean credited) {}

    /**
     * The money moved: the payer has it, by the same transaction that says so, unless it went to
     * somebody else. From any state, as the chain is the truth; a second time it changes nothing.
     *
     * @return where it is settled; empty if another payment with its key is
     */
    static Optional<Settlement> settle(
            Tx tx, Ledger ledger, VerifiedPayment payment, Payments.Settled where) {
        PaymentName name = payment.name();
        Optional<PaymentRow> before = PaymentRow.settled(tx, name);
        if (before.isPresent()) {
            Optional<PaymentRow> same = before.filter(row -> row.payment().name().equals(name));
            if (same.isEmpty()) {
                close(tx, name, State.FAILED, "conflicting_nonce", where.txid(), where.height());
            }
            return same.map(row -> new Settlement(row.where(), false, false));
        }
        Purchase purchase = close(tx, name, State.SETTLED, null, where.txid(), where.height());
        boolean ours = purchase != Purchase.ELSEWHERE;
        if (ours) {
            ledger.credit(tx, payment.paid(), payment.network() + " " + where.txid());
        }
        return Optional.of(new Settlement(where, true, ours));
    }

    /**
     * Nothing moved, by what this node was told: unless another node took the payment meanwhile,
     * who may have carried it once more.
     *
     * @return the row; it is failed, unless another node knows better
     */
    PaymentRow fail(Tx tx, PaymentName name, String code) {
        PaymentRow row = PaymentRow.of(tx, name).orElseThrow();
        if (row.state() != State.SETTLED && row.holder().equals(holder)) {
            close(tx, name, State.FAILED, code, row.payment().txid().orElse(null), 0);
            return PaymentRow.of(tx, name).orElseThrow();
        }
        return row;
    }

    /** What becomes of its call is said by the same statement. */
    private static Purchase close(
            Tx tx,
            PaymentName name,
            State state,
            @Nullable String code,
            @Nullable String txid,
            long height) {
        Optional<Purchase> closed =
                tx.one(
                        """
                        update payment set state = ?, code = ?, txid = ?, height = ?,
                            next_at = null, holder = '', held_until = 0
                        where owner = ? and network = ? and key = ? and digest = ?
                        returning purchase\
                        """,
                        row -> Purchase.of(row.text(1)),
                        state.text(),
                        code,
                        txid,
                        height,
                        name.payer(),
                        name.network(),
                        name.key(),
                        name.digest());
        tx.signal(topic(name), MOST_WAITING);
        return closed.orElseThrow(
                () -> new IllegalStateException("a payment without a row: " + name.text()));
    }

    /**
     * Lets go of a payment whose outcome stays open.
     *
     * @param asked whether the chain was asked, and did not say: it is again, after a while. One
     *     that could not be asked is so next time
     */
    boolean leave(Tx tx, PaymentName name, boolean asked) {
        PaymentRow row = PaymentRow.of(tx, name).orElseThrow();
        if (!row.holder().equals(holder)) {
            return false;
        }
        long attempts = row.attempts() + (asked ? 1 : 0);
        tx.update(
                """
                update payment set state = 'told', attempts = ?, next_at = ?, holder = '', held_until = 0
                where owner = ? and network = ? and key = ? and digest = ?\
                """,
                attempts,
                tx.now() + (asked ? backoffMs(attempts) : 0),
                name.payer(),
                name.network(),
                name.key(),
                name.digest());
        tx.signal(topic(name), MOST_WAITING);
        return true;
    }

    private static long backoffMs(long attempts) {
        return Math.min(PaymentRow.MOST_BACKOFF_MS, HELD_MS << Math.min(attempts - 1, 10));
    }
}
