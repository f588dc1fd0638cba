package dev.coffer.state.kv;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Page;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.state.kv.Kv.Visibility;
import dev.coffer.state.kv.KvInputs.Delete;
import dev.coffer.state.kv.KvInputs.Get;
import dev.coffer.state.kv.KvInputs.ListKeys;
import dev.coffer.state.kv.KvInputs.Set;
import dev.coffer.store.Tx;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The key-value room. */
public final class KvRoom {

    record Touch(String key, long ttlSeconds, Optional<Visibility> visibility) {
        static final Shape<Touch> SHAPE =
                Shape.of(Touch::new, KvInputs.KEY, KvInputs.TTL, KvInputs.VISIBILITY);
    }

    record SetDone(
            boolean success,
            String key,
            String visibility,
            Optional<Instant> expiresAt,
            long bytes,
            long revision) {

        static SetDone of(Kv.Entry entry) {
            return new SetDone(
                    true,
                    entry.key(),
                    entry.visibility().label(),
                    entry.expiresAt(),
                    entry.bytes(),
                    entry.revision());
        }
    }

    record Got(
            String key,
            RawJson value,
            String visibility,
            Instant createdAt,
            Instant updatedAt,
            Optional<Instant> expiresAt,
            long bytes,
            long revision,
            Optional<RawJson> metadata) {}

    sealed interface Deletion {}

    record Deleted(boolean success, String deleted, String visibility) implements Deletion {}

    record DeletedBelow(boolean success, int deletedCount, boolean complete) implements Deletion {}

    record Listed(
            String key,
            String visibility,
            Instant createdAt,
            Optional<Instant> expiresAt,
            long bytes,
            long revision,
            Optional<RawJson> metadata,
            Optional<RawJson> value) {}

    record Listing(List<String> keys, List<Listed> entries, @JsonUnwrapped Page.End end) {}

    private final Kv kv;

    private KvRoom(Kv kv) {
        this.kv = kv;
    }

    public static Room room(Capacities capacities) {
        Kv kv = new Kv(new Quota("kv", capacities));
        KvRoom does = new KvRoom(kv);
        return Room.of("kv", "Keys and values: expiry, revisions, conditions, private or public")
                .keeps(Kv.TABLE)
                .limits(KvLimits.values())
                .sells(
                        Endpoint.write("/api/kv/set", Set.SHAPE, SetDone.class)
                                .costs(
                                        new Pricing.BySize<>(
                                                Tier.STORAGE_WRITE,
                                                Tier.STORAGE_WRITE_LARGE,
                                                KvLimits.LARGE_VALUE_ABOVE_BYTES,
                                                set -> set.value().bytes()))
                                .about(Set::key)
                                .maxBodyBytes(Limits.LARGEST_BODY_BYTES.value())
                                .fails(Condition.REVISION_MISMATCH)
                                .says("Stores a value under a key.")
                                .example(
                                        """
                                        {"key": "greeting", "value": {"text": "hello"}, "ttl": 3600}\
                                        """)
                                .does(does::set),
                        Endpoint.write("/api/kv/touch", Touch.SHAPE, SetDone.class)
                                .costs(Tier.STORAGE_WRITE)
                                .about(Touch::key)
                                .fails(ErrorCode.NOT_FOUND)
                                .says("Has a key live so long from now, and changes nothing else.")
                                .example("{\"key\": \"greeting\", \"ttl\": 3600}")
                                .does(does::touch),
                        Endpoint.read("/api/kv/get", Get.SHAPE, Got.class)
                                .costs(Tier.STORAGE_READ)
                                .about(Get::key)
                                .fails(ErrorCode.NOT_FOUND)
                                .says("Reads a value: one's own, or another owner's public one.")
                                .example("{\"key\": \"greeting\"}")
                                .does(does::get),
                        Endpoint.write(
                                        "/api/kv/delete",
                                        Delete.SHAPE,
                                        Gives.oneOf(
                                                Deletion.class, Deleted.class, DeletedBelow.class))
                                .costs(Tier.STORAGE_WRITE)
                                .about(Delete::keyOrPrefix)
                                .fails(ErrorCode.NOT_FOUND, Condition.REVISION_MISMATCH)
                                .says("Deletes a key, or up to 1,000 keys below a prefix.")
                                .example("{\"key\": \"greeting\"}")
                                .does(does::delete),
                        Endpoint.read("/api/kv/list", ListKeys.SHAPE, Listing.class)
                                .costs(Tier.STORAGE_READ)
                                .about(ListKeys::prefix)
                                .says("Lists keys in the order of their UTF-8 bytes.")
                                .example("{\"prefix\": \"gre\", \"limit\": 10}")
                                .does(does::list),
                        new PublicValues(kv).endpoint());
    }

