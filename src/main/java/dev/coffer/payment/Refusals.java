package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Facilitator.Outcome;

import java.util.Optional;

/** What whoever presents a payment is told that is not taken, or not yet. */
final class Refusals {

    private static final long RETRY_MS = 2_000;

    private Refusals() {}

    /** Its outcome is open. */
    static Problem pending(String txid, Optional<String> resume) {
        Problem pending =
                new Problem(
                                ErrorCode.SETTLEMENT_PENDING,
                                "The payment is on its way and its outcome is not known yet; send the same request with the same payment again, with its Idempotency-Key, or with the header Coffer-Resume of this answer.")
                        .with("transaction", txid)
                        .retryAfterMs(RETRY_MS);
        return resumable(pending, resume);
    }

    /** Tells whoever can come back only by a code what it is. */
    static Problem resumable(Problem problem, Optional<String> resume) {
        return resume.map(code ->
                        problem.with("resume", code).withHeader(Presenter.RESUME_HEADER, code))
                .orElse(problem);
    }

    /** The network does not take it. */
    static Problem of(Outcome.Refused refused) {
        Problem conflict = new Problem(ErrorCode.CONFLICTING_NONCE, refused.detail());
        return refused.code().equals(conflict.code())
                ? refused.nextNonce().map(n -> conflict.with("nextNonce", n)).orElse(conflict)
                : new Problem(new ErrorCode(400, refused.code()), refused.detail());
    }

    /** Another payment of its payer has its key. */
    static Problem conflict(PaymentRows.Claim.Conflict with) {
        Problem conflict = of(Outcome.Refused.conflictingNonce(with.next()));
        return with.open() ? conflict.retryAfterMs(RETRY_MS) : conflict;
    }

    /** It is not this presenter's, or has run its call. */
    static Problem used(VerifiedPayment payment, String txid) {
        return new Problem(
                        ErrorCode.PAYMENT_USED,
                        "This payment was used; a payment runs one call. Its answer is given again, for a day, to who sends the same request with the Idempotency-Key, payment-identifier or Coffer-Resume that came with it first. Sign a new payment, or use the balance of its payer.")
                .with("account", payment.payer())
                .with("transaction", txid);
    }

    /** It is credited, and buys nothing. */
    static Problem credited(VerifiedPayment payment, String txid) {
        return new Problem(
                        ErrorCode.CREDITED,
                        "The chain knew this payment before it came here, so anybody could have read it there. It is its payer's balance now, and no call was made: sign in to use it.")
                .with("account", payment.payer())
                .with("transaction", txid);
    }

    /** Whoever has it settled for others may have read it where anybody can. */
    static Problem known(VerifiedPayment payment) {
        return new Problem(
                        ErrorCode.PAYMENT_USED,
                        "The chain knew this payment before it came here, so anybody could have read it there. Nothing was done with it; sign a new payment.")
                .with("account", payment.payer())
                .with("transaction", payment.txid().orElse(""));
    }

    static Problem chainUnavailable() {
        return new Problem(
                        ErrorCode.CHAIN_UNAVAILABLE,
                        "The payment's network can't be asked just now, and nothing was done with the payment; send the same request with the same payment again.")
                .retryAfterMs(RETRY_MS);
    }
}
