package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Facilitator.Attempt;
import dev.coffer.payment.PaymentRows.Claim;
import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
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
    public static final List<Table> TABLES =
            Stream.concat(Stream.of(PaymentRow.TABLE), Sponsor.TABLES.stream()).toList();

    private final Store store;
    private final PaymentRows rows = new PaymentRows(UUID.randomUUID().toString());
    private final Turns turns = new Turns();
    private final PaymentCounts counts = new PaymentCounts();
    private final Settling chains;

    public Payments(Store store, Ledger ledger, Rails rails) {
        this.store = store;
        this.chains = new Settling(store, ledger, rails, rows, counts);
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
        return store.readGlobal(tx -> PaymentRow.open(tx, PaymentRow.State.CLAIMED));
    }

    /** Payments that a chain was told of, or may have been, and whose outcome is not known yet. */
    public Open told() {
        return store.readGlobal(tx -> PaymentRow.open(tx, PaymentRow.State.TOLD));
    }

    /** A payment that was claimed before, as it was then; not one that pays somebody else. */
    Optional<VerifiedPayment> known(PaymentName name) {
        return store.read(name.owner(), tx -> PaymentRow.of(tx, name))
                .filter(row -> row.purchase() != Purchase.ELSEWHERE)
                .map(PaymentRow::payment);
    }

    /** When a payment was claimed, in epoch milliseconds. */
    Optional<Long> claimedAtMs(PaymentName name) {
        return store.read(name.owner(), tx -> PaymentRow.claimedAtMs(tx, name));
    }

    /** Whether somebody has a payment in hand, or it is credited. */
    public boolean isTaken(PaymentName name) {
        return store.read(name.owner(), tx -> PaymentRow.of(tx, name))
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
        return switch (claimed(payment.name(), () -> claim(payment, presenter))) {
            case Claim.Held(VerifiedPayment held, Attempt attempt, boolean buys) -> {
                Optional<String> resume = buys ? presenter.resume() : Optional.empty();
                yield bought(payment, chains.carried(held, attempt, resume, true), buys);
            }
            case Claim.Done(Settled where, boolean news, boolean buys) ->
                    bought(payment, new Credited(where, news), buys);
            case Claim.Busy _ -> throw Turns.inProgress();
            case Claim.Conflict conflict -> throw Refusals.conflict(conflict);
            case Claim.Used(String txid) -> throw Refusals.used(payment, txid);
        };
    }

    /**
     * Settles a payment for whoever is paid by it: the same payment again gives the same, and is
     * settled once. It buys no call here, and its payer is credited only if we are paid.
     *
     * @param ours whether it is us who are paid
     * @throws Problem 400 or 409 if nothing moved; 409 {@code payment_used} if the chain knew it
     *     before it came here; 503 if its outcome is open
     */
    Settled settle(VerifiedPayment payment, boolean ours) {
        Purchase purchase = ours ? Purchase.OPEN : Purchase.ELSEWHERE;
        return switch (claimed(payment.name(), () -> claim(payment, purchase))) {
            case Claim.Held(VerifiedPayment held, Attempt attempt, _) ->
                    chains.carried(held, attempt, Optional.empty(), false).where();
            case Claim.Done(Settled where, _, _) -> where;
            case Claim.Busy _ ->
                    throw Refusals.pending(payment.txid().orElse(""), Optional.empty());
            case Claim.Conflict conflict -> throw Refusals.conflict(conflict);
            case Claim.Used(String txid) -> throw Refusals.used(payment, txid);
        };
    }

    /** Refuses what a settlement would refuse, as far as it is known; nothing is kept of it. */
    void requireNew(VerifiedPayment payment) {
        Optional<PaymentRow> before =
                store.read(payment.name().owner(), tx -> PaymentRow.of(tx, payment.name()));
        if (before.filter(row -> row.state() == PaymentRow.State.SETTLED).isPresent()) {
            throw Refusals.used(payment, before.get().where().txid());
        }
        store.read(payment.name().owner(), tx -> PaymentRows.conflict(tx, payment.name()))
                .ifPresent(conflict -> {
                    throw Refusals.conflict(conflict);
                });
        if (before.filter(PaymentRow::isOpen).isEmpty()) {
            chains.requireTakeable(payment);
        }
        if (before.isEmpty() && chains.isKnown(payment)) {
            throw Refusals.known(payment);
        }
        if (before.isEmpty()) {
            chains.sponsored().by(payment);
        }
    }

    /** Whether a payment was claimed, and its outcome is not known yet. */
    boolean isOpen(PaymentName name) {
        return store.read(name.owner(), tx -> PaymentRow.of(tx, name))
                .filter(PaymentRow::isOpen)
                .isPresent();
    }

    /** Whether no node claimed it; one that told the chain did so before. */
    private boolean isUnheardOf(PaymentName name) {
        return store.read(name.owner(), tx -> PaymentRow.of(tx, name)).isEmpty();
    }

    private Claim claim(VerifiedPayment payment, Purchase purchase) {
        Optional<PaymentRow> before =
                store.read(payment.name().owner(), tx -> PaymentRow.of(tx, payment.name()));
        boolean told = before.filter(row -> row.state() != PaymentRow.State.FAILED).isPresent();
        if (!told) {
            chains.requireTakeable(payment);
        }
        if (before.isEmpty() && chains.isKnown(payment) && isUnheardOf(payment.name())) {
            throw Refusals.known(payment);
        }
        return claim(
                payment,
                told ? Optional.empty() : chains.sponsored().by(payment),
                (tx, sponsorship) -> rows.claim(tx, payment, purchase, sponsorship));
    }

    /** Writes a claim down; with it what it takes of a sponsor, if it has one. */
    private Claim claim(
            VerifiedPayment payment,
            Optional<Sponsorship> sponsorship,
            BiFunction<Tx, Optional<Sponsorship>, Claim> claim) {
        Claim claimed =
                store.write(
                        new Owner(payment.payer()),
                        sponsorship.map(Sponsorship::touches).stream().toList(),
                        tx -> claim.apply(tx, sponsorship));
        sponsorship.ifPresent(s -> s.tell(claimed));
        return claimed;
    }

    private static Credited bought(VerifiedPayment payment, Credited credited, boolean buys) {
        if (buys) {
            return credited;
        }
        throw Refusals.credited(payment, credited.where().txid());
    }

    /** Claims it; as long as another node holds it, waits for what becomes of it there. */
    private Claim claimed(PaymentName name, Supplier<Claim> claiming) {
        Claim claim = claiming.get();
        if (!(claim instanceof Claim.Busy)) {
            return claim;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Turns.WAIT_SECONDS);
        String topic = PaymentRows.topic(name);
        try (Signals.Listener listener = store.signals().listen(topic)) {
            do {
                claim = claiming.get();
                if (!(claim instanceof Claim.Busy(long forMs))) {
                    return claim;
                }
                listener.wakeWithin(forMs);
            } while (listener.await(end) == Signals.Woken.SIGNALLED);
        }
        return claim;
    }

    private Claim claim(VerifiedPayment payment, Presenter presenter) {
        Optional<PaymentRow> before =
                store.read(payment.name().owner(), tx -> PaymentRow.of(tx, payment.name()));
        if (before.filter(row -> row.isUsedFor(presenter)).isPresent()) {
            return new Claim.Used(before.get().where().txid());
        }
        boolean told = before.filter(row -> row.state() != PaymentRow.State.FAILED).isPresent();
        if (!told) {
            chains.requireTakeable(payment);
        }
        boolean free =
                before.filter(row ->
                                row.state() != PaymentRow.State.FAILED || row.opensFor(presenter))
                        .isEmpty();
        Optional<Boolean> known = free ? Optional.of(chains.isKnown(payment)) : Optional.empty();
        return claim(
                payment,
                told ? Optional.empty() : chains.sponsored().by(payment),
                (tx, sponsorship) -> rows.claim(tx, payment, presenter, known, sponsorship));
    }

    /**
     * Finds out what became of the payments that a crash or a silent chain left open, once it is
     * time to ask again: some at a time, those that wait longest first. Young ones are their
     * request's own; and whoever presents a payment again resolves it first.
     *
     * @return whether more may be due already
     */
    public boolean resolveOpen() {
        chains.lookAgain();
        chains.fillGaps();
        return resolveOpen(OpenPayments.AT_ONCE);
    }

    boolean resolveOpen(int atOnce) {
        List<PaymentName> due = store.readGlobal(PaymentRow::due);
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
                    .map(chains::lookedUp)
                    .orElse(true);
        } catch (Problem problem) {
            LOG.log(Level.INFO, "an open payment: {0} {1}", due.text(), problem.code());
            return true;
        }
    }
}
