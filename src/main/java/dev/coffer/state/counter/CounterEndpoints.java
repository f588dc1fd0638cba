package dev.coffer.state.counter;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Expiring;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/** The counter endpoints. */
public final class CounterEndpoints {

    record Changed(String name, long value, long previousValue, boolean capped) {}

    record Got(
            String name,
            long value,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Long min,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Long max,
            Instant createdAt,
            Instant updatedAt) {}

    record Page(List<Got> counters, int count, @Nullable String cursor, boolean complete) {}

    record Deleted(boolean deleted, String name) {}

    record Taken(boolean allowed, long remaining, long retryAfterMs, long resetAfterMs) {}

    private final Counters counters = new Counters();
    private final Limiters limiters = new Limiters();

    /** The limiters that are all free again, for the sweeper. */
    public Expiring<?> expiring() {
        return limiters;
    }

    public List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.write("/api/counter/increment", CounterInputs.add(), Changed.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Adds to a counter, which begins at 0, within its bounds.")
                        .example("{\"name\": \"visits\", \"step\": 1, \"max\": 1000}")
                        .does(call -> add(call, BigInteger.valueOf(call.input().step()))),
                Endpoint.write("/api/counter/decrement", CounterInputs.add(), Changed.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Takes from a counter, which begins at 0, within its bounds.")
                        .example("{\"name\": \"stock\", \"min\": 0, \"onBound\": \"reject\"}")
                        .does(call -> add(call, BigInteger.valueOf(call.input().step()).negate())),
                Endpoint.read("/api/counter/get", CounterInputs.name(), Got.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Reads a counter and its bounds.")
                        .example("{\"name\": \"visits\"}")
                        .does(this::get),
                Endpoint.write("/api/counter/reset", CounterInputs.reset(), Changed.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Sets a counter to a value, or to the bound next to it.")
                        .example("{\"name\": \"visits\", \"resetTo\": 0}")
                        .does(this::reset),
                Endpoint.read("/api/counter/list", CounterInputs.list(), Page.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Lists counters in the order of their names' UTF-8 bytes.")
                        .example("{\"prefix\": \"vis\", \"limit\": 10}")
                        .does(this::list),
                Endpoint.write("/api/counter/delete", CounterInputs.name(), Deleted.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Deletes a counter, and its bounds with it.")
                        .example("{\"name\": \"visits\"}")
                        .does(this::delete),
                Endpoint.write("/api/counter/take", CounterInputs.take(), Taken.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says(
                                "Takes units of a rate limiter (GCRA), or says after how many milliseconds they are there.")
                        .example(
                                """
                                {"name": "mails", "capacity": 10, "refillPerSecond": 0.5}\
                                """)
                        .does(this::take));
    }

    private Effect add(Call<CounterInputs.Add> call, BigInteger step) {
        CounterInputs.Add in = call.input();
        return tx -> changed(in.name(), counters.add(tx, in.name(), step, in.bounds(), in.clamp()));
    }

    private Effect reset(Call<CounterInputs.Reset> call) {
        CounterInputs.Reset in = call.input();
        return tx -> changed(in.name(), counters.reset(tx, in.name(), in.value()));
    }

    private static Reply changed(String name, Counters.Changed changed) {
        return Reply.of(
                new Changed(name, changed.value(), changed.previousValue(), changed.capped()));
    }

    private Effect get(Call<String> call) {
        String name = call.input();
        String owner = call.owner();
        return tx ->
                Reply.of(
                        counters.get(tx, owner, name)
                                .map(CounterEndpoints::got)
                                .orElseThrow(() -> Problem.notFound("Counter", "name", name)));
    }

    private static Got got(Counters.Counter counter) {
        return new Got(
                counter.name(),
                counter.value(),
                counter.bounds().min().orElse(null),
                counter.bounds().max().orElse(null),
                Instant.ofEpochMilli(counter.createdAtMs()),
                Instant.ofEpochMilli(counter.updatedAtMs()));
    }

    private Effect list(Call<CounterInputs.ListCounters> call) {
        CounterInputs.ListCounters in = call.input();
        String owner = call.owner();
        return tx -> {
            List<Got> found =
                    counters.list(tx, owner, in.prefix(), in.after(), in.limit() + 1).stream()
                            .map(CounterEndpoints::got)
                            .toList();
            boolean complete = found.size() <= in.limit();
            List<Got> page = found.subList(0, Math.min(found.size(), in.limit()));
            return Reply.of(
                    new Page(
                            page,
                            page.size(),
                            complete ? null : Cursor.of(page.getLast().name()),
                            complete));
        };
    }

    private Effect delete(Call<String> call) {
        String name = call.input();
        return tx -> Reply.of(new Deleted(counters.delete(tx, name), name));
    }

    private Effect take(Call<CounterInputs.Take> call) {
        CounterInputs.Take in = call.input();
        return tx -> {
            Limiters.Taken taken = limiters.take(tx, in.name(), in.rule(), in.cost());
            return Reply.of(
                    new Taken(
                            taken.allowed(),
                            taken.remaining(),
                            taken.retryAfterMs(),
                            taken.resetAfterMs()));
        };
    }
}
