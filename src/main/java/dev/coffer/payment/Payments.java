package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Facilitator.Attempt;
import dev.coffer.payment.Facilitator.Outcome;
import dev.coffer.payment.PaymentRows.Claim;
import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Table;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The life of a payment: claimed by a row before the chain is told anything, settled, credited
 * once.
 *
 * <pre>
 *   new -> claimed -> settled    credited in the same transaction as the state
 *              |   \-> failed    nothing moved: it may be told again, and may settle yet
 *              \-> told          unknown: 503, resolved in the background, never a new 402
 * </pre>
 *
 * <p>The row's key is network, payer, and the network's own name of the payment, never the
 * transaction id alone: of two payments with one nonce only one can ever move money. The row stays.
 */
public final class Payments {

    private static final System.Logger LOG = System.getLogger(Payments.class.getName());

    private static final long PENDING_RETRY_MS = 2_000;

    /** Where a payment that is credited is settled. */
    public record Settled(String txid, long height) {}

    /** Payments, each with all that is known of it. */
    public static final List<Table> TABLES = List.of(PaymentRow.TABLE);

    private final Store store;
    private final Ledger ledger;
    private final Rails rails;
    private final PaymentRows rows = new PaymentRows(UUID.randomUUID().toString());
    private final Turns turns = new Turns();

    public Payments(Store store, Ledger ledger, Rails rails) {
        this.store = store;
        this.ledger = ledger;
        this.rails = rails;
    }

    /** Waits for the payment's turn on this node, as {@link Turns#take} does. */
    public Turns.Turn turn(VerifiedPayment payment) {
        return turn(payment.name());
    }

    private Turns.Turn turn(PaymentName name) {
        return turns.take(name.text());
    }

    /** A payment that was claimed before, as it was then. */
    Optional<VerifiedPayment> known(PaymentName name) {
        return store.read(tx -> PaymentRow.of(tx, name)).map(PaymentRow::payment);
    }

    /** When a payment was claimed, in epoch milliseconds. */
    Optional<Long> claimedAtMs(PaymentName name) {
        return store.read(tx -> PaymentRow.claimedAtMs(tx, name));
    }

    /**
     * Claims a payment for a request, settles it, and credits the payer; for a payment that is
     * settled already, nothing more happens.
     *
     * @throws Problem 409 if it was used for another request, or another node takes its time with
     *     it; 400 if nothing moved; 503 if its outcome is open
     */
    public Settled settle(VerifiedPayment payment, String fingerprint) {
        requireTakeable(payment);
        return switch (claimed(payment, fingerprint)) {
            case Claim.Held(VerifiedPayment held, Attempt attempt) -> carried(held, attempt);
            case Claim.Done(Settled where) -> where;
            case Claim.Busy _ -> throw Turns.inProgress();
            case Claim.Conflict _ ->
                    throw problem(Outcome.Refused.conflictingNonce(Optional.empty()));
            case Claim.Used _ ->
                    throw new Problem(
                            409,
                            "payment_used",
                            "This payment was used for another request; sign a new one, or use the balance.");
        };
    }

    /** What the chain says it would refuse costs neither a row nor a transaction of it. */
    private void requireTakeable(VerifiedPayment payment) {
        boolean mayHaveMoved =
                store.read(tx -> PaymentRow.of(tx, payment.name()))
                        .filter(row -> row.state() != PaymentRow.State.FAILED)
                        .isPresent();
        if (!mayHaveMoved) {
            rails.of(payment.network())
                    .flatMap(rail -> refusal(rail.facilitator(), payment))
                    .ifPresent(refused -> {
                        throw problem(refused);
                    });
        }
    }

    /** A chain that does not say has nothing against it. */
    private static Optional<Outcome.Refused> refusal(Facilitator chain, VerifiedPayment payment) {
        try {
            return chain.verify(payment);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a chain could not be asked for " + shown(payment), e);
            return Optional.empty();
        }
    }

    /** Claims it; as long as another node holds it, waits for what becomes of it there. */
    private Claim claimed(VerifiedPayment payment, String fingerprint) {
        Claim claim = claim(payment, fingerprint);
        if (!(claim instanceof Claim.Busy)) {
            return claim;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Turns.WAIT_SECONDS);
        String topic = PaymentRows.topic(payment.name());
        try (Signals.Listener listener = store.signals().listen(topic)) {
            do {
                claim = claim(payment, fingerprint);
                if (!(claim instanceof Claim.Busy(long forMs))) {
                    return claim;
                }
                listener.wakeWithin(forMs);
            } while (listener.await(end) == Signals.Woken.SIGNALLED);
        }
        return claim;
    }

    private Claim claim(VerifiedPayment payment, String fingerprint) {
        return store.write(new Owner(payment.payer()), tx -> rows.claim(tx, payment, fingerprint));
    }

