package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Facilitator.Attempt;
import dev.coffer.payment.Facilitator.Outcome;
import dev.coffer.payment.PaymentRows.Claim;
import dev.coffer.payment.PaymentRows.Settlement;
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
import java.util.stream.Stream;

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

    /** Where a payment that is credited is settled. */
    public record Settled(String txid, long height) {}

    /**
     * A payment that is the payer's balance now.
     *
     * @param news whether nobody was told before
     */
    public record Credited(Settled where, boolean news) {}

    /**
     * Payments whose outcome is not known yet.
     *
     * @param count up to 10,000
     * @param oldestMs since when the oldest one was claimed; 0 if there is none
     */
    public record Open(long count, long oldestMs) {}

    /** Payments, each with all that is known of it. */
    public static final List<Table> TABLES = List.of(PaymentRow.TABLE);

    private final Store store;
    private final Ledger ledger;
    private final Rails rails;
    private final PaymentRows rows = new PaymentRows(UUID.randomUUID().toString());
    private final Turns turns = new Turns();
    private final PaymentCounts counts = new PaymentCounts();
    private final YoungCredits young = new YoungCredits();

    public Payments(Store store, Ledger ledger, Rails rails) {
        this.store = store;
        this.ledger = ledger;
        this.rails = rails;
    }

    /**
     * Waits for the payment's turn on this node, and for those of the operations that it is to pay,
     * as {@link Turns#take} does.
     */
    public Turns.Turn turn(VerifiedPayment payment, List<String> operations) {
        String payer = payment.payer();
        return turns.take(
                Stream.concat(
                                Stream.of(payment.name().text()),
                                operations.stream().map(operation -> payer + " " + operation))
                        .toList());
    }

    /** What became of payments on this node. */
    public PaymentCounts counts() {
        return counts;
    }

    /** Payments that no chain was told of yet, as far as is known, of all nodes. */
    public Open claimed() {
        return store.read(tx -> PaymentRow.open(tx, PaymentRow.State.CLAIMED));
    }

    /** Payments that a chain was told of, or may have been, and whose outcome is not known yet. */
    public Open told() {
        return store.read(tx -> PaymentRow.open(tx, PaymentRow.State.TOLD));
    }

    /** A payment that was claimed before, as it was then. */
    Optional<VerifiedPayment> known(PaymentName name) {
        return store.read(tx -> PaymentRow.of(tx, name)).map(PaymentRow::payment);
    }

    /** When a payment was claimed, in epoch milliseconds. */
    Optional<Long> claimedAtMs(PaymentName name) {
        return store.read(tx -> PaymentRow.claimedAtMs(tx, name));
    }

    /** Whether somebody has a payment in hand, or it is credited. */
    public boolean isTaken(PaymentName name) {
        return store.read(tx -> PaymentRow.of(tx, name))
                .filter(row -> row.state() != PaymentRow.State.FAILED)
                .isPresent();
    }

    /**
     * Claims a payment for a request, settles it, and credits the payer; for a payment that is
     * settled already, nothing more happens. Whoever presents it may have its call run then.
     *
     * @throws Problem 409 {@code payment_used} if it is not this presenter's, or has run its call;
     *     409 {@code credited} if it is credited, and buys nothing; 409 if another node takes its
     *     time with it; 400 if nothing moved; 503 if its outcome is open
     */
    public Credited settle(VerifiedPayment payment, Presenter presenter) {
        return switch (claimed(payment, presenter)) {
            case Claim.Held(VerifiedPayment held, Attempt attempt, boolean buys) -> {
                Optional<String> resume = buys ? presenter.resume() : Optional.empty();
                yield bought(payment, carried(held, attempt, resume), buys);
            }
            case Claim.Done(Settled where, boolean news, boolean buys) ->
                    bought(payment, new Credited(where, news), buys);
            case Claim.Busy _ -> throw Turns.inProgress();
            case Claim.Conflict conflict -> throw Refusals.conflict(conflict);
            case Claim.Used(String txid) -> throw Refusals.used(payment, txid);
        };
    }

    /** What the chain says it would refuse costs neither a row nor a transaction of it. */
    private void requireTakeable(VerifiedPayment payment) {
        rails.of(payment.network())
                .flatMap(rail -> refusal(rail.facilitator(), payment))
                .ifPresent(refused -> {
                    throw Refusals.of(refused);
                });
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

    private static Credited bought(VerifiedPayment payment, Credited credited, boolean buys) {
        if (buys) {
            return credited;
        }
        throw Refusals.credited(payment, credited.where().txid());
    }

    /** Claims it; as long as another node holds it, waits for what becomes of it there. */
    private Claim claimed(VerifiedPayment payment, Presenter presenter) {
        Claim claim = claim(payment, presenter);
        if (!(claim instanceof Claim.Busy)) {
            return claim;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Turns.WAIT_SECONDS);
        String topic = PaymentRows.topic(payment.name());
        try (Signals.Listener listener = store.signals().listen(topic)) {
            do {
                claim = claim(payment, presenter);
                if (!(claim instanceof Claim.Busy(long forMs))) {
                    return claim;
                }
                listener.wakeWithin(forMs);
            } while (listener.await(end) == Signals.Woken.SIGNALLED);
        }
        return claim;
    }

    private Claim claim(VerifiedPayment payment, Presenter presenter) {
        Optional<PaymentRow> before = store.read(tx -> PaymentRow.of(tx, payment.name()));
        if (before.filter(row -> row.isUsedFor(presenter)).isPresent()) {
            return new Claim.Used(before.get().where().txid());
        }
        if (before.filter(row -> row.state() != PaymentRow.State.FAILED).isEmpty()) {
            requireTakeable(payment);
        }
        boolean free =
                before.filter(row ->
                                row.state() != PaymentRow.State.FAILED || row.opensFor(presenter))
                        .isEmpty();
        Optional<Boolean> known = free ? Optional.of(isKnown(payment)) : Optional.empty();
        return store.write(
                new Owner(payment.payer()), tx -> rows.claim(tx, payment, presenter, known));
    }

    /** Whether the chain has it before it is told of it here. */
    private boolean isKnown(VerifiedPayment payment) {
        Optional<Rail> rail = rails.of(payment.network());
        try {
            return rail.isPresent() && rail.get().facilitator().knows(payment);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a chain can't be asked for a payment: " + shown(payment), e);
            throw Refusals.chainUnavailable();
        }
    }

    private Credited carried(VerifiedPayment payment, Attempt attempt, Optional<String> resume) {
        try {
            return end(payment, carry(payment, attempt), resume, true);
        } catch (StoreException e) {
            // What the chain said could not be written down: it is asked again.
            throw Refusals.pending(payment.txid().orElse(""), resume);
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

    /**
     * @param resume the code that its presenter may come back by, if it needs one
     * @param presented whether somebody waits to hear of it
     */
    private Credited end(
            VerifiedPayment payment, Outcome outcome, Optional<String> resume, boolean presented) {
        PaymentName name = payment.name();
        Owner payer = new Owner(payment.payer());
        return switch (outcome) {
            case Outcome.Settled settled -> credited(payment, settled, presented);
            case Outcome.Refused refused -> {
                counts.refused();
                record Failed(PaymentRow row, boolean news) {}
                Failed failed =
                        store.write(
                                payer,
                                tx -> {
                                    PaymentRow row = rows.fail(tx, name, refused.code());
                                    boolean settled = row.state() == PaymentRow.State.SETTLED;
                                    return new Failed(
                                            row, settled && presented && Purchase.tell(tx, name));
                                });
                yield switch (failed.row().state()) {
                    case SETTLED -> new Credited(failed.row().where(), failed.news());
                    case FAILED -> throw Refusals.of(refused);
                    case CLAIMED, TOLD -> throw Refusals.pending(payment.txid().orElse(""), resume);
                };
            }
            case Outcome.Unknown unknown -> {
                counts.unanswered();
                leave(payment, true);
                throw Refusals.pending(unknown.txid(), resume);
            }
        };
    }

    private Credited credited(VerifiedPayment payment, Outcome.Settled settled, boolean presented) {
        Settled where = new Settled(settled.txid(), settled.height());
        record Ended(Settlement settlement, boolean news) {}
        Optional<Ended> ended =
                store.write(
                        new Owner(payment.payer()),
                        tx ->
                                PaymentRows.settle(tx, ledger, payment, where)
                                        .map(settlement ->
                                                new Ended(
                                                        settlement,
                                                        presented
                                                                && Purchase.tell(
                                                                        tx, payment.name()))));
        if (ended.isEmpty()) {
            LOG.log(
                    Level.ERROR,
                    "the chain settled two payments with one key; the second is not credited: {0}",
                    shown(payment));
            throw Refusals.of(Outcome.Refused.conflictingNonce(Optional.empty()));
        }
        if (ended.get().settlement().news()) {
            counts.settled(payment.paid());
            if (rails.of(payment.network()).filter(r -> r.facilitator().forks()).isPresent()) {
                young.add(payment, store.clock().millis());
            }
        }
        return new Credited(ended.get().settlement().where(), ended.get().news());
    }

    private boolean leave(VerifiedPayment payment, boolean asked) {
        return store.write(new Owner(payment.payer()), tx -> rows.leave(tx, payment.name(), asked));
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
        long nowMs = store.clock().millis();
        young.old(nowMs).forEach(payment -> lookAgain(payment, nowMs));
        return resolveOpen(OpenPayments.AT_ONCE);
    }

    /** A credit is not taken back, as it may be spent; its operator hears of it until it is so. */
    private void lookAgain(VerifiedPayment credited, long nowMs) {
        try {
            Optional<Rail> rail = rails.of(credited.network());
            if (rail.isEmpty() || rail.get().facilitator().isStillSettled(credited)) {
                return;
            }
            LOG.log(
                    Level.ERROR,
                    "a payment that is credited is not in the chain any more, and was told to it once more; see coffer books: {0}",
                    shown(credited));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "a credited payment is looked at again: " + shown(credited), e);
        }
        young.add(credited, nowMs);
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
        end(payment, outcome, Optional.empty(), false);
        return true;
    }
}
