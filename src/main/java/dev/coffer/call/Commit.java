package dev.coffer.call;

import dev.coffer.call.Answers.Operation;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Endpoint.Kind;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Sold;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Bill;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.OneCall;
import dev.coffer.payment.Pass;
import dev.coffer.payment.Price;
import dev.coffer.payment.grant.Accesses;
import dev.coffer.payment.grant.Touched;
import dev.coffer.payment.grant.Visit;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;
import dev.coffer.store.Work;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last step of a call: debit, effect, and the answer where the client can ask for it again, in
 * one transaction.
 *
 * <p>An effect that has nothing to deliver yet is run again whenever its topic is signalled, each
 * time in a transaction of its own, until its patience is over. It is charged once, by the run that
 * delivers; if none does, the last one is charged as an empty one.
 *
 * @param endpoint what is called
 * @param pass whose call it is, and who pays for it
 * @param operations the names under which the answer is kept
 * @param use the payment that is used up by it
 * @param headers what the answer says besides
 * @param proof by which the caller is let in, this once
 * @param wish for a receipt
 * @param client is asked for the memory of an answer before it is charged
 */
record Commit<O>(
        Store store,
        Ledger ledger,
        Answers answers,
        Endpoint<?, O> endpoint,
        Effect<O> effect,
        Pass pass,
        Debits debits,
        Optional<Asset> asset,
        List<Operation> operations,
        OneCall use,
        Map<String, String> headers,
        Optional<SignIn.Proof> proof,
        Optional<ReceiptWish> wish,
        Request.Client client) {

    private sealed interface Outcome<O> {
        record Stored<O>(Answer answer, Evidence evidence) implements Outcome<O> {}

        record Ran<O>(Replies.Draft draft, Ledger.Charge charge) implements Outcome<O> {}

        record Waits<O>(Reply.Wait<O> reply) implements Outcome<O> {}
    }

    /** As a write, in the owner's turn; durable when it returns. */
    Answer write(Capacities capacities) {
        long began = System.nanoTime();
        Outcome<O> outcome = attempt(false, proof);
        if (outcome instanceof Outcome.Waits<O> waits) {
            outcome = await(waits.reply(), began, capacities);
        }
        return switch (outcome) {
            case Outcome.Stored<O>(Answer answer, Evidence evidence) ->
                    ReceiptWish.fulfilled(wish, answer, evidence);
            case Outcome.Ran<O>(Replies.Draft draft, Ledger.Charge charge) ->
                    committed(draft, charge);
            case Outcome.Waits<O>(Reply.Wait<O> wait) ->
                    Replies.answer(Replies.Draft.of(wait), asset, new Ledger.Charge(), headers);
        };
    }

    /**
     * For what is read or computed already: the debit in its turn, without a wait for fsync. What
     * counts against a cap waits for its commit: a batch may have to be run again, and another node
     * may have used up the cap meanwhile.
     */
    Answer behind(Reply<O> reply) {
        Replies.Draft draft = drafted(reply);
        if (debits.bills().isEmpty()) {
            return Replies.answer(draft, asset, new Ledger.Charge(), headers);
        }
        Work<Ledger.Charge> debit =
                tx -> {
                    Ledger.Charge taken = ledger.charge(tx, pass, debits.bills());
                    tx.sequence();
                    return taken;
                };
        Owner payer = pass.payer().orElseThrow();
        Ledger.Charge charge =
                pass.caps().isEmpty() ? store.writeBehind(payer, debit) : store.write(payer, debit);
        return committed(draft, charge);
    }

    private Answer committed(Replies.Draft draft, Ledger.Charge charge) {
        Answer answer = Replies.committed(draft, asset, charge, headers);
        return ReceiptWish.fulfilled(wish, answer, Evidence.of(charge));
    }

    /** Has the room for a reply, before anything is committed that it would be the answer to. */
    private Replies.Draft drafted(Reply<O> reply) {
        Replies.Draft draft = Replies.Draft.of(reply);
        client.reserve(draft.bytes());
        return draft;
    }

    /** Whoever waits was let in by the first attempt. */
    private Outcome<O> attempt(boolean last) {
        return attempt(last, Optional.empty());
    }

    private Outcome<O> attempt(boolean last, Optional<SignIn.Proof> entering) {
        return store.write(pass.owner(), pass.other(), tx -> attempt(tx, last, entering));
    }

    private Outcome<O> attempt(Tx tx, boolean last, Optional<SignIn.Proof> entering) {
        pass.visit().ifPresent(visit -> visit.require(tx));
        entering.ifPresent(proof -> proof.require(tx));
        Optional<Answers.Earlier> before =
                answers.find(tx, pass.owner().address(), operations, client::reserve);
        if (before.isPresent()) {
            entering.ifPresent(proof -> proof.use(tx));
            use.skip(tx);
            return switch (before.get()) {
                case Answers.Earlier.Same(Answer answer, Evidence evidence) ->
                        again(tx, answer, evidence);
                case Answers.Earlier.ReadAgain(Map<String, String> first, Evidence evidence) ->
                        again(tx, readAgain(tx, first), evidence);
            };
        }
        Ledger.Charge charge = ledger.charge(tx, pass, debits.bills());
        boolean looks = endpoint.kind() != Kind.WRITE && debits.bills().isEmpty();
        if (looks && entering.isPresent()) {
            tx.numberBy(Tx::numberIfKnown); // Whoever signs may look at an account of nothing.
        }
        entering.ifPresent(proof -> proof.use(tx));
        Reply<O> reply = effect.run(tx);
        if (reply instanceof Reply.Wait<O> wait) {
            if (!last && wait.patience().isPositive()) {
                ledger.instead(tx, pass, charge, List.of());
                ledger.requireCovered(tx, pass, debits.bills());
                return new Outcome.Waits<>(wait);
            }
        }
        List<Sold> sold = sold(reply);
        if (!sold.equals(debits.sold())) {
            charge = ledger.instead(tx, pass, charge, debits.bills(sold));
        }
        if (reply instanceof Reply.Wait<O> wait) {
            wait.leave().accept(tx);
            reply = Reply.of(wait.empty());
        }
        if (!debits.bills().isEmpty()) {
            tx.sequence();
        }
        Replies.Draft draft = drafted(reply);
        use.run(tx);
        if (pass.visit().isPresent()) {
            Accesses.add(tx, pass.visit().get(), done(pass.visit().get(), reply, draft, charge));
        }
        if (operations.isEmpty()) {
            return new Outcome.Ran<>(draft, charge);
        }
        Answer answer = Replies.answer(draft, asset, charge, headers);
        Answers.Kept kept = Replies.kept(reply, answer, asset, charge, headers);
        if (endpoint.kind() != Kind.WRITE && Answers.isLong(kept.answer())) {
            answers.keepWithoutBody(tx, operations, kept.answer(), charge.charged());
        } else {
            answers.keep(tx, operations, kept, charge.charged());
        }
        return new Outcome.Stored<>(answer, Evidence.of(charge));
    }

    private Outcome<O> again(Tx tx, Answer answer, Evidence evidence) {
        Visits.repeated(tx, pass, answer);
        return new Outcome.Stored<>(answer, evidence);
    }

    /** What the owner is told that a visitor did. */
    private List<Accesses.Done> done(
            Visit visit, Reply<O> reply, Replies.Draft draft, Ledger.Charge charge) {
        if (reply instanceof Reply.Several<O>(List<Reply.Part> parts)) {
            return visit.touched().stream()
                    .map(call -> done(call, parts.get(call.place()), charge))
                    .toList();
        }
        Touched call = visit.touched().getFirst();
        return List.of(new Accesses.Done(call, Integer.toString(draft.status()), charge.taken()));
    }

    private Accesses.Done done(Touched call, Reply.Part part, Ledger.Charge charge) {
        Optional<Price> price =
                part.sold()
                        .flatMap(sold ->
                                debits.bills(List.of(sold)).stream()
                                        .map(Bill::sum)
                                        .filter(p -> isOf(charge, p))
                                        .findFirst());
        return new Accesses.Done(call, Integer.toString(part.status()), price);
    }

    private static boolean isOf(Ledger.Charge charge, Price price) {
        return charge.taken().filter(all -> all.asset() == price.asset()).isPresent();
    }

    /** What is paid for in the end. */
    private List<Sold> sold(Reply<O> reply) {
        return switch (reply) {
            case Reply.Wait<O> _, Reply.Found<O> _ -> List.of(Debits.read(endpoint));
            case Reply.Several<O> several -> several.sold();
            case Reply.Json<O> _,
                    Reply.Written<O> _,
                    Reply.Once<O> _,
                    Reply.Issued<O> _,
                    Reply.Content _,
                    Reply.Page<O> _ ->
                    debits.sold();
        };
    }

    /** A refusal is this answer's and not the payment's: that bought the first one. */
    private Answer readAgain(Tx tx, Map<String, String> first) {
        try {
            return Replies.answer(drafted(effect.run(tx)), asset, new Ledger.Charge(), first);
        } catch (Problem problem) {
            return Answer.of(problem);
        }
    }

    /** Runs it again and again; what still waits at the end has no client any more. */
    private Outcome<O> await(Reply.Wait<O> first, long beganNanos, Capacities capacities) {
        Signals signals = store.signals();
        if (signals.listening() >= capacities.of(Capacity.WAITING_CALLS)) {
            leave(first);
            throw new StoreException.Overloaded("too many calls wait for something to happen");
        }
        try (Signals.Listener listener = signals.listen(first.topic());
                Request.Watch _ = client.watch(listener::cancel)) {
            // What was signalled between its first look and its place in the line was told nobody.
            Outcome<O> outcome =
                    signals.soundedSince(first.topic(), beganNanos)
                            ? attempt(false)
                            : new Outcome.Waits<>(first);
            while (outcome instanceof Outcome.Waits<O>(Reply.Wait<O> wait)) {
                listener.wakeWithin(wait.againInMs());
                switch (listener.await(end(beganNanos, wait.patience()))) {
                    case SIGNALLED -> outcome = attempt(false);
                    case TIME_OVER -> outcome = attempt(true);
                    case CANCELLED -> {
                        leave(wait);
                        left();
                        return outcome;
                    }
                }
            }
            listener.found();
            return outcome;
        } catch (StoreException e) {
            throw e; // Nobody waits for the store twice: what is left in it ends by itself in time.
        } catch (RuntimeException e) {
            leave(first);
            throw e;
        }
    }

    /** Tells the owner of a visitor who hung up while it waited. */
    private void left() {
        if (pass.visit().isPresent()) {
            store.write(
                    pass.owner(),
                    tx -> {
                        Visits.tell(tx, pass.visit().get(), "hung up");
                        return pass;
                    });
        }
    }

    private static long end(long beganNanos, Duration patience) {
        return beganNanos + patience.toNanos();
    }

    /** Takes away what its waiting left in the store. */
    private void leave(Reply.Wait<O> wait) {
        if (wait.leavesTraces()) {
            store.write(
                    pass.owner(),
                    tx -> {
                        wait.leave().accept(tx);
                        return wait;
                    });
        }
    }
}
