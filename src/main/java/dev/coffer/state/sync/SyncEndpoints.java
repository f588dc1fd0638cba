package dev.coffer.state.sync;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Fence;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Expiring;
import dev.coffer.state.sync.Locks.Held;
import dev.coffer.state.sync.Locks.Outcome;
import dev.coffer.store.Tx;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The lock endpoints. */
public final class SyncEndpoints {

    private static final int SECRET_BYTES = 16;

    record Locked(
            boolean acquired,
            @Nullable String token,
            @Nullable Long fence,
            @Nullable String holder,
            @Nullable Instant expiresAt,
            @Nullable Instant heldUntil,
            String name) {}

    record Unlocked(boolean released, String name, @Nullable String error) {}

    record Extended(
            boolean extended,
            String name,
            @Nullable Instant expiresAt,
            @Nullable Long fence,
            @Nullable String error) {}

    record Checked(
            String name,
            boolean locked,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant expiresAt,
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Instant acquiredAt,
            @Nullable String holder,
            @Nullable Long fence,
            long waiters) {}

    record Listed(
            String name,
            Instant expiresAt,
            Instant acquiredAt,
            @Nullable String holder,
            long fence) {}

    record Page(List<Listed> locks, int count, @Nullable String cursor, boolean complete) {}

    private final Locks locks = new Locks();
    private final RandomGenerator random;

    public SyncEndpoints(RandomGenerator random) {
        this.random = random;
    }

    /** The locks that ran out and the waits that are over, for the sweeper. */
    public List<Expiring<?>> expiring() {
        return List.of(locks, locks.waiters());
    }

    /** Refuses a write whose fence does not hold: 412 {@code fenced_off}. */
    public void require(Tx tx, Fence fence) {
        locks.require(tx, fence);
    }

    public List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.write("/api/sync/lock", SyncInputs.lock(), Locked.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says(
                                "Acquires a lock, or waits in line for it; `acquired: false` costs a read.")
                        .example("{\"name\": \"deploy\", \"ttl\": 30, \"wait\": true}")
                        .does(this::lock),
                Endpoint.write("/api/sync/unlock", SyncInputs.unlock(), Unlocked.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Releases a lock; whoever waited longest gets it at once.")
                        .example("{\"name\": \"deploy\", \"token\": \"0f3a\"}")
                        .does(this::unlock),
                Endpoint.write("/api/sync/extend", SyncInputs.extend(), Extended.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Sets how long a lock is held from now; its fence stays.")
                        .example("{\"name\": \"deploy\", \"token\": \"0f3a\", \"ttl\": 30}")
                        .does(this::extend),
                Endpoint.read("/api/sync/check", SyncInputs.name(), Checked.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Tells whether a lock is held, by whom, and how many wait for it.")
                        .example("{\"name\": \"deploy\"}")
                        .does(this::check),
                Endpoint.read("/api/sync/list", SyncInputs.list(), Page.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Lists the locks that are held, by the UTF-8 bytes of their names.")
                        .example("{\"limit\": 10}")
                        .does(this::list));
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Effect lock(Call<SyncInputs.Lock> call) {
        SyncInputs.Lock in = call.input();
        Optional<String> waiter = in.waitsMs() > 0 ? Optional.of(secret()) : Optional.empty();
        Locks.Wish wish =
                new Locks.Wish(in.name(), secret(), in.ttlMs(), in.holder(), waiter, in.waitsMs());
        return tx ->
                switch (locks.acquire(tx, wish)) {
                    case Outcome.Acquired(Held held) ->
                            Reply.of(
                                    new Locked(
                                            true,
                                            held.token(),
                                            held.fence(),
                                            null,
                                            Instant.ofEpochMilli(held.expiresAtMs()),
                                            null,
                                            held.name()));
                    case Outcome.Busy busy -> wait(wish, busy);
                };
    }

    private Reply wait(Locks.Wish wish, Outcome.Busy busy) {
        Instant until =
                busy.held().map(held -> Instant.ofEpochMilli(held.expiresAtMs())).orElse(null);
        return new Reply.Wait(
                wish.waiter().map(Waiters::topic).orElse(""),
                busy.againInMs(),
                Duration.ofMillis(wish.waitsMs()),
                Reply.of(
                        new Locked(
                                false,
                                null,
                                null,
                                busy.held().map(Held::holder).orElse(null),
                                until,
                                until,
                                wish.name())),
                wish.waiter().isPresent()
                        ? tx -> locks.leave(tx, wish.name(), wish.waiter().get())
                        : Reply.Wait.NO_TRACES);
    }

    private Effect unlock(Call<SyncInputs.Unlock> call) {
        SyncInputs.Unlock in = call.input();
        return tx -> {
            Locks.Standing standing = locks.standing(tx, in.name(), in.token());
            standing.held().ifPresent(held -> locks.release(tx, held));
            boolean released = standing.held().isPresent();
            return Reply.of(
                    new Unlocked(released, in.name(), released ? null : standing.refusal()));
        };
    }

    private Effect extend(Call<SyncInputs.Extend> call) {
        SyncInputs.Extend in = call.input();
        return tx -> {
            Locks.Standing standing = locks.standing(tx, in.name(), in.token());
            if (standing.held().isEmpty()) {
                return Reply.of(new Extended(false, in.name(), null, null, standing.refusal()));
            }
            Held held = locks.extend(tx, standing.held().get(), in.ttlMs());
            return Reply.of(
                    new Extended(
                            true,
                            in.name(),
                            Instant.ofEpochMilli(held.expiresAtMs()),
                            held.fence(),
                            null));
        };
    }

    private Effect check(Call<String> call) {
        String name = call.input();
        String owner = call.owner();
        return tx -> {
            Optional<Held> held = locks.holder(tx, owner, name);
            return Reply.of(
                    new Checked(
                            name,
                            held.isPresent(),
                            held.map(h -> Instant.ofEpochMilli(h.expiresAtMs())).orElse(null),
                            held.map(h -> Instant.ofEpochMilli(h.acquiredAtMs())).orElse(null),
                            held.map(Held::holder).orElse(null),
                            held.map(Held::fence).orElse(null),
                            locks.waiters().count(tx, owner, name)));
        };
    }

    private Effect list(Call<SyncInputs.ListLocks> call) {
        SyncInputs.ListLocks in = call.input();
        String owner = call.owner();
        return tx -> {
            List<Held> found = locks.list(tx, owner, in.after(), in.limit() + 1);
            boolean complete = found.size() <= in.limit();
            List<Listed> page =
                    found.subList(0, Math.min(found.size(), in.limit())).stream()
                            .map(held ->
                                    new Listed(
                                            held.name(),
                                            Instant.ofEpochMilli(held.expiresAtMs()),
                                            Instant.ofEpochMilli(held.acquiredAtMs()),
                                            held.holder(),
                                            held.fence()))
                            .toList();
            return Reply.of(
                    new Page(
                            page,
                            page.size(),
                            complete ? null : Cursor.of(page.getLast().name()),
                            complete));
        };
    }
}
