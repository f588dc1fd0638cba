package dev.coffer.payment;

import dev.coffer.endpoint.Problem;
import dev.coffer.payment.PaymentRows.Claim;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;

/**
 * The payments that are sponsored here, as they stand in the store: signed when they are claimed,
 * signed anew when their sponsor's nonce is gone, and not left behind one that is missing.
 */
record SponsoredPayments(Store store, Rails rails, PaymentRows rows) {

    private static final System.Logger LOG = System.getLogger(SponsoredPayments.class.getName());

    /**
     * By whom a payment is sponsored, that its payer left to us or that was sponsored here before.
     *
     * @throws Problem 400 if it is none that is sponsored; 503 if it is not now
     */
    Optional<Sponsorship> by(VerifiedPayment payment) {
        return rails.of(payment.network())
                .flatMap(rail ->
                        rail.sponsor()
                                .filter(own -> payment.txid().isEmpty() || own.isOf(payment))
                                .map(own -> own.offer(rail.facilitator(), payment)));
    }

    /**
     * An open payment that can't be mined as it is gets another nonce of its sponsor; empty if it
     * can't now, is open no more, or another node has it.
     */
    Optional<VerifiedPayment> anew(Sponsor sponsor, VerifiedPayment payment) {
        PaymentName name = payment.name();
        try {
            Facilitator chain = rails.of(payment.network()).orElseThrow().facilitator();
            Sponsorship sponsorship = sponsor.offer(chain, payment);
            return store.write(
                    new Owner(name.payer()),
                    List.of(sponsorship.touches()),
                    tx ->
                            PaymentRow.of(tx, name)
                                    .filter(row ->
                                            row.isOpen() && row.holder().equals(rows.holder()))
                                    .map(row -> anew(tx, row.payment(), sponsorship)));
        } catch (Problem problem) {
            LOG.log(
                    Level.WARNING,
                    "a sponsored payment waits for another nonce of its sponsor: {0} {1}",
                    name.text(),
                    problem.code());
            return Optional.empty();
        }
    }

    private static VerifiedPayment anew(Tx tx, VerifiedPayment payment, Sponsorship sponsorship) {
        VerifiedPayment anew = sponsorship.anew(tx, payment);
        if (anew != payment) {
            rewrite(tx, anew);
        }
        return anew;
    }

    /** The same payment, by another transaction. */
    static void rewrite(Tx tx, VerifiedPayment payment) {
        PaymentName name = payment.name();
        tx.update(
                """
                update payment set txid = ?, carried = ?
                where owner = ? and network = ? and key = ? and digest = ?\
                """,
                payment.txid().orElse(null),
                payment.carried(),
                name.payer(),
                name.network(),
                name.key(),
                name.digest());
    }

    /**
     * What fills the first gap among a sponsor's nonces, claimed and still to be carried; empty if
     * there is none, or another node fills it. The payment that is next is asked for soon, if it
     * keeps others waiting.
     *
     * @throws ChainSilent if the chain does not say what is needed
     */
    Optional<Claim.Held> filler(Rail rail, Sponsor sponsor) {
        Facilitator chain = rail.facilitator();
        SponsorGaps gaps = sponsor.gaps();
        Facilitator.Purse before = sponsor.seen().orElseGet(() -> sponsor.look(chain));
        store.readGlobal(tx -> gaps.blocking(tx, before))
                .ifPresent(name -> store.write(new Owner(name.payer()), tx -> hasten(tx, name)));
        if (store.readGlobal(tx -> gaps.first(tx, before)).isEmpty()) {
            return Optional.empty();
        }
        Facilitator.Purse purse = sponsor.look(chain);
        Optional<SponsorGaps.Gap> gap = store.readGlobal(tx -> gaps.first(tx, purse));
        return gap.flatMap(missing -> filled(rail, sponsor, purse, missing));
    }

    private Optional<Claim.Held> filled(
            Rail rail, Sponsor sponsor, Facilitator.Purse purse, SponsorGaps.Gap gap) {
        SponsorGaps gaps = sponsor.gaps();
        VerifiedPayment filler = gaps.filler(rail.facilitator(), gap);
        Claim claim =
                store.write(
                        new Owner(sponsor.address()),
                        tx -> {
                            if (!gaps.first(tx, purse).equals(Optional.of(gap))) {
                                return new Claim.Busy(0);
                            }
                            Claim made = rows.claim(tx, filler, Purchase.OPEN, Optional.empty());
                            if (made instanceof Claim.Held) {
                                gaps.fill(tx, gap, filler);
                            }
                            return made;
                        });
        if (!(claim instanceof Claim.Held held)) {
            return Optional.empty();
        }
        LOG.log(
                Level.WARNING,
                "{0}: nonce {1} of the sponsor was missing, and is filled by {2}",
                rail.network(),
                gap.nonce(),
                held.payment().txid().orElse(""));
        return Optional.of(held);
    }

    /** Has the chain asked for an open payment soon, unless a node that lives has it in hand. */
    private static int hasten(Tx tx, PaymentName name) {
        return tx.update(
                """
                update payment set next_at = ?
                where owner = ? and network = ? and key = ? and digest = ? and next_at > ?
                    and (holder = '' or held_until <= ?)\
                """,
                tx.now(),
                name.payer(),
                name.network(),
                name.key(),
                name.digest(),
                tx.now(),
                tx.now());
    }
}
