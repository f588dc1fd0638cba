package dev.coffer.state.memo;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.endpoint.Touches;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.room.Secret;
import dev.coffer.state.memo.MemoInputs.Abandon;
import dev.coffer.state.memo.MemoInputs.Begin;
import dev.coffer.state.memo.MemoInputs.Commit;
import dev.coffer.state.memo.MemoInputs.Forget;
import dev.coffer.store.Tx;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The memo room. */
public final class MemoRoom {

    sealed interface Beginning {}

    /** The answer that there is. */
    record Hit(boolean hit, String inputHash, RawJson value, Instant createdAt, Instant expiresAt)
            implements Beginning {}

    /** There is none: whoever gets the lease finds it out. */
    record Miss(boolean hit, String inputHash, String lease, Instant leaseEndsAt)
            implements Beginning {}

    /** Another finds it out. */
    record Pending(boolean hit, String inputHash, boolean pending, Instant leaseEndsAt)
            implements Beginning {}

    record Committed(boolean committed, String inputHash, Instant expiresAt, long bytes) {}

    record Abandoned(boolean abandoned, String inputHash, Optional<String> error) {}

    record Forgotten(int forgotten, boolean complete) {}

    private final Memos memos;
    private final RandomGenerator random;

    private MemoRoom(Memos memos, RandomGenerator random) {
        this.memos = memos;
        this.random = random;
    }

    public static Room room(Capacities capacities, RandomGenerator random) {
        MemoRoom does = new MemoRoom(new Memos(new Quota("memo", capacities)), random);
        return Room.of("memo", "Answers paid for once: one finds out, the others wait")
                .keeps(Memos.TABLE)
                .limits(MemoLimits.values())
                .sells(
                        Endpoint.preparedWrite(
                                        "/api/memo/begin",
                                        Begin.SHAPE,
                                        Gives.oneOf(
                                                Beginning.class,
                                                Hit.class,
                                                Miss.class,
                                                Pending.class))
                                .costs(Tier.STORAGE_WRITE)
                                .about(Begin::namespace)
                                .maxBodyBytes(MemoLimits.MEMO_INPUT_BYTES.value() + (64 << 10))
                                .says(
                                        "Gives the answer that is kept for an input, which costs a read, or a lease to find it out; waits for another that does if asked to.")
                                .example(
                                        """
                                        {"namespace": "summaries", "input": {"model": "m1", "text": "hello"}, "wait": 20}\
                                        """)
                                .does(does::begin),
                        Endpoint.write("/api/memo/commit", Commit.SHAPE, Committed.class)
                                .costs(
                                        new Pricing.BySize<>(
                                                Tier.STORAGE_WRITE,
                                                Tier.STORAGE_WRITE_LARGE,
                                                MemoLimits.LARGE_MEMO_ABOVE_BYTES,
                                                commit -> commit.value().size()))
                                .about(
                                        new Touches.Found<>((tx, owner, in) ->
                                                Memos.namespaces(tx, owner, in.hash(), in.lease())))
                                .maxBodyBytes(MemoLimits.MEMO_VALUE_BYTES.value() + (64 << 10))
                                .fails(Memos.LEASE_LOST)
                                .says(
                                        "Keeps the answer of a lease for whoever asks next; a lease that ran out is refused.")
                                .example(
                                        """
                                        {"inputHash": "199eb35bfde49658a184af48d409c246a6bd3f0918b98dcd425e8e479f850b34", "lease": "9f1c04b7d2e85a36609b7c41f3d8e2a5", "value": {"summary": "a greeting"}}\
                                        """)
                                .does(does::commit),
                        Endpoint.write("/api/memo/abandon", Abandon.SHAPE, Abandoned.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(
                                        new Touches.Found<>((tx, owner, in) ->
                                                Memos.namespaces(tx, owner, in.hash(), in.lease())))
                                .says("Gives a lease up; whoever waits gets one at once.")
                                .example(
                                        """
                                        {"inputHash": "199eb35bfde49658a184af48d409c246a6bd3f0918b98dcd425e8e479f850b34", "lease": "9f1c04b7d2e85a36609b7c41f3d8e2a5"}\
                                        """)
                                .does(does::abandon),
                        Endpoint.write("/api/memo/forget", Forget.SHAPE, Forgotten.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Forget::ofNamespace)
                                .says(
                                        "Forgets an answer, or up to 1,000 of a namespace; leases in force end, too.")
                                .example("{\"namespace\": \"summaries\"}")
                                .does(does::forget));
    }

    private Effect<Beginning> begin(Call<Begin> call) {
        Begin in = call.input();
        String lease = Secret.next(random);
        return tx -> begin(call, in.name(), lease, tx);
    }

    private Reply<Beginning> begin(Call<Begin> call, Memos.Name name, String lease, Tx tx) {
        Begin in = call.input();
        return switch (memos.find(tx, name, call.request().client()::reserve)) {
            case Memos.Found.Value(RawJson value, long createdAtMs, long expiresAtMs) ->
                    new Reply.Found<>(
                            new Hit(
                                    true,
                                    name.hash(),
                                    value,
                                    Instant.ofEpochMilli(createdAtMs),
                                    Instant.ofEpochMilli(expiresAtMs)));
            case Memos.Found.Leased(long untilMs) ->
                    new Reply.Wait<>(
                            Memos.topic(call.owner(), name),
                            untilMs - tx.now(),
                            Duration.ofSeconds(in.waitSeconds()),
                            new Pending(false, name.hash(), true, Instant.ofEpochMilli(untilMs)),
                            Reply.Wait.NO_TRACES);
            case Memos.Found.Nothing _ -> {
                long until = memos.lease(tx, name, lease, in.leaseMs(), in.waitSeconds() > 0);
                yield Reply.of(new Miss(false, name.hash(), lease, Instant.ofEpochMilli(until)));
            }
        };
    }

    private Reply<Committed> commit(Call<Commit> call, Tx tx) {
        Commit in = call.input();
        Memos.Name name =
                memos.leased(tx, in.namespace(), in.hash(), in.lease())
                        .orElseThrow(() -> Memos.lost(in.hash()));
        long expiresAtMs = memos.commit(tx, name, in.value(), in.ttlMs());
        return Reply.of(
                new Committed(
                        true, in.hash(), Instant.ofEpochMilli(expiresAtMs), in.value().size()));
    }

    private Reply<Abandoned> abandon(Call<Abandon> call, Tx tx) {
        Abandon in = call.input();
        Optional<Memos.Name> name = memos.leased(tx, in.namespace(), in.hash(), in.lease());
        name.ifPresent(leased -> memos.forget(tx, List.of(leased)));
        return Reply.of(
                new Abandoned(
                        name.isPresent(),
                        in.hash(),
                        name.isPresent()
                                ? Optional.empty()
                                : Optional.of("The lease is not in force")));
    }

    private Reply<Forgotten> forget(Call<Forget> call, Tx tx) {
        Forget in = call.input();
        if (in.hash().isPresent()) {
            Memos.Name name = new Memos.Name(in.ofNamespace(), in.hash().get());
            return Reply.of(new Forgotten(memos.forget(tx, List.of(name)), true));
        }
        int most = MemoLimits.MEMOS_FORGOTTEN_AT_ONCE.whole();
        List<Memos.Name> names = memos.of(tx, in.ofNamespace(), most + 1);
        List<Memos.Name> some = names.subList(0, Math.min(most, names.size()));
        return Reply.of(new Forgotten(memos.forget(tx, some), some.size() == names.size()));
    }
}
