package dev.coffer.state.counter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.store.Tx;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The counter room. */
public final class CounterRoom {

    record Changed(String name, long value, long previousValue, boolean capped) {}

    record Got(
            String name,
            long value,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Long> min,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Long> max,
            Instant createdAt,
            Instant updatedAt) {

        static Got of(Counters.Counter counter) {
            return new Got(
                    counter.name(),
                    counter.value(),
                    counter.bounds().min(),
                    counter.bounds().max(),
                    Instant.ofEpochMilli(counter.createdAtMs()),
                    Instant.ofEpochMilli(counter.updatedAtMs()));
        }
    }

    record Listing(List<Got> counters, @JsonUnwrapped Page.End end) {}

    record Deleted(boolean deleted, String name) {}

    private final Counters counters;

    private CounterRoom(Counters counters) {
        this.counters = counters;
    }

    public static Room room(Capacities capacities) {
        Quota quota = new Quota("counter", capacities);
        CounterRoom does = new CounterRoom(new Counters(quota));
        Limiters limiters = new Limiters(quota);
        return Room.of("counter", "64-bit counters within bounds, and rate limiters (GCRA)")
                .keeps(Counters.TABLE, Limiters.TABLE)
                .limits(CounterLimits.values())
                .sells(
                        Endpoint.write(
                                        "/api/counter/increment",
                                        CounterInputs.Add.SHAPE,
                                        Changed.class)
                                .costs(Tier.STORAGE_WRITE)
                                .says("Adds to a counter, which begins at 0, within its bounds.")
                                .example("{\"name\": \"visits\", \"step\": 1, \"max\": 1000}")
                                .does((call, tx) -> does.add(call, tx, 1)),
                        Endpoint.write(
                                        "/api/counter/decrement",
                                        CounterInputs.Add.SHAPE,
                                        Changed.class)
                                .costs(Tier.STORAGE_WRITE)
                                .says("Takes from a counter, which begins at 0, within its bounds.")
                                .example(
                                        "{\"name\": \"stock\", \"min\": 0, \"onBound\": \"reject\"}")
                                .does((call, tx) -> does.add(call, tx, -1)),
                        Endpoint.read("/api/counter/get", CounterInputs.Named.SHAPE, Got.class)
                                .costs(Tier.STORAGE_READ)
                                .says("Reads a counter and its bounds.")
                                .example("{\"name\": \"visits\"}")
                                .does(does::get),
                        Endpoint.write(
                                        "/api/counter/reset",
                                        CounterInputs.Reset.SHAPE,
                                        Changed.class)
                                .costs(Tier.STORAGE_WRITE)
                                .says("Sets a counter to a value, or to the bound next to it.")
                                .example("{\"name\": \"visits\", \"resetTo\": 0}")
                                .does(does::reset),
                        Endpoint.read(
                                        "/api/counter/list",
                                        CounterInputs.ListCounters.SHAPE,
                                        Listing.class)
                                .costs(Tier.STORAGE_READ)
                                .says("Lists counters in the order of their names' UTF-8 bytes.")
                                .example("{\"prefix\": \"vis\", \"limit\": 10}")
                                .does(does::list),
                        Endpoint.write(
                                        "/api/counter/delete",
                                        CounterInputs.Named.SHAPE,
                                        Deleted.class)
                                .costs(Tier.STORAGE_WRITE)
                                .says("Deletes a counter, and its bounds with it.")
                                .example("{\"name\": \"visits\"}")
                                .does(does::delete),
                        Endpoint.write(
                                        "/api/counter/take",
                                        CounterInputs.Take.SHAPE,
                                        Limiters.Taken.class)
                                .costs(Tier.STORAGE_WRITE)
                                .says(
                                        "Takes units of a rate limiter (GCRA), or says after how many milliseconds they are there.")
                                .example(
                                        """
                                        {"name": "mails", "capacity": 10, "refillPerSecond": 0.5}\
                                        """)
                                .does((call, tx) -> Reply.of(limiters.take(tx, call.input()))));
    }

    private Reply<Changed> add(Call<CounterInputs.Add> call, Tx tx, long sign) {
        CounterInputs.Add in = call.input();
        BigInteger step = BigInteger.valueOf(in.step()).multiply(BigInteger.valueOf(sign));
        return changed(in.name(), counters.add(tx, in.name(), step, in.bounds(), in.clamp()));
    }

    private Reply<Changed> reset(Call<CounterInputs.Reset> call, Tx tx) {
        CounterInputs.Reset in = call.input();
        return changed(in.name(), counters.reset(tx, in.name(), in.value()));
    }

    private static Reply<Changed> changed(String name, Counters.Changed changed) {
        return Reply.of(
                new Changed(name, changed.value(), changed.previousValue(), changed.capped()));
    }

    private Reply<Got> get(Call<CounterInputs.Named> call, Tx tx) {
        String name = call.input().name();
        return counters.get(tx, call.owner(), name)
                .map(counter -> Reply.of(Got.of(counter)))
                .orElseThrow(() -> Problem.notFound("Counter", "name", name));
    }

    private Reply<Listing> list(Call<CounterInputs.ListCounters> call, Tx tx) {
        Page.Asked<String> asked = call.input().page();
        Page<Got> page =
                asked.of(
                                counters.list(
                                        tx,
                                        call.owner(),
                                        call.input().prefix(),
                                        asked.after(),
                                        asked.wanted()),
                                counter -> Cursor.of(counter.name()))
                        .map(Got::of);
        return Reply.of(new Listing(page.entries(), page.end()));
    }

    private Reply<Deleted> delete(Call<CounterInputs.Named> call, Tx tx) {
        String name = call.input().name();
        return Reply.of(new Deleted(counters.delete(tx, name), name));
    }
}
