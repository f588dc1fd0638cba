package dev.coffer.state.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.room.Room;
import dev.coffer.room.Secret;
import dev.coffer.state.sync.Locks.Held;
import dev.coffer.state.sync.Locks.Outcome;
import dev.coffer.state.sync.SyncInputs.Extend;
import dev.coffer.state.sync.SyncInputs.Lock;
import dev.coffer.state.sync.SyncInputs.Named;
import dev.coffer.state.sync.SyncInputs.Unlock;
import dev.coffer.store.Tx;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The lock room. */
public final class SyncRoom {

    sealed interface Locking {}

    record Acquired(boolean acquired, String token, long fence, Instant expiresAt, String name)
            implements Locking {}

    /** Another has it; by whom and until when is left out while it is being handed over. */
    record Busy(
            boolean acquired,
            Optional<String> holder,
            Optional<Instant> expiresAt,
            Optional<Instant> heldUntil,
            String name)
            implements Locking {}

    record Unlocked(boolean released, String name, Optional<String> error) {}

    record Extended(
            boolean extended,
            String name,
            Optional<Instant> expiresAt,
            Optional<Long> fence,
            Optional<String> error) {}

    record Checked(
            String name,
            boolean locked,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Instant> expiresAt,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Instant> acquiredAt,
            Optional<String> holder,
            Optional<Long> fence,
            long waiters) {}

    record Listed(
            String name,
            Instant expiresAt,
            Instant acquiredAt,
            Optional<String> holder,
            long fence) {

        static Listed of(Held held) {
            return new Listed(
                    held.name(),
                    held.expiresAt(),
                    Instant.ofEpochMilli(held.acquiredAtMs()),
                    held.holder(),
                    held.fence());
        }
    }

    record Listing(List<Listed> locks, @JsonUnwrapped Page.End end) {}

    private final Locks locks = new Locks();
    private final RandomGenerator random;

    private SyncRoom(RandomGenerator random) {
        this.random = random;
    }

    public static Room room(RandomGenerator random) {
        SyncRoom does = new SyncRoom(random);
        return Room.of("sync", "Locks with fences; wait in line for one")
                .keeps(Locks.TABLE, Waiters.TABLE)
                .limits(SyncLimits.values())
                .fences(does.locks::require)
                .sells(
                        Endpoint.preparedWrite(
                                        "/api/sync/lock",
                                        Lock.SHAPE,
                                        Gives.oneOf(Locking.class, Acquired.class, Busy.class))
                                .costs(Tier.STORAGE_WRITE)
                                .about(Lock::name)
                                .says(
                                        "Acquires a lock, or waits in line for it; `acquired: false` costs a read.")
                                .example("{\"name\": \"deploy\", \"ttl\": 30, \"wait\": true}")
                                .does(does::lock),
                        Endpoint.write("/api/sync/unlock", Unlock.SHAPE, Unlocked.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Unlock::name)
                                .says("Releases a lock; whoever waited longest gets it at once.")
                                .example(
                                        "{\"name\": \"deploy\", \"token\": \"4be0a7193c5d82f6e1079a3bd4586c2f\"}")
                                .does(does::unlock),
                        Endpoint.write("/api/sync/extend", Extend.SHAPE, Extended.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Extend::name)
                                .says("Sets how long a lock is held from now; its fence stays.")
                                .example(
                                        "{\"name\": \"deploy\", \"token\": \"4be0a7193c5d82f6e1079a3bd4586c2f\", \"ttl\": 30}")
                                .does(does::extend),
                        Endpoint.read("/api/sync/check", Named.SHAPE, Checked.class)
                                .costs(Tier.STORAGE_READ)
                                .about(Named::name)
                                .says(
                                        "Tells whether a lock is held, by whom, and how many wait for it.")
                                .example("{\"name\": \"deploy\"}")
                                .does(does::check),
                        Endpoint.read("/api/sync/list", SyncInputs.LIST, Listing.class)
                                .costs(Tier.STORAGE_READ)
                                .aboutAll()
                                .says(
                                        "Lists the locks that are held, by the UTF-8 bytes of their names.")
                                .example("{\"limit\": 10}")
                                .does(does::list));
    }

    private Effect<Locking> lock(Call<Lock> call) {
        Lock in = call.input();
        Locks.Wish wish =
                new Locks.Wish(
                        in.name(),
                        Secret.next(random),
                        in.ttlMs(),
                        in.holder(),
                        in.patience().waits() ? Optional.of(Secret.next(random)) : Optional.empty(),
                        in.patience().ms());
        return tx ->
                switch (locks.acquire(tx, wish)) {
                    case Outcome.Acquired(Held held) ->
                            Reply.of(
                                    new Acquired(
                                            true,
                                            held.token(),
                                            held.fence(),
                                            held.expiresAt(),
                                            held.name()));
                    case Outcome.Busy busy -> wait(wish, busy);
                };
    }

    private Reply<Locking> wait(Locks.Wish wish, Outcome.Busy busy) {
        Optional<Instant> until = busy.held().map(Held::expiresAt);
        return new Reply.Wait<>(
                wish.waiter().map(Waiters::topic).orElse(""),
                busy.againInMs(),
                Duration.ofMillis(wish.waitsMs()),
                new Busy(false, busy.held().flatMap(Held::holder), until, until, wish.name()),
                wish.waiter()
                        .<Consumer<Tx>>map(waiter -> tx -> locks.leave(tx, wish.name(), waiter))
                        .orElse(Reply.Wait.NO_TRACES));
    }

    private Reply<Unlocked> unlock(Call<Unlock> call, Tx tx) {
        Unlock in = call.input();
        Locks.Standing standing = locks.standing(tx, in.name(), in.token());
        standing.held().ifPresent(held -> locks.release(tx, held));
        return Reply.of(new Unlocked(standing.held().isPresent(), in.name(), standing.refusal()));
    }

    private Reply<Extended> extend(Call<Extend> call, Tx tx) {
        Extend in = call.input();
        Locks.Standing standing = locks.standing(tx, in.name(), in.token());
        Optional<Held> held = standing.held().map(h -> locks.extend(tx, h, in.ttlMs()));
        return Reply.of(
                new Extended(
                        held.isPresent(),
                        in.name(),
                        held.map(Held::expiresAt),
                        held.map(Held::fence),
                        standing.refusal()));
    }

    private Reply<Checked> check(Call<Named> call, Tx tx) {
        String name = call.input().name();
        Optional<Held> held = locks.holder(tx, call.owner(), name);
        return Reply.of(
                new Checked(
                        name,
                        held.isPresent(),
                        held.map(Held::expiresAt),
                        held.map(h -> Instant.ofEpochMilli(h.acquiredAtMs())),
                        held.flatMap(Held::holder),
                        held.map(Held::fence),
                        locks.waiters().count(tx, call.owner(), name)));
    }

    private Reply<Listing> list(Call<Page.Asked<String>> call, Tx tx) {
        Page<Listed> page =
                call.input()
                        .of(
                                (after, most) -> locks.list(tx, call.owner(), after, most),
                                held -> Cursor.of(held.name()))
                        .map(Listed::of);
        return Reply.of(new Listing(page.entries(), page.end()));
    }
}
