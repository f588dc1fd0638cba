package dev.coffer.payment;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.x402.PaymentRequired;
import dev.coffer.payment.x402.Presented;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In come a bearer token's owner, whoever brings an x402 payment and whoever signs in; everybody
 * else is told the price, and what to sign.
 *
 * @param clock the store's, by which tokens are issued
 */
public record PaidDoor(
        Cashier cashier,
        Tokens tokens,
        SignIn signIn,
        PaymentRequired challenge,
        InstantSource clock)
        implements Door {

    private static final String BEARER = "Bearer ";
    private static final String HOW =
            "Send Authorization: Bearer <token>; POST /api/account/deposit gives a token, and so does"
                    + " signing in: POST /api/account/sign-in.";

    @Override
    public Visitor visitor(Request request) {
        try {
            // A payment that came along counts: who pays must not be asked to pay again.
            return request.header(Request.SIGN_IN)
                    .filter(_ -> cashier.presented(request).isEmpty())
                    .map(this::signedIn)
                    .orElseGet(() -> byTokenOrPayment(request));
        } catch (Problem problem) {
            throw problem.status() == 401 ? signIn.challenged(problem) : problem;
        }
    }

    private Visitor signedIn(String header) {
        SignIn.Proof proof = signIn.proof(header);
        return new SignedIn(Pass.of(proof.address()), proof);
    }

    private Visitor byTokenOrPayment(Request request) {
        Optional<String> authorization = request.header("Authorization");
        Optional<Presented> presented = cashier.presented(request);
        if (presented.isPresent()) {
            return new Paying(
                    cashier,
                    presented.get(),
                    authorization.flatMap(this::goodTokensOwner),
                    request.remoteAddress());
        }
        return authorization.<Visitor>map(a -> new Known(pass(a))).orElseGet(Nobody::new);
    }

    /** A token that is no good hides no payment that came with it. */
    private Optional<String> goodTokensOwner(String authorization) {
        try {
            return Optional.of(pass(authorization).owner().address());
        } catch (Problem noGood) {
            return Optional.empty();
        }
    }

    private Pass pass(String authorization) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Tokens.unknown();
        }
        return tokens.pass(authorization.substring(BEARER.length()).strip());
    }

    @Override
    public Answer invite(
            Endpoint<?, ?> endpoint, Request request, List<Price> prices, Optional<Problem> why) {
        if (endpoint.access() instanceof Access.Account<?>) {
            throw signIn.challenged(
                    new Problem(ErrorCode.TOKEN_REQUIRED, HOW)
                            .withHeader("WWW-Authenticate", "Bearer"));
        }
        Map<String, Object> refusal = new LinkedHashMap<>();
        refusal.put("code", ErrorCode.PAYMENT_REQUIRED.code());
        refusal.put("error", "Payment required");
        why.ifPresent(problem -> refusal.putAll(problem.body()));
        refusal.put("signIn", signIn.url());
        return challenge.answer(
                endpoint,
                request,
                cashier.rails().offers(prices),
                clock.millis(),
                refusal,
                signIn.extensions());
    }
}
