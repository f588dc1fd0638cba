package dev.coffer.call;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.Pass;
import dev.coffer.payment.grant.Accesses;
import dev.coffer.payment.grant.Grants;
import dev.coffer.payment.grant.OwnerNames;
import dev.coffer.payment.grant.Visit;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

import java.util.Optional;

/**
 * Calls that name an owner and are made by a grant of it. What a call does is judged before it
 * runs, by the grants that there are; whether the one that covers it still stands, in its own
 * transaction ({@link Commit}). What has no transaction is told to the owner here: refusals, and
 * answers that are given again.
 */
record Visits(Store store, Grants grants) {

    /**
     * By what a call is made: as its caller came, if it names no other owner.
     *
     * @throws Problem 403 that says what the owner did not grant
     */
    Pass pass(Order<?, ?> order, Pass known) {
        Optional<String> header = order.request().header(Request.OWNER);
        if (header.isEmpty()) {
            return known;
        }
        Owner owner = OwnerNames.owner(Request.OWNER, header.get());
        if (owner.equals(known.owner())) {
            return known;
        }
        return store.read(
                owner,
                tx ->
                        known.visiting(
                                grants.visit(
                                        tx,
                                        owner,
                                        known.caller(),
                                        order.touched(tx, owner.address()),
                                        order.prices())));
    }

    /**
     * Tells the owner of a call that was refused: it had no effect, and has no answer yet. What to
     * answer: another refusal if the owner can't be told.
     */
    Problem refused(Pass pass, Problem why) {
        try {
            tell(pass, why.status() + " " + why.code(), false);
            return why;
        } catch (StoreException e) {
            return Busy.problem(e);
        }
    }

    /** Tells the owner of a call that gets its earlier answer; refused if the grant is no more. */
    void repeated(Pass pass, Answer answer) {
        tell(pass, repetition(answer), true);
    }

    private static String repetition(Answer answer) {
        return answer.status() + " again";
    }

    private void tell(Pass pass, String outcome, boolean answers) {
        if (pass.visit().isEmpty()) {
            return;
        }
        Visit visit = pass.visit().get();
        store.write(
                pass.owner(),
                tx -> {
                    if (answers) {
                        visit.require(tx);
                    }
                    tell(tx, visit, outcome);
                    return visit;
                });
    }

    /** The same of an answer that was found in the call's own transaction. */
    static void repeated(Tx tx, Pass pass, Answer answer) {
        pass.visit().ifPresent(visit -> tell(tx, visit, repetition(answer)));
    }

    /** All that the call would have done came to this. */
    static void tell(Tx tx, Visit visit, String outcome) {
        Accesses.add(
                tx,
                visit,
                visit.touched().stream()
                        .map(call -> new Accesses.Done(call, outcome, Optional.empty()))
                        .toList());
    }
}
