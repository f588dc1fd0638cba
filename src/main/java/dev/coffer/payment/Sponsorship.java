package dev.coffer.payment;

import dev.coffer.payment.Facilitator.Purse;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.store.Owner;
import dev.coffer.store.Tx;

import java.util.Optional;

/**
 * A payment that a sponsor is ready to pay the fee of, by what the chain said a moment ago. It is
 * signed in the transaction that writes the payment down, before anybody is told of it.
 */
record Sponsorship(
        Sponsor sponsor,
        StacksTransaction transaction,
        VerifiedPayment payment,
        Purse purse,
        long fee) {

    /** Whose rows change by it, besides the payer's. */
    Owner touches() {
        return new Owner(sponsor.address());
    }

    /** Says what was signed by it, once that is committed. */
    void tell(PaymentRows.Claim claimed) {
        if (claimed instanceof PaymentRows.Claim.Held held && held.payment() != payment) {
            sponsor.signed(fee);
        }
    }

    /** Signs one that is new, and counts it. */
    VerifiedPayment begin(Tx tx) {
        sponsor.count(tx, payment.payer(), fee);
        return sponsor.sign(tx, transaction, payment, purse, fee);
    }

    /** One that came to nothing before is told again as it was, if its nonce is still its own. */
    VerifiedPayment again(Tx tx, VerifiedPayment before) {
        return sponsor.given(tx, before)
                .filter(given -> given.nonce() >= purse.nonce())
                .map(_ -> before)
                .orElseGet(() -> sponsor.sign(tx, transaction, payment, purse, fee));
    }

    /**
     * If another transaction used its nonce, or waits with it, it gets the next; else it stays as
     * it is, and its turn is to come.
     */
    VerifiedPayment anew(Tx tx, VerifiedPayment before) {
        Optional<SponsorRows.Given> had = sponsor.given(tx, before);
        boolean stays =
                had.filter(given ->
                                given.nonce() >= purse.nonce()
                                        && !purse.waiting().contains(given.nonce()))
                        .isPresent();
        if (stays) {
            return before;
        }
        VerifiedPayment signed = sponsor.sign(tx, transaction, before, purse, fee);
        had.ifPresent(given -> sponsor.takeBack(tx, given));
        return signed;
    }
}
