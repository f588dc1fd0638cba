package dev.coffer.call;

import dev.coffer.call.Answers.Operation;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Ledger;
import dev.coffer.store.Owner;
import dev.coffer.store.Signals;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.Tx;

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
 * @param operations the names under which the answer is kept
 * @param headers what the answer says besides
 */
record Commit(
        Store store,
        Ledger ledger,
        Answers answers,
        String path,
        Effect effect,
        Owner owner,
        Debits debits,
        Optional<Asset> asset,
        List<Operation> operations,
        Map<String, String> headers) {

    private sealed interface Outcome {
        record Stored(Answer answer) implements Outcome {}

        record Ran(Reply reply, Ledger.Charge charge) implements Outcome {}

        record Waits(Reply.Wait reply) implements Outcome {}
    }

    /** As a write, in the owner's turn; durable when it returns. */
    Answer write(Request request) {
        long began = System.nanoTime();
        Outcome outcome = attempt(false);
        if (outcome instanceof Outcome.Waits waits) {
            outcome = await(waits.reply(), began, request);
        }
        return switch (outcome) {
            case Outcome.Stored(Answer answer) -> answer;
            case Outcome.Ran(Reply reply, Ledger.Charge charge) ->
                    Replies.answer(reply, asset, charge, headers);
            case Outcome.Waits(Reply.Wait wait) ->
                    Replies.answer(wait.empty(), asset, new Ledger.Charge(), headers);
        };
    }

    /** As a read: from a snapshot, and its debit in the owner's turn, without a wait for fsync. */
    Answer read() {
        Reply reply = store.read(effect::run);
        if (debits.delivered().isEmpty()) {
            return Replies.answer(reply, asset, new Ledger.Charge(), headers);
        }
        Ledger.Charge charge =
                store.writeBehind(
                        owner,
                        tx -> {
                            Ledger.Charge taken = ledger.charge(tx, path, debits.delivered());
                            tx.sequence();
                            return taken;
                        });
        return Replies.answer(reply, asset, charge, headers);
    }

    private Outcome attempt(boolean last) {
        return store.write(owner, tx -> attempt(tx, last));
    }

    private Outcome attempt(Tx tx, boolean last) {
        Optional<Answer> before = answers.find(tx, owner.address(), operations);
        if (before.isPresent()) {
            return new Outcome.Stored(before.get());
        }
        Ledger.Charge charge = ledger.charge(tx, path, debits.delivered());
        Reply reply = effect.run(tx);
        if (reply instanceof Reply.Wait wait) {
            if (!last && wait.patience().isPositive()) {
                ledger.instead(tx, charge, path, List.of());
                ledger.requireCovered(tx, debits.delivered());
                return new Outcome.Waits(wait);
            }
            charge = ledger.instead(tx, charge, path, debits.empty());
            wait.leave().accept(tx);
            reply = wait.empty();
        }
        if (!debits.delivered().isEmpty()) {
            tx.sequence();
        }
        if (operations.isEmpty()) {
            return new Outcome.Ran(reply, charge);
        }
        Answer answer = Replies.answer(reply, asset, charge, headers);
        answers.keep(tx, operations, answer);
        return new Outcome.Stored(answer);
    }

    /** Runs it again and again; what still waits at the end has no client any more. */
    private Outcome await(Reply.Wait first, long beganNanos, Request request) {
        Signals signals = store.signals();
        if (signals.listening() >= Limits.WAITING_CALLS) {
            leave(first);
            throw new StoreException.Overloaded("too many calls wait for something to happen");
        }
        try (Signals.Listener listener = signals.listen(first.topic());
                Request.Watch _ = request.client().watch(listener::cancel)) {
            Outcome outcome = attempt(false);
            while (outcome instanceof Outcome.Waits(Reply.Wait wait)) {
                listener.wakeWithin(wait.againInMs());
                switch (listener.await(end(beganNanos, wait.patience()))) {
                    case SIGNALLED -> outcome = attempt(false);
                    case TIME_OVER -> outcome = attempt(true);
                    case CANCELLED -> {
                        leave(wait);
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

    private static long end(long beganNanos, Duration patience) {
        return beganNanos + patience.toNanos();
    }

    /** Takes away what its waiting left in the store. */
    private void leave(Reply.Wait wait) {
        if (wait.leavesTraces()) {
            store.write(
                    owner,
                    tx -> {
                        wait.leave().accept(tx);
                        return wait;
                    });
        }
    }
}