    private Settled carried(VerifiedPayment payment, Attempt attempt) {
        try {
            return end(payment, carry(payment, attempt));
        } catch (StoreException e) {
            // What the chain said could not be written down: it is asked again.
            throw pending(payment.txid().orElse(""));
        }
    }

    /** Whatever goes wrong on the way to the chain and back: the money may have moved. */
    private Outcome carry(VerifiedPayment payment, Attempt attempt) {
        Outcome unknown = new Outcome.Unknown(payment.txid().orElse(""));
        Optional<Rail> rail = rails.of(payment.network());
        if (rail.isEmpty()) {
            return unknown;
        }
        try {
            return rail.get().facilitator().carry(payment, attempt);
        } catch (StoreException e) {
            return unknown;
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "settling failed, its outcome is open: " + shown(payment), e);
            return unknown;
        }
    }

    private Settled end(VerifiedPayment payment, Outcome outcome) {
        Owner payer = new Owner(payment.payer());
        return switch (outcome) {
            case Outcome.Settled settled -> credited(payment, settled);
            case Outcome.Refused refused -> {
                Optional<Claim> instead =
                        store.write(payer, tx -> rows.fail(tx, payment.name(), refused.code()));
                if (instead.isEmpty()) {
                    throw problem(refused);
                }
                if (instead.get() instanceof Claim.Done(Settled where)) {
                    yield where;
                }
                throw pending(payment.txid().orElse(""));
            }
            case Outcome.Unknown unknown -> {
                leave(payment, true);
                throw pending(unknown.txid());
            }
        };
    }

    private Settled credited(VerifiedPayment payment, Outcome.Settled settled) {
        Settled where = new Settled(settled.txid(), settled.height());
        Optional<Settled> credited =
                store.write(
                        new Owner(payment.payer()),
                        tx -> PaymentRows.settle(tx, ledger, payment, where));
        if (credited.isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "the chain settled two payments with one key; the second is not credited: {0}",
                    shown(payment));
            throw problem(Outcome.Refused.conflictingNonce(Optional.empty()));
        }
        return credited.get();
    }

    private boolean leave(VerifiedPayment payment, boolean asked) {
        return store.write(new Owner(payment.payer()), tx -> rows.leave(tx, payment.name(), asked));
    }

    private static Problem pending(String txid) {
        return new Problem(
                        503,
                        "settlement_pending",
                        "The payment is on its way and its outcome is not known yet; send the same request with the same payment again.")
                .with("transaction", txid)
                .retryAfterMs(PENDING_RETRY_MS);
    }

    private static Problem problem(Outcome.Refused refused) {
        Problem conflict = new Problem(409, "conflicting_nonce", refused.detail());
        return refused.code().equals(conflict.code())
                ? refused.nextNonce().map(n -> conflict.with("nextNonce", n)).orElse(conflict)
                : new Problem(400, refused.code(), refused.detail());
    }

    /** As a log names it: never what was signed. */
    private static String shown(VerifiedPayment payment) {
        return payment.name().text() + payment.txid().map(txid -> " " + txid).orElse("");
    }

    /**
     * Finds out what became of the payments that a crash or a silent chain left open, once it is
     * time to ask again: some at a time, those that wait longest first. Young ones are their
     * request's own; and whoever presents a payment again resolves it first.
     *
     * @return whether more may be due already
     */
    public boolean resolveOpen() {
        return resolveOpen(OpenPayments.AT_ONCE);
    }

    boolean resolveOpen(int atOnce) {
        List<PaymentName> due = store.read(PaymentRow::due);
        boolean allAsked = OpenPayments.each(due, atOnce, this::resolve);
        return allAsked && due.size() == PaymentRow.MOST_DUE;
    }

    /** False if it could not be asked for. */
    private boolean resolve(PaymentName due) {
        Optional<Turns.Turn> free = turns.takeIfFree(due.text());
        if (free.isEmpty()) {
            return true; // A request is at work with it.
        }
        try (Turns.Turn _ = free.get()) {
            return store.write(new Owner(due.payer()), tx -> rows.take(tx, due))
                    .map(this::resolve)
                    .orElse(true);
        } catch (Problem problem) {
            LOG.log(Level.INFO, "an open payment: {0} {1}", due.text(), problem.code());
            return true;
        }
    }

    private boolean resolve(VerifiedPayment payment) {
        Outcome outcome;
        try {
            outcome =
                    rails.of(payment.network())
                            .map(rail -> rail.facilitator().lookUp(payment))
                            .orElseGet(() -> new Outcome.Unknown(payment.txid().orElse("")));
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "looking up an open payment failed; it is tried again: " + shown(payment),
                    e);
            leave(payment, false);
            return false;
        }
        end(payment, outcome);
        return true;
    }
}
