package dev.coffer.payment;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.x402.Presented;

import java.util.List;
import java.util.Optional;

/** Who may come in, and what is said to whoever may not. */
public interface Door {

    /** Who stands at the door. */
    sealed interface Visitor {}

    /** Neither a token nor a payment. */
    record Nobody() implements Visitor {}

    /** Somebody who is known. */
    record Known(Pass pass) implements Visitor {}

    /**
     * Somebody who signed in for this call.
     *
     * @param proof to be used up in the call's own transaction
     */
    record SignedIn(Pass pass, SignIn.Proof proof) implements Visitor {}

    /**
     * Somebody with a payment, not looked at yet.
     *
     * @param cashier who takes it
     * @param tokenOwner the owner of a token that came with it
     */
    record Paying(
            Cashier cashier, Presented presented, Optional<String> tokenOwner, String remoteAddress)
            implements Visitor {}

    /**
     * @throws Problem 401 for a bad token or sign-in, 400 for a payment that can't be read
     */
    Visitor visitor(Request request);

    /**
     * @param prices what would be enough, one of them
     * @param why the refusal that it answers; empty for a first visit
     * @throws Problem where there is nothing to pay
     */
    Answer invite(
            Endpoint<?, ?> endpoint, Request request, List<Price> prices, Optional<Problem> why);
}
