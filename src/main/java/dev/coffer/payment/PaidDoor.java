package dev.coffer.payment;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Endpoint.Access;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.x402.PaymentRequired;
import dev.coffer.payment.x402.Presented;
import dev.coffer.payment.x402.Receipt;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In come a bearer token's owner and whoever brings an x402 payment; everybody else is told the
 * price.
 *
 * @param failures how often an address may bring bad payments: some clients sign again and again
 */
public record PaidDoor(
        Payments payments,
        Verifier verifier,
        Tokens tokens,
        PaymentRequired challenge,
        RateLimit failures,
        InstantSource clock)
        implements Door {

    private static final String BEARER = "Bearer ";
    private static final String HOW =
            "Send Authorization: Bearer <token>; POST /api/account/deposit gives a token.";

    @Override
    public Visitor visitor(Request request) {
        Optional<String> owner = request.header("Authorization").map(this::tokenOwner);
        Optional<Presented> presented = presented(request);
        if (presented.isPresent()) {
            return new Paying(this, presented.get(), owner, request.remoteAddress());
        }
        return owner.<Visitor>map(o -> new Known(o, true)).orElseGet(Nobody::new);
    }

    /** One that can't be read is refused like any other bad one: told in its header, counted. */
    private Optional<Presented> presented(Request request) {
        try {
            return Presented.of(request);
        } catch (Problem problem) {
            failures.take(request.remoteAddress());
            boolean v2 = request.header(Presented.V2_HEADER).isPresent();
            throw problem.withHeaders(
                    Receipt.failed(
                            v2 ? Presented.Version.V2 : Presented.Version.V1,
                            verifier.network(),
                            problem.code(),
                            ""));
        }
    }

    private String tokenOwner(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw unauthorized("invalid_token");
        }
        return tokens.owner(authorization.substring(BEARER.length()).strip(), clock.millis());
    }

    private static Problem unauthorized(String code) {
        return new Problem(401, code, HOW).withHeader("WWW-Authenticate", "Bearer");
    }

    @Override
    public Answer invite(
            Endpoint<?> endpoint, Request request, List<Price> prices, Optional<Problem> why) {
        if (endpoint.access() == Access.ACCOUNT
                && !(endpoint.pricing() instanceof Pricing.Deposit<?>)) {
            throw unauthorized("token_required");
        }
        Map<String, Object> refusal = new LinkedHashMap<>();
        refusal.put("code", "payment_required");
        refusal.put("error", "Payment required");
        why.ifPresent(problem -> refusal.putAll(problem.body()));
        return challenge.answer(
                endpoint, request, verifier.offers(prices), clock.millis(), refusal);
    }

    /**
     * Checks a payment locally against what the call costs, one of the prices.
     *
     * @throws Problem 400 with a precise code; 429 if this address brought too many bad ones
     */
    public VerifiedPayment verify(Paying paying, List<Price> prices) {
        long waitMs = failures.waitMs(paying.remoteAddress());
        if (waitMs > 0) {
            throw new Problem(
                            429,
                            "rate_limited",
                            "Too many bad payments from your address; see what was wrong first.")
                    .retryAfterMs(waitMs);
        }
        try {
            VerifiedPayment payment = verifier.verify(paying.presented(), prices);
            if (paying.tokenOwner().filter(o -> !o.equals(payment.payer())).isPresent()) {
                throw new Problem(
                        400,
                        "payer_mismatch",
                        "The token belongs to another account than the payment; send only one.");
            }
            return payment;
        } catch (Problem problem) {
            failures.take(paying.remoteAddress());
            throw withReceipt(problem, paying);
        }
    }

    public Map<String, String> receipt(Paying paying, Payments.Settled settled) {
        return Receipt.settled(
                paying.presented().version(), settled.payment(), settled.txid(), settled.height());
    }

    /** The refusal of a payment, with the header that tells x402 clients so. */
    public Problem withReceipt(Problem problem, Paying paying) {
        Object txid = problem.members().getOrDefault("transaction", "");
        return problem.withHeaders(
                Receipt.failed(
                        paying.presented().version(),
                        verifier.network(),
                        problem.code(),
                        txid.toString()));
    }
}
