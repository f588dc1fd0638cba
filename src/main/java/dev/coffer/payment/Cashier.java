package dev.coffer.payment;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.x402.Presented;
import dev.coffer.payment.x402.Receipt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes payments: reads them, checks them here, has them settled, and tells whoever paid how that
 * ended, in the header of the x402 that it speaks.
 *
 * @param rails the ways to be paid
 * @param failures how often an address may bring bad payments: some clients sign again and again
 */
public record Cashier(Payments payments, Rails rails, RateLimit failures) {

    /**
     * A payment that is the payer's balance now, and the headers that say so.
     *
     * @param news whether nobody was told before
     * @param resume the code by which whoever brought it may come back, if it needs one
     */
    public record Taken(
            VerifiedPayment payment,
            boolean news,
            Optional<String> resume,
            Map<String, String> receipt) {

        /**
         * The answer to its call where another payment bought it, at the same time at another node:
         * this one was not needed, and is balance.
         */
        public Answer unneeded(Answer answer) {
            Map<String, String> headers = new LinkedHashMap<>(answer.headers());
            headers.putAll(receipt);
            if (news) {
                headers.put("Coffer-Credited", payment.paid().toString());
            }
            return new Answer(answer.status(), headers, answer.body());
        }

        /** A refusal of its call: what was paid is balance all the same. */
        public Problem told(Problem problem) {
            Problem told = problem.withHeaders(receipt);
            if (news) {
                told =
                        told.with(
                                "credited",
                                Map.of(
                                        "account", payment.payer(),
                                        "asset", payment.paid().asset().symbol(),
                                        "amount", payment.paid().amount()));
            }
            return Refusals.resumable(told, resume.filter(_ -> problem.retryable()));
        }
    }

    /** The payment that a request brings; one that can't be read is refused like any bad one. */
    Optional<Presented> presented(Request request) {
        try {
            return Presented.of(request);
        } catch (Problem problem) {
            failures.take(request.remoteAddress());
            boolean v2 = request.header(Presented.V2_HEADER).isPresent();
            throw refused(
                    problem,
                    v2 ? Presented.Version.V2 : Presented.Version.BARE,
                    rails.network(Optional.empty()));
        }
    }

    /**
     * Reads a payment and looks it up; one that is not known is judged by what the call costs, one
     * of the prices.
     *
     * @throws Problem 400 with a precise code; 429 if this address brought too many bad ones
     */
    public VerifiedPayment check(Door.Paying paying, List<Price> prices) {
        long waitMs = failures.waitMs(paying.remoteAddress());
        if (waitMs > 0) {
            throw new Problem(
                            429,
                            "rate_limited",
                            "Too many bad payments from your address; see what was wrong first.")
                    .retryAfterMs(waitMs);
        }
        try {
            Presented presented = paying.presented();
            SignedPayment signed = rails.of(presented).verifier().read(presented);
            String payer = signed.name().payer();
            if (paying.tokenOwner().filter(o -> !o.equals(payer)).isPresent()) {
                throw new Problem(
                        400,
                        "payer_mismatch",
                        "The token belongs to another account than the payment; send only one.");
            }
            return payments.known(signed.name()).orElseGet(() -> signed.require(prices));
        } catch (Problem problem) {
            failures.take(paying.remoteAddress());
            throw refused(problem, paying);
        }
    }

    /** Waits for the turn of a payment and its operations, as {@link Turns#take} does. */
    public Turns.Turn turn(Door.Paying paying, VerifiedPayment payment, List<String> operations) {
        try {
            return payments.turn(payment, operations);
        } catch (Problem problem) {
            throw refused(problem, paying);
        }
    }

    /** Whether somebody has a payment in hand already, or it is credited. */
    public boolean isTaken(VerifiedPayment payment) {
        return payments.isTaken(payment.name());
    }

    /** Has a payment settled for whoever presents it, as {@link Payments#settle} does. */
    public Taken take(Door.Paying paying, VerifiedPayment payment, Presenter presenter) {
        Payments.Credited credited = payments.settle(payment, presenter);
        Payments.Settled where = credited.where();
        return new Taken(
                payment,
                credited.news(),
                presenter.resume(),
                Receipt.settled(
                        paying.presented().version(), payment, where.txid(), where.height()));
    }

    /** The refusal of a payment, with the header that tells x402 clients so. */
    public Problem refused(Problem problem, Door.Paying paying) {
        Presented presented = paying.presented();
        return refused(problem, presented.version(), rails.network(Optional.of(presented)));
    }

    private static Problem refused(Problem problem, Presented.Version version, String network) {
        Object txid = problem.members().getOrDefault("transaction", "");
        return problem.withHeaders(
                Receipt.failed(version, network, problem.code(), txid.toString()));
    }
}
