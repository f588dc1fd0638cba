package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The life of a payment: claimed by a row before the chain is told anything, settled, credited
 * once.
 *
 * <pre>
 *   new -> settling -> settled     credited in the same transaction as the state
 *                  \-> (released)  certainly nothing moved: the payment may be presented again
 *                  \-> settling    unknown: 503, resolved in the background, never a new 402
 * </pre>
 *
 * <p>The row's key is network, payer and nonce, never the transaction id alone: of two transactions
 * with one nonce only one can ever move money.
 */
public final class Payments {

    private static final System.Logger LOG = System.getLogger(Payments.class.getName());

    private static final long PENDING_RETRY_MS = 2_000;

    private static final long OPEN_AFTER_MS = TimeUnit.MINUTES.toMillis(1);

    /** Where a payment that is credited is settled: the height is 0 where it was before. */
    public record Settled(String txid, long height) {}

    /** What a payment's row says. */
    private record Claim(String presign, String fingerprint, String state, String txid) {}

    /** Payments, and those of them whose outcome is open. */
    public static final List<Table> TABLES =
            List.of(
                    Table.of("payment", "network", "nonce"),
                    Table.of("unsettled", "network", "nonce"));

    private final Store store;
    private final Ledger ledger;
    private final Facilitator facilitator;
    private final Turns turns = new Turns();

    public Payments(Store store, Ledger ledger, Facilitator facilitator) {
        this.store = store;
        this.ledger = ledger;
        this.facilitator = facilitator;
    }

    /** Waits for the payment's turn on this node, as {@link Turns#take} does. */
    public Turns.Turn turn(VerifiedPayment payment) {
        return turns.take(payment.name());
    }

    /**
     * Claims a payment for a request, settles it, and credits the payer; for a payment that is
     * settled already, nothing more happens.
     *
     * @throws Problem 409 if it was used for another request, 400 if it certainly failed, 503 if
     *     its outcome is open
     */
    public Settled settle(VerifiedPayment payment, String fingerprint) {
        Owner payer = new Owner(payment.payer());
        Optional<Claim> before = store.write(payer, tx -> claim(tx, payment, fingerprint));
        if (before.isPresent()) {
            Claim claim = before.get();
            if (!claim.presign().equals(payment.presign())) {
                throw conflictingNonce(Optional.empty());
            }
            if (!claim.fingerprint().equals(fingerprint)) {
                throw new Problem(
                        409,
                        "payment_used",
                        "This payment was used for another request; sign a new one, or use the balance.");
            }
            if (claim.state().equals("settled")) {
                return new Settled(claim.txid(), 0);
            }
        }
        try {
            return end(payment, carry(payment));
        } catch (StoreException e) {
            // What the chain said could not be written down: it is asked again.
            throw pending(payment.txid());
        }
    }

