package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Facilitator.Attempt;
import dev.coffer.payment.Facilitator.Outcome;
import dev.coffer.payment.PaymentRows.Settlement;
import dev.coffer.payment.Payments.Credited;
import dev.coffer.payment.Payments.Settled;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;

import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * What chains are told and asked of claimed payments, and how that is written down: settled, and
 * credited in the same transaction; refused; or open.
 */
final class Settling {

    private static final System.Logger LOG = System.getLogger(Settling.class.getName());

    private final Store store;
    private final Ledger ledger;
    private final Rails rails;
    private final PaymentRows rows;
    private final PaymentCounts counts;
    private final SponsoredPayments sponsored;
    private final YoungCredits young = new YoungCredits();

    Settling(Store store, Ledger ledger, Rails rails, PaymentRows rows, PaymentCounts counts) {
        this.store = store;
        this.ledger = ledger;
        this.rails = rails;
        this.rows = rows;
        this.counts = counts;
        this.sponsored = new SponsoredPayments(store, rails, rows);
    }

    /** Who pays for payers. */
    SponsoredPayments sponsored() {
        return sponsored;
    }

    /** What the chain says it would refuse costs neither a row nor a transaction of it. */
    void requireTakeable(VerifiedPayment payment) {
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

    /** Whether the chain has it before it is told of it here. */
    boolean isKnown(VerifiedPayment payment) {
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

    /**
     * Carries a claimed payment, and writes down how that ended.
     *
     * @param resume the code that its presenter may come back by, if it needs one
     * @param presented whether somebody waits to hear of it
     * @throws Problem 400 or 409 if nothing moved; 503 if its outcome is open
     */
    Credited carried(
            VerifiedPayment payment, Attempt attempt, Optional<String> resume, boolean presented) {
        try {
            Told told = resigned(payment, carry(payment, attempt));
            return end(told.payment(), told.outcome(), resume, presented);
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
     * Which payment the chain was told of last, and what came of it.
     *
     * @param payment as it was told
     */
    private record Told(VerifiedPayment payment, Outcome outcome) {}

    /**
     * What is sponsored here, and can't be mined by the nonce that it has of its sponsor, gets
     * another and is told again; as long as that does not work, its outcome is open. Only one of
     * all that was ever signed for it can be mined, as they have its payer's nonce in common.
     */
    private Told resigned(VerifiedPayment payment, Outcome outcome) {
        Optional<Sponsor> sponsor =
                rails.of(payment.network())
                        .flatMap(Rail::sponsor)
                        .filter(_ ->
                                outcome instanceof Outcome.Refused refused
                                        && refused.isSponsorsNonce())
                        .filter(own -> own.isOf(payment));
        if (sponsor.isEmpty()) {
            return new Told(payment, outcome);
        }
        Optional<VerifiedPayment> anew = sponsored.anew(sponsor.get(), payment);
        if (anew.isEmpty()) {
            return new Told(payment, new Outcome.Unknown(payment.txid().orElse("")));
        }
        Outcome again = carry(anew.get(), Attempt.AGAIN);
        boolean open = again instanceof Outcome.Refused refused && refused.isSponsorsNonce();
        return new Told(
                anew.get(), open ? new Outcome.Unknown(anew.get().txid().orElse("")) : again);
    }

    /** What a sponsor signed waits for all that it signed before: none of it may be missing. */
    void fillGaps() {
        for (Rail rail : rails.all()) {
            try {
                rail.sponsor()
                        .flatMap(sponsor -> sponsored.filler(rail, sponsor))
                        .ifPresent(held ->
                                carried(held.payment(), held.attempt(), Optional.empty(), false));
            } catch (StoreException e) {
                throw e;
            } catch (Problem | ChainSilent e) {
                LOG.log(
                        Level.WARNING,
                        "{0}: a nonce of the sponsor is missing, and is not filled yet: {1}",
                        rail.network(),
                        e.getMessage());
            }
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
            counts.settled(ended.get().settlement(), payment.paid());
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
     * Finds out what became of a payment that may have been carried; false if it could not be asked
     * for.
     *
     * @throws Problem as {@link #carried}
     */
    boolean lookedUp(VerifiedPayment payment) {
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
        Told told = resigned(payment, outcome);
        end(told.payment(), told.outcome(), Optional.empty(), false);
        return true;
    }

    /** Asks again for what was credited some time ago, where a fork may have taken it back. */
    void lookAgain() {
        long nowMs = store.clock().millis();
        young.old(nowMs).forEach(payment -> lookAgain(payment, nowMs));
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
}
