package dev.coffer.call;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.InputReader;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.store.Tx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The operations of a batch at work. What is to be prepared is, in their order and before the
 * transaction, and let go of in reverse. In the transaction each has a number of its own, sees what
 * those before it did, and is refused as it would be alone.
 */
final class BatchEffect implements Effect<Batched> {

    static final ErrorCode BATCH_TOO_LARGE = new ErrorCode(413, "batch_too_large");

    static final ErrorCode RESULTS_TOO_LARGE = new ErrorCode(413, "results_too_large");

    private static final long MOST_STATEMENTS = BatchLimits.BATCH_STATEMENTS.value();
    private static final long MOST_BYTES = BatchLimits.BATCH_BYTES.value();

    private final Call<Batch.Asked> batch;
    private final BiConsumer<Tx, Fence> fences;
    private final Room client;

    /** One for each step, in their order. */
    private final List<Ready> ready = new ArrayList<>();

    /** A step that can be run, or that failed already. */
    private sealed interface Ready {
        record Prepared<I, O>(Operation<I, O> operation, Effect<O> effect) implements Ready {}

        record ToBeRead<I, O>(Operation<I, O> operation) implements Ready {}

        record Failed(Problem why) implements Ready {}
    }

    private BatchEffect(Call<Batch.Asked> batch, BiConsumer<Tx, Fence> fences) {
        this.batch = batch;
        this.fences = fences;
        this.client = new Room(batch.request().client());
    }

    /**
     * @throws Problem if an operation of an atomic batch is refused
     */
    static BatchEffect prepare(Call<Batch.Asked> batch, BiConsumer<Tx, Fence> fences) {
        BatchEffect effect = new BatchEffect(batch, fences);
        try {
            for (Step step : batch.input().steps()) {
                effect.ready.add(effect.prepared(step));
            }
            return effect;
        } catch (RuntimeException | Error e) {
            effect.close();
            throw e;
        }
    }

    private Ready prepared(Step step) {
        return switch (step) {
            case Step.Unfit(_, Problem why) -> new Ready.Failed(why);
            case Operation<?, ?> operation when operation.input().isEmpty() ->
                    new Ready.ToBeRead<>(operation);
            case Operation<?, ?> operation -> {
                try {
                    yield prepared(operation);
                } catch (Problem problem) {
                    Problem placed = step.place().placed(problem);
                    if (batch.input().atomic()) {
                        throw placed;
                    }
                    yield new Ready.Failed(placed);
                }
            }
        };
    }

    private <I, O> Ready prepared(Operation<I, O> operation) {
        byte[] body = operation.references().body();
        I value = operation.input().orElseThrow().value();
        Call<I> call = operation.call(value, body, batch, client);
        return new Ready.Prepared<>(operation, operation.endpoint().action().prepare(call));
    }

    @Override
    public void close() {
        for (Ready step : ready.reversed()) {
            if (step instanceof Ready.Prepared<?, ?>(_, Effect<?> effect)) {
                effect.close();
            }
        }
    }

    @Override
    public Reply<Batched> run(Tx tx) {
        client.clear();
        tx.several(ready.size());
        if (!batch.input().atomic() && batch.input().operations().findAny().isPresent()) {
            tx.sequence(); // What refuses all of it is none's own failure.
        }
        Map<String, RawJson> given = new HashMap<>();
        List<Reply.Part> parts = new ArrayList<>(ready.size());
        for (int i = 0; i < ready.size(); i++) {
            tx.turnTo(i);
            Reply.Part part = part(tx, batch.input().steps().get(i).place(), ready.get(i), given);
            if (part.sold().isPresent()) {
                part.as().ifPresent(name -> given.put(name, part.body()));
            }
            parts.add(part);
        }
        return new Reply.Several<>(List.copyOf(parts));
    }

    private Reply.Part part(Tx tx, Step.Place place, Ready step, Map<String, RawJson> given) {
        if (step instanceof Ready.Failed(Problem why)) {
            return Reply.Part.of(place.as(), why);
        }
        try {
            return batch.input().atomic()
                    ? part(tx, step, given)
                    : tx.part(Problem.class, () -> part(tx, step, given));
        } catch (Problem problem) {
            if (tx.isRefusedByNumbering()) {
                throw problem;
            }
            Problem placed = place.placed(problem);
            if (batch.input().atomic()) {
                throw placed;
            }
            return Reply.Part.of(place.as(), placed);
        }
    }

    private Reply.Part part(Tx tx, Ready step, Map<String, RawJson> given) {
        return switch (step) {
            case Ready.Failed(Problem why) -> throw why;
            case Ready.Prepared<?, ?> prepared -> run(tx, prepared);
            case Ready.ToBeRead<?, ?>(Operation<?, ?> operation) -> read(tx, operation, given);
        };
    }

    private <I, O> Reply.Part run(Tx tx, Ready.Prepared<I, O> step) {
        return run(tx, step.operation(), step.operation().input().orElseThrow(), step.effect());
    }

    /** One that refers to results that are known now. */
    private <I, O> Reply.Part read(Tx tx, Operation<I, O> operation, Map<String, RawJson> given) {
        byte[] body = operation.references().resolved(given::get, client::take);
        InputReader.Input<I> input = operation.input(body);
        Call<I> call = operation.call(input.value(), body, batch, client);
        try (Effect<O> effect = operation.endpoint().action().prepare(call)) {
            return run(tx, operation, input, effect);
        }
    }

    private <I, O> Reply.Part run(
            Tx tx, Operation<I, O> operation, InputReader.Input<I> input, Effect<O> effect) {
        input.fence().ifPresent(fence -> fences.accept(tx, fence));
        Reply<O> reply = effect.run(tx);
        if (reply instanceof Reply.Wait<O> wait) {
            if (wait.patience().isPositive()) {
                throw Operation.waits();
            }
            wait.leave().accept(tx);
        }
        if (tx.statements() > MOST_STATEMENTS) {
            throw new Problem(
                            BATCH_TOO_LARGE,
                            "What the batch does takes the store too long, others wait for it: do less at once.")
                    .with("limit", MOST_STATEMENTS);
        }
        if (reply instanceof Reply.Content) {
            throw Operation.notJson(); // As its input wanted it.
        }
        Replies.Draft draft = Replies.Draft.of(reply);
        client.take(draft.bytes());
        return new Reply.Part(
                operation.place().as(),
                draft.status(),
                new RawJson(draft.bare()),
                Optional.of(operation.sold(input.value(), reply)),
                reply instanceof Reply.Once<O>(_, Problem again)
                        ? Optional.of(again)
                        : Optional.empty());
    }

    /** The room for all that a run of the batch holds at once. */
    private static final class Room implements Request.Client {
        private final Request.Client client;
        private long taken;

        Room(Request.Client client) {
            this.client = client;
        }

        void clear() {
            taken = 0;
        }

        /** For what stays to the end of the run. */
        void take(long bytes) {
            reserve(bytes);
            taken += bytes;
        }

        @Override
        public void reserve(long bytes) {
            if (taken + bytes > MOST_BYTES) {
                throw new Problem(
                                RESULTS_TOO_LARGE,
                                "What the batch answers, and its references stand for, is more than %d bytes; ask for less at once."
                                        .formatted(MOST_BYTES))
                        .with("limit", MOST_BYTES);
            }
            client.reserve(taken + bytes);
        }

        @Override
        public Request.Watch watch(Runnable onHangUp) {
            return client.watch(onHangUp);
        }
    }
}