    /** Whatever goes wrong on the way to the chain and back: the money may have moved. */
    private Facilitator.Outcome carry(VerifiedPayment payment) {
        try {
            return facilitator.settle(payment);
        } catch (StoreException e) {
            return new Facilitator.Outcome.Unknown(payment.txid());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "settling failed, its outcome is open: " + payment.txid(), e);
            return new Facilitator.Outcome.Unknown(payment.txid());
        }
    }

    /** Inserts the claim; what stands there already, if anything. */
    private static Optional<Claim> claim(Tx tx, VerifiedPayment payment, String fingerprint) {
        Optional<Claim> before = find(tx, payment);
        if (before.isEmpty()) {
            tx.update(
                    """
                    insert into payment (owner, network, nonce, presign, fingerprint, state, asset,
                        amount, txid, claimed_at, transaction_bytes)
                    values (?, ?, ?, ?, ?, 'settling', ?, ?, ?, ?, ?)\
                    """,
                    payment.payer(),
                    payment.network(),
                    payment.nonce(),
                    payment.presign(),
                    fingerprint,
                    payment.paid().asset().name(),
                    payment.paid().amount(),
                    payment.txid(),
                    tx.now(),
                    payment.bytes());
            tx.update(
                    "insert into unsettled (owner, network, nonce) values (?, ?, ?)",
                    payment.payer(),
                    payment.network(),
                    payment.nonce());
        }
        return before;
    }

    private static Optional<Claim> find(Tx tx, VerifiedPayment payment) {
        return tx.one(
                """
                select presign, fingerprint, state, txid from payment
                where owner = ? and network = ? and nonce = ?\
                """,
                row -> new Claim(row.text(1), row.text(2), row.text(3), row.text(4)),
                payment.payer(),
                payment.network(),
                payment.nonce());
    }

    private Settled end(VerifiedPayment payment, Facilitator.Outcome outcome) {
        Owner payer = new Owner(payment.payer());
        return switch (outcome) {
            case Facilitator.Outcome.Settled settled -> {
                store.write(payer, tx -> credit(tx, payment, settled.txid()));
                yield new Settled(settled.txid(), settled.height());
            }
            case Facilitator.Outcome.Refused refused -> {
                store.write(payer, tx -> release(tx, payment));
                throw new Problem(400, refused.code(), refused.detail());
            }
            case Facilitator.Outcome.WrongNonce(long nextNonce) -> {
                store.write(payer, tx -> release(tx, payment));
                throw conflictingNonce(Optional.of(nextNonce));
            }
            case Facilitator.Outcome.Unknown unknown -> throw pending(unknown.txid());
        };
    }

    private static Problem pending(String txid) {
        return new Problem(
                        503,
                        "settlement_pending",
                        "The payment is on its way and its outcome is not known yet; send the same request with the same payment again.")
                .with("transaction", txid)
                .retryAfterMs(PENDING_RETRY_MS);
    }

    private static Problem conflictingNonce(Optional<Long> nextNonce) {
        Problem problem =
                new Problem(
                        409,
                        "conflicting_nonce",
                        "The payer's nonce does not fit the chain; sign with the next nonce, or prepay by POST /api/account/deposit.");
        return nextNonce.map(n -> problem.with("nextNonce", n)).orElse(problem);
    }

    /** State and credit in one; a second time it changes nothing. */
    private boolean credit(Tx tx, VerifiedPayment payment, String txid) {
        Optional<Claim> open =
                find(tx, payment)
                        .filter(claim -> claim.state().equals("settling"))
                        .filter(claim -> claim.presign().equals(payment.presign()));
        if (open.isEmpty()) {
            return false;
        }
        ledger.credit(tx, payment.paid(), payment.network() + " " + txid);
        tx.update(
                """
                update payment set state = 'settled', txid = ?
                where owner = ? and network = ? and nonce = ?\
                """,
                txid,
                payment.payer(),
                payment.network(),
                payment.nonce());
        return resolved(tx, payment);
    }

    /** Nothing moved: the claim goes, and the payment may be presented again. */
    private static boolean release(Tx tx, VerifiedPayment payment) {
        int released =
                tx.update(
                        """
                        delete from payment
                        where owner = ? and network = ? and nonce = ? and presign = ?
                            and state = 'settling'\
                        """,
                        payment.payer(),
                        payment.network(),
                        payment.nonce(),
                        payment.presign());
        return released == 1 && resolved(tx, payment);
    }

    private static boolean resolved(Tx tx, VerifiedPayment payment) {
        return tx.update(
                        "delete from unsettled where owner = ? and network = ? and nonce = ?",
                        payment.payer(),
                        payment.network(),
                        payment.nonce())
                == 1;
    }

    /**
     * Finds out what became of the payments that a crash or a silent chain left open: those claimed
     * longer ago than any request lives. Younger ones are their request's own; and whoever presents
     * a payment again resolves it first.
     */
    public void resolveOpen() {
        for (Open open : store.read(Payments::open)) {
            VerifiedPayment payment = open.payment();
            try (Turns.Turn _ = turn(payment)) {
                if (open.isAhead()) {
                    claimedNow(payment);
                    continue;
                }
                end(payment, facilitator.lookUp(payment.txid()));
            } catch (Problem problem) {
                LOG.log(Level.INFO, "an open payment: {0} {1}", payment.txid(), problem.code());
            } catch (StoreException e) {
                LOG.log(Level.WARNING, "open payments wait for the store", e);
                return;
            } catch (RuntimeException e) {
                LOG.log(
                        Level.WARNING,
                        "looking up an open payment failed; it is tried again: " + payment.txid(),
                        e);
            }
        }
    }

    /**
     * @param isAhead whether the clock was ahead when it was claimed
     */
    private record Open(VerifiedPayment payment, boolean isAhead) {}

    private void claimedNow(VerifiedPayment payment) {
        store.write(
                new Owner(payment.payer()),
                tx ->
                        tx.update(
                                """
                                update payment set claimed_at = ?
                                where owner = ? and network = ? and nonce = ? and claimed_at > ?\
                                """,
                                tx.now(),
                                payment.payer(),
                                payment.network(),
                                payment.nonce(),
                                tx.now()));
    }

    private static List<Open> open(Tx tx) {
        return tx.all(
                """
                select p.owner, p.network, p.nonce, p.presign, p.asset, p.amount, p.txid,
                    p.transaction_bytes, p.claimed_at
                from unsettled u
                join payment p on p.owner = u.owner and p.network = u.network and p.nonce = u.nonce
                where p.claimed_at <= ? or p.claimed_at > ?
                order by p.owner, p.network, p.nonce limit 1000\
                """,
                row ->
                        new Open(
                                new VerifiedPayment(
                                        row.text(1),
                                        row.text(2),
                                        row.number(3),
                                        row.text(4),
                                        new Price(Asset.valueOf(row.text(5)), row.number(6)),
                                        row.text(7),
                                        row.bytes(8)),
                                row.number(9) > tx.now()),
                tx.now() - OPEN_AFTER_MS,
                tx.now());
    }
}
