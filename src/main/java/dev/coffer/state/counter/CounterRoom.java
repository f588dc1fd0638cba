package dev.coffer.state.counter;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.state.counter.CounterInputs.Add;
import dev.coffer.state.counter.CounterInputs.ListCounters;
import dev.coffer.state.counter.CounterInputs.Named;
import dev.coffer.state.counter.CounterInputs.Reset;
import dev.coffer.state.counter.CounterInputs.Take;
import dev.coffer.state.counter.Counters.Changed;
import dev.coffer.state.counter.Counters.Counter;
import dev.coffer.store.Tx;

import java.math.BigInteger;
import java.util.List;

/** The counter room. */
public final class CounterRoom {

    record Listing(List<Counter> counters, @JsonUnwrapped Page.End end) {}

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
                        Endpoint.write("/api/counter/increment", Add.SHAPE, Changed.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Add::name)
                                .fails(Counters.OVERFLOW, Counters.OUT_OF_BOUNDS)
                                .says("Adds to a counter, which begins at 0, within its bounds.")
                                .example("{\"name\": \"visits\", \"step\": 1, \"max\": 1000}")
                                .does((call, tx) -> does.add(call, tx, 1)),
                        Endpoint.write("/api/counter/decrement", Add.SHAPE, Changed.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Add::name)
                                .fails(Counters.OVERFLOW, Counters.OUT_OF_BOUNDS)
                                .says("Takes from a counter, which begins at 0, within its bounds.")
                                .example(
                                        "{\"name\": \"visits\", \"min\": 0, \"onBound\": \"reject\"}")
                                .does((call, tx) -> does.add(call, tx, -1)),
                        Endpoint.read("/api/counter/get", Named.SHAPE, Counter.class)
                                .costs(Tier.STORAGE_READ)
                                .about(Named::name)
                                .fails(ErrorCode.NOT_FOUND)
                                .says("Reads a counter and its bounds.")
                                .example("{\"name\": \"visits\"}")
                                .does(does::get),
                        Endpoint.write("/api/counter/reset", Reset.SHAPE, Changed.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Reset::name)
                                .says("Sets a counter to a value, or to the bound next to it.")
                                .example("{\"name\": \"visits\", \"resetTo\": 0}")
                                .does((call, tx) -> {
                                    Reset in = call.input();
                                    return Reply.of(does.counters.reset(tx, in.name(), in.value()));
                                }),
                        Endpoint.read("/api/counter/list", ListCounters.SHAPE, Listing.class)
                                .costs(Tier.STORAGE_READ)
                                .about(ListCounters::prefix)
                                .says("Lists counters in the order of their names' UTF-8 bytes.")
                                .example("{\"prefix\": \"vis\", \"limit\": 10}")
                                .does(does::list),
                        Endpoint.write("/api/counter/delete", Named.SHAPE, Deleted.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Named::name)
                                .says("Deletes a counter, and its bounds with it.")
                                .example("{\"name\": \"visits\"}")
                                .does(does::delete),
                        Endpoint.write("/api/counter/take", Take.SHAPE, Limiters.Taken.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Take::name)
                                .says(
                                        "Takes units of a rate limiter (GCRA), or says after how many milliseconds they are there.")
                                .example(
                                        """
                                        {"name": "mails", "capacity": 10, "refillPerSecond": 0.5}\
                                        """)
                                .does((call, tx) -> Reply.of(limiters.take(tx, call.input()))));
    }

    private Reply<Changed> add(Call<Add> call, Tx tx, long sign) {
        Add in = call.input();
        BigInteger step = BigInteger.valueOf(in.step()).multiply(BigInteger.valueOf(sign));
        return Reply.of(counters.add(tx, in.name(), step, in.bounds(), in.clamp()));
    }

    private Reply<Counter> get(Call<Named> call, Tx tx) {
        String name = call.input().name();
        return counters.get(tx, call.owner(), name)
                .map(Reply::of)
                .orElseThrow(() -> Problem.notFound("Counter", "name", name));
    }

    private Reply<Listing> list(Call<ListCounters> call, Tx tx) {
        String prefix = call.input().prefix();
        Page<Counter> page =
                call.input()
                        .page()
                        .of(
                                (after, most) ->
                                        counters.list(tx, call.owner(), prefix, after, most),
                                counter -> Cursor.of(counter.name()));
        return Reply.of(new Listing(page.entries(), page.end()));
    }

    private Reply<Deleted> delete(Call<Named> call, Tx tx) {
        String name = call.input().name();
        return Reply.of(new Deleted(counters.delete(tx, name), name));
    }
}