    private Reply<SetDone> set(Call<Set> call, Tx tx) {
        Set in = call.input();
        requireNamespacedLength(in.visibility(), call.owner(), in.key());
        if (in.visibility() == Visibility.PUBLIC && !PublicValues.hasPath(in.key())) {
            throw Problem.invalid(
                    "key",
                    "of a public value must fit into a path: no control characters, no . or .. alone between slashes");
        }
        return Reply.of(SetDone.of(kv.set(tx, in)));
    }

    private Reply<SetDone> touch(Call<Touch> call, Tx tx) {
        Touch in = call.input();
        return kv.touch(tx, in.key(), in.visibility(), tx.now() + 1000 * in.ttlSeconds())
                .map(entry -> Reply.of(SetDone.of(entry)))
                .orElseThrow(() -> missing(in.key()));
    }

    private Reply<Got> get(Call<Get> call, Tx tx) {
        Get in = call.input();
        String owner = in.owner().orElse(call.owner());
        boolean own = owner.equals(call.owner());
        Optional<Visibility> visibility = own ? in.visibility() : Optional.of(Visibility.PUBLIC);
        Kv.Found found =
                kv.get(tx, owner, in.key(), visibility, call.request().client()::reserve)
                        .filter(_ ->
                                own || !in.visibility().equals(Optional.of(Visibility.PRIVATE)))
                        .orElseThrow(() -> missing(in.key()));
        Kv.Entry entry = found.entry();
        return Reply.of(
                new Got(
                        entry.key(),
                        found.value(),
                        entry.visibility().label(),
                        Instant.ofEpochMilli(entry.createdAtMs()),
                        Instant.ofEpochMilli(entry.updatedAtMs()),
                        entry.expiresAt(),
                        entry.bytes(),
                        entry.revision(),
                        entry.metadata()));
    }

    private Reply<Deletion> delete(Call<Delete> call, Tx tx) {
        Delete in = call.input();
        if (in.prefix().isPresent()) {
            Kv.Deleted deleted = kv.deleteBelow(tx, in.prefix().get(), in.visibility());
            return Reply.of(new DeletedBelow(true, deleted.count(), deleted.complete()));
        }
        String key = in.key().orElseThrow();
        Kv.Entry entry =
                kv.delete(tx, key, in.visibility(), in.condition()).orElseThrow(() -> missing(key));
        return Reply.of(new Deleted(true, key, entry.visibility().label()));
    }

    private Reply<Listing> list(Call<ListKeys> call, Tx tx) {
        ListKeys in = call.input();
        String owner = in.owner().orElse(call.owner());
        boolean own = owner.equals(call.owner());
        if (!own && in.visibility().equals(Optional.of(Visibility.PRIVATE))) {
            throw Problem.invalid("visibility", "must be public for another owner's keys");
        }
        Kv.Range range =
                new Kv.Range(
                        owner,
                        in.prefix(),
                        own ? in.visibility() : Optional.of(Visibility.PUBLIC),
                        in.reverse());
        Page<Kv.Entry> page =
                in.page()
                        .of(
                                (after, most) -> kv.list(tx, range, after, most),
                                e -> Cursor.of(e.key(), e.visibility().label()),
                                e -> in.values() ? e.storedBytes() : 0);
        if (in.values()) {
            long bytes = page.entries().stream().mapToLong(Kv.Entry::storedBytes).sum();
            call.request().client().reserve(bytes);
        }
        List<Listed> listed =
                page.entries().stream()
                        .map(e ->
                                listed(e, in.values() ? kv.value(tx, owner, e) : Optional.empty()))
                        .toList();
        return Reply.of(new Listing(listed.stream().map(Listed::key).toList(), listed, page.end()));
    }

    private static Listed listed(Kv.Entry entry, Optional<RawJson> value) {
        return new Listed(
                entry.key(),
                entry.visibility().label(),
                Instant.ofEpochMilli(entry.createdAtMs()),
                entry.expiresAt(),
                entry.bytes(),
                entry.revision(),
                entry.metadata(),
                value);
    }

    private static Problem missing(String key) {
        return Problem.notFound("Key", "key", key);
    }

    /** The plan's key format, which keeps its limit. */
    private static void requireNamespacedLength(Visibility visibility, String owner, String key) {
        String full = "kv:" + visibility.label() + ":" + owner + ":" + key;
        int most = KvLimits.NAMESPACED_KEY_BYTES.whole();
        if (full.length() > most / 4 && full.getBytes(StandardCharsets.UTF_8).length > most) {
            throw Problem.invalid(
                    "key", "with its namespace must be at most %d bytes of UTF-8".formatted(most));
        }
    }
}
