package dev.coffer.state.kv;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Tier;
import dev.coffer.room.Cursor;
import dev.coffer.room.Expiring;
import dev.coffer.state.kv.Kv.Visibility;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The key-value endpoints. */
public final class KvEndpoints {

    record SetDone(
            boolean success,
            String key,
            String visibility,
            @Nullable Instant expiresAt,
            long bytes,
            long revision) {}

    record Got(
            String key,
            RawJson value,
            String visibility,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant expiresAt,
            long bytes,
            long revision,
            @Nullable RawJson metadata) {}

    record Deleted(boolean success, String deleted, String visibility) {}

    record DeletedBelow(boolean success, int deletedCount, boolean complete) {}

    record Listed(
            String key,
            String visibility,
            Instant createdAt,
            @Nullable Instant expiresAt,
            long bytes,
            long revision,
            @Nullable RawJson metadata,
            @Nullable RawJson value) {}

    record Page(
            List<String> keys,
            List<Listed> entries,
            int count,
            @Nullable String cursor,
            boolean complete) {}

    private final Kv kv = new Kv();

    /** The keys that expire, for the sweeper. */
    public Expiring<?> expiring() {
        return kv;
    }

    public List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.write("/api/kv/set", KvInputs.set(), SetDone.class)
                        .costs(
                                new Pricing.BySize<>(
                                        Tier.STORAGE_WRITE,
                                        Tier.STORAGE_WRITE_LARGE,
                                        Limits.LARGE_VALUE_BYTES,
                                        KvInputs.Set::bytes))
                        .maxBodyBytes(Limits.LARGEST_BODY_BYTES)
                        .says("Stores a value under a key.")
                        .example(
                                """
                                {"key": "greeting", "value": {"text": "hello"}, "ttl": 3600}\
                                """)
                        .does(this::set),
                Endpoint.read("/api/kv/get", KvInputs.get(), Got.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Reads a value: one's own, or another owner's public one.")
                        .example("{\"key\": \"greeting\"}")
                        .does(this::get),
                Endpoint.write("/api/kv/delete", KvInputs.delete(), Deleted.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Deletes a key, or up to 1,000 keys below a prefix.")
                        .example("{\"key\": \"greeting\"}")
                        .does(this::delete),
                Endpoint.read("/api/kv/list", KvInputs.list(), Page.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Lists keys in the order of their UTF-8 bytes.")
                        .example("{\"prefix\": \"gre\", \"limit\": 10}")
                        .does(this::list),
                new PublicValues(kv).endpoint());
    }

    private Effect set(Call<KvInputs.Set> call) {
        KvInputs.Set in = call.input();
        requireNamespacedLength(in.visibility(), call.owner(), in.key());
        return tx -> {
            Kv.Entry entry =
                    kv.set(
                            tx,
                            in.key(),
                            in.visibility(),
                            in.value(),
                            in.bytes(),
                            in.metadata(),
                            in.ttlSeconds(),
                            in.condition());
            return Reply.of(
                    new SetDone(
                            true,
                            in.key(),
                            in.visibility().label(),
                            instant(entry.expiresAtMs()),
                            in.bytes(),
                            entry.revision()));
        };
    }

    private Effect get(Call<KvInputs.Get> call) {
        KvInputs.Get in = call.input();
        String owner = in.owner().orElse(call.owner());
        boolean own = owner.equals(call.owner());
        Optional<Visibility> visibility = own ? in.visibility() : Optional.of(Visibility.PUBLIC);
        return tx -> {
            Kv.Found found =
                    kv.get(tx, owner, in.key(), visibility)
                            .filter(_ ->
                                    own || !in.visibility().equals(Optional.of(Visibility.PRIVATE)))
                            .orElseThrow(() -> Problem.notFound("Key", "key", in.key()));
            Kv.Entry entry = found.entry();
            return Reply.of(
                    new Got(
                            entry.key(),
                            found.value(),
                            entry.visibility().label(),
                            Instant.ofEpochMilli(entry.createdAtMs()),
                            Instant.ofEpochMilli(entry.updatedAtMs()),
                            instant(entry.expiresAtMs()),
                            entry.bytes(),
                            entry.revision(),
                            entry.metadata().orElse(null)));
        };
    }

    private Effect delete(Call<KvInputs.Delete> call) {
        KvInputs.Delete in = call.input();
        if (in.prefix().isPresent()) {
            return tx -> {
                Kv.Deleted deleted = kv.deleteBelow(tx, in.prefix().get(), in.visibility());
                return Reply.of(new DeletedBelow(true, deleted.count(), deleted.complete()));
            };
        }
        String key = in.key().orElseThrow();
        return tx -> {
            Kv.Entry entry =
                    kv.delete(tx, key, in.visibility(), in.condition())
                            .orElseThrow(() -> Problem.notFound("Key", "key", key));
            return Reply.of(new Deleted(true, key, entry.visibility().label()));
        };
    }

    private Effect list(Call<KvInputs.ListKeys> call) {
        KvInputs.ListKeys in = call.input();
        String owner = in.owner().orElse(call.owner());
        boolean own = owner.equals(call.owner());
        if (!own && in.visibility().equals("private")) {
            throw Problem.invalid("visibility", "must be public for another owner's keys");
        }
        Optional<Visibility> visibility =
                !own
                        ? Optional.of(Visibility.PUBLIC)
                        : Optional.of(in.visibility())
                                .filter(v -> !v.equals("all"))
                                .map(Visibility::named);
        Kv.Range range = new Kv.Range(owner, in.prefix(), visibility, in.reverse());
        return tx -> {
            List<Kv.Entry> entries = kv.list(tx, range, in.after(), in.limit() + 1);
            List<Kv.Entry> page = entries.subList(0, Math.min(entries.size(), in.limit()));
            List<Listed> listed =
                    in.values()
                            ? kv.withValues(tx, owner, page).stream()
                                    .map(f -> listed(f.entry(), f.value()))
                                    .toList()
                            : page.stream().map(e -> listed(e, null)).toList();
            boolean complete = listed.size() == entries.size();
            return Reply.of(
                    new Page(
                            listed.stream().map(Listed::key).toList(),
                            listed,
                            listed.size(),
                            complete ? null : cursor(listed.getLast()),
                            complete));
        };
    }

    private static Listed listed(Kv.Entry entry, @Nullable RawJson value) {
        return new Listed(
                entry.key(),
                entry.visibility().label(),
                Instant.ofEpochMilli(entry.createdAtMs()),
                instant(entry.expiresAtMs()),
                entry.bytes(),
                entry.revision(),
                entry.metadata().orElse(null),
                value);
    }

    private static String cursor(Listed last) {
        return Cursor.of(last.key(), last.visibility());
    }

    private static @Nullable Instant instant(@Nullable Long epochMs) {
        return epochMs == null ? null : Instant.ofEpochMilli(epochMs);
    }

    /** The plan's key format, which keeps its limit. */
    private static void requireNamespacedLength(Visibility visibility, String owner, String key) {
        String full = "kv:" + visibility.label() + ":" + owner + ":" + key;
        if (full.length() > Limits.NAMESPACED_KEY_BYTES / 4
                && full.getBytes(StandardCharsets.UTF_8).length > Limits.NAMESPACED_KEY_BYTES) {
            throw Problem.invalid(
                    "key",
                    "with its namespace must be at most %d bytes of UTF-8"
                            .formatted(Limits.NAMESPACED_KEY_BYTES));
        }
    }
}
