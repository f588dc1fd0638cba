package dev.coffer.call;

import dev.coffer.call.Answers.Operation;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Caller;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Endpoint.Kind;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.OneCall;
import dev.coffer.payment.Pass;
import dev.coffer.payment.receipt.Receipts;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.store.Store;
import dev.coffer.store.Tx;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The end of a call's path: prepare, commit; once for whoever may do it and can pay. */
final class Fulfilment {

    /** So often is a call prepared that finds what it prepared for changed each time. */
    private static final int PREPARED_AT_MOST = 10;

    private static final int CONTENDED_RETRY_MS = 100;

    private final Store store;
    private final Ledger ledger;
    private final Answers answers;
    private final BiConsumer<Tx, Fence> fences;
    private final Optional<Receipts> receipts;
    private final Capacities capacities;

    Fulfilment(
            Store store,
            Ledger ledger,
            Answers answers,
            BiConsumer<Tx, Fence> fences,
            Optional<Receipts> receipts,
            Capacities capacities) {
        this.store = store;
        this.ledger = ledger;
        this.answers = answers;
        this.fences = fences;
        this.receipts = receipts;
        this.capacities = capacities;
    }

    <I, O> Answer answer(
            Order<I, O> order,
            Pass pass,
            Debits debits,
            List<Operation> operations,
            OneCall use,
            Map<String, String> headers,
            Optional<SignIn.Proof> proof) {
        if (order.endpoint().costly()) {
            store.read(
                    pass.payer().orElse(pass.owner()),
                    tx -> {
                        ledger.requireCovered(tx, pass, debits.bills());
                        return pass;
                    });
        }
        for (int i = 0; i < PREPARED_AT_MOST; i++) {
            try (Effect<O> effect = prepared(order, pass)) {
                return committed(order, effect, pass, debits, operations, use, headers, proof);
            } catch (Effect.Stale e) {
                // Another node changed it meanwhile: once more, for what is there now.
            }
        }
        throw new Problem(
                        ErrorCode.CONTENDED,
                        "Other calls of this account changed the same again and again; try again.")
                .retryAfterMs(CONTENDED_RETRY_MS);
    }

    private <I, O> Effect<O> prepared(Order<I, O> order, Pass pass) {
        return order.endpoint()
                .action()
                .prepare(
                        new Call<>(
                                order.input(),
                                order.asset().map(Asset::symbol),
                                new Caller.Known(
                                        pass.caller().address(),
                                        pass.owner().address(),
                                        pass.untilMs()),
                                order.request()));
    }

    private <I, O> Answer committed(
            Order<I, O> order,
            Effect<O> effect,
            Pass pass,
            Debits debits,
            List<Operation> operations,
            OneCall use,
            Map<String, String> headers,
            Optional<SignIn.Proof> proof) {
        Endpoint<I, O> endpoint = order.endpoint();
        Commit<O> commit =
                new Commit<>(
                        store,
                        ledger,
                        answers,
                        endpoint,
                        order.fence().map(fence -> guarded(effect, fence)).orElse(effect),
                        pass,
                        debits,
                        order.asset(),
                        operations,
                        use,
                        headers,
                        proof,
                        ReceiptWish.of(receipts, order),
                        order.request().client());
        if (endpoint.kind() != Kind.WRITE
                && operations.isEmpty()
                && proof.isEmpty()
                && pass.visit().isEmpty()) {
            try {
                return endpoint.kind() == Kind.PURE
                        ? commit.behind(effect.run(Tx.NONE))
                        : commit.behind(store.read(pass.owner(), effect::run));
            } catch (Tx.ReadOnly e) {
                // The read turned out to write (a paste that burns): run it as one.
            }
        }
        return commit.write(capacities);
    }

    /** An answer that is repeated, with its receipt if that is wanted. */
    Answer repeated(Order<?, ?> order, Answer answer, Evidence evidence) {
        return ReceiptWish.fulfilled(ReceiptWish.of(receipts, order), answer, evidence);
    }

    /** The precondition is the first thing in the transaction that it guards. */
    private <O> Effect<O> guarded(Effect<O> effect, Fence fence) {
        return tx -> {
            fences.accept(tx, fence);
            return effect.run(tx);
        };
    }
}
