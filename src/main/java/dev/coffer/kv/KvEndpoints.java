package dev.coffer.kv;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Cursor;
import dev.coffer.endpoint.Effect;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Endpoint.Kind;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.kv.Kv.Visibility;
import dev.coffer.store.Expiring;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The key-value endpoints. */
public final class KvEndpoints {

    private static final Field<String> KEY =
            Field.text("key", 1, Limits.KEY_CHARS, "The key; no colon in it.");
    private static final Field<Optional<String>> KEY_TO_DELETE = KEY.optional();
    private static final Field<String> PATH_OWNER =
            Field.text("owner", 1, 128, "The owner's address.");
    private static final Field<RawJson> VALUE =
            Field.json("value", Limits.VALUE_BYTES + 2, "Any JSON but null, kept as it came.");
    private static final Field<Optional<Long>> TTL =
            Field.whole(
                            "ttl",
                            Limits.TTL_MIN_SECONDS,
                            Limits.TTL_MAX_SECONDS,
                            "Seconds until it expires; a day if it is left out.")
                    .optional();
    private static final Field<Boolean> PERSIST = Field.flag("persist", "True: it never expires.");
    private static final Field<Optional<String>> VISIBILITY =
            Field.choice(
                            "visibility",
                            List.of("private", "public"),
                            "Who may read it: its owner, or anybody who knows the key.")
                    .optional();
    private static final Field<Optional<Long>> IF_REVISION =
            Field.whole(
                            "ifRevision",
                            1,
                            Long.MAX_VALUE,
                            "Only if this is the key's revision; else 412.")
                    .optional();
    private static final Field<Boolean> IF_ABSENT =
            Field.flag("ifAbsent", "Only if the key does not exist; else 412.");
    private static final Field<Optional<RawJson>> METADATA =
            Field.json("metadata", Limits.METADATA_BYTES, "Small JSON that lists return.")
                    .optional();
    private static final Field<Optional<String>> OWNER =
            Field.text("owner", 1, 128, "Another owner's address: its public keys.").optional();
    private static final Field<Optional<String>> PREFIX_TO_DELETE =
            Field.text("prefix", 1, Limits.KEY_CHARS, "In place of a key: all keys below it.")
                    .optional();
    private static final Field<String> PREFIX =
            Field.text("prefix", 0, Limits.KEY_CHARS, "Only keys that begin with it.").orElse("");
    private static final Field<Long> LIMIT =
            Field.whole("limit", 1, Limits.PAGE_MAX, "Entries of the page at most.")
                    .orElse((long) Limits.PAGE_DEFAULT);
    private static final Field<String> LISTED =
            Field.choice(
                            "visibility",
                            List.of("all", "private", "public"),
                            "Which keys; private ones are only one's own.")
                    .orElse("all");
    private static final Field<Boolean> REVERSE = Field.flag("reverse", "From the last key down.");
    private static final Field<Boolean> VALUES =
            Field.flag("values", "With the values, as many as fit into a page of 8 MiB.");

    record Set(
            String key,
            RawJson value,
            long bytes,
            Visibility visibility,
            Optional<Long> ttlSeconds,
            Kv.Condition condition,
            Optional<RawJson> metadata) {}

    record SetDone(
            boolean success,
            String key,
            String visibility,
            @Nullable Instant expiresAt,
            long bytes,
            long revision) {}

    record Get(String key, Optional<String> owner, Optional<Visibility> visibility) {}

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

    record Delete(
            Optional<String> key,
            Optional<String> prefix,
            Optional<Visibility> visibility,
            Kv.Condition condition) {}

    record Deleted(boolean success, String deleted, String visibility) {}

    record DeletedBelow(boolean success, int deletedCount, boolean complete) {}

    record ListKeys(
            String prefix,
            int limit,
            Optional<Kv.Key> after,
            String visibility,
            Optional<String> owner,
            boolean reverse,
            boolean values) {}

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

    record Public(String owner, String key) {}

    private final Kv kv = new Kv();

    /** The keys that expire, for the sweeper. */
    public Expiring<?> expiring() {
        return kv;
    }

    public List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.write(
                                "/api/kv/set",
                                Shape.of(
                                        in -> {
                                            RawJson value = in.get(VALUE);
                                            return new Set(
                                                    key(in.get(KEY)),
                                                    value,
                                                    contentBytes(value),
                                                    in.get(VISIBILITY)
                                                            .map(Visibility::named)
                                                            .orElse(Visibility.PRIVATE),
                                                    life(in.get(TTL), in.get(PERSIST)),
                                                    new Kv.Condition(
                                                            in.get(IF_ABSENT), in.get(IF_REVISION)),
                                                    in.get(METADATA));
                                        },
                                        KEY,
                                        VALUE,
                                        TTL,
                                        VISIBILITY,
                                        PERSIST,
                                        IF_REVISION,
                                        IF_ABSENT,
                                        METADATA),
                                SetDone.class)
                        .costs(
                                new Pricing.BySize<>(
                                        Tier.STORAGE_WRITE,
                                        Tier.STORAGE_WRITE_LARGE,
                                        Limits.LARGE_VALUE_BYTES,
                                        Set::bytes))
                        .maxBodyBytes(Limits.LARGEST_BODY_BYTES)
                        .says("Stores a value under a key.")
                        .example(
                                """
                                {"key": "greeting", "value": {"text": "hello"}, "ttl": 3600}\
                                """)
                        .does(this::set),
                Endpoint.read(
                                "/api/kv/get",
                                Shape.of(
                                        in ->
                                                new Get(
                                                        key(in.get(KEY)),
                                                        in.get(OWNER),
                                                        in.get(VISIBILITY).map(Visibility::named)),
                                        KEY,
                                        OWNER,
                                        VISIBILITY),
                                Got.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Reads a value: one's own, or another owner's public one.")
                        .example("{\"key\": \"greeting\"}")
                        .does(this::get),
                Endpoint.write(
                                "/api/kv/delete",
                                Shape.of(
                                        in ->
                                                new Delete(
                                                        in.get(KEY_TO_DELETE).map(KvEndpoints::key),
                                                        in.get(PREFIX_TO_DELETE),
                                                        in.get(VISIBILITY).map(Visibility::named),
                                                        new Kv.Condition(
                                                                false, in.get(IF_REVISION))),
                                        KEY_TO_DELETE,
                                        PREFIX_TO_DELETE,
                                        VISIBILITY,
                                        IF_REVISION),
                                Deleted.class)
                        .costs(Tier.STORAGE_WRITE)
                        .says("Deletes a key, or up to 1,000 keys below a prefix.")
                        .example("{\"key\": \"greeting\"}")
                        .does(this::delete),
                Endpoint.read(
                                "/api/kv/list",
                                Shape.of(
                                        in ->
                                                new ListKeys(
                                                        in.get(PREFIX),
                                                        in.get(LIMIT).intValue(),
                                                        in.get(Cursor.FIELD)
                                                                .map(KvEndpoints::place),
                                                        in.get(LISTED),
                                                        in.get(OWNER),
                                                        in.get(REVERSE),
                                                        in.get(VALUES)),
                                        PREFIX,
                                        LIMIT,
                                        Cursor.FIELD,
                                        LISTED,
                                        OWNER,
                                        REVERSE,
                                        VALUES),
                                Page.class)
                        .costs(Tier.STORAGE_READ)
                        .says("Lists keys in the order of their UTF-8 bytes.")
                        .example("{\"prefix\": \"gre\", \"limit\": 10}")
                        .does(this::list),
                Endpoint.open(
                                Kind.READ,
                                "/public/{owner}/{key}",
                                Shape.of(
                                        in -> new Public(in.get(PATH_OWNER), in.get(KEY)),
                                        PATH_OWNER,
                                        KEY),
                                "GET")
                        .says("Anybody's public value, free: text as text, other JSON as JSON.")
                        .example(
                                "{\"owner\": \"ST000000000000000000002AMW42H\", \"key\": \"greeting\"}")
                        .does(this::readPublic));
    }

    private Effect set(Call<Set> call) {
        Set in = call.input();
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

    private Effect get(Call<Get> call) {
        Get in = call.input();
        String owner = in.owner().orElse(call.owner());
        boolean own = owner.equals(call.owner());
        Optional<Visibility> visibility = own ? in.visibility() : Optional.of(Visibility.PUBLIC);
        return tx -> {
            Kv.Found found =
                    kv.get(tx, owner, in.key(), visibility)
                            .filter(_ -> own || !in.visibility().equals(PRIVATE_ONLY))
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

    private Effect delete(Call<Delete> call) {
        Delete in = call.input();
        if (in.key().isPresent() == in.prefix().isPresent()) {
            throw Problem.invalid("key", "or `prefix` is required, one of them");
        }
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

    private Effect list(Call<ListKeys> call) {
        ListKeys in = call.input();
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

    private Effect readPublic(Call<Public> call) {
        Public in = call.input();
        Optional<String> known = call.request().header("If-None-Match");
        return tx -> {
            Kv.Found found =
                    kv.get(tx, in.owner(), in.key(), Optional.of(Visibility.PUBLIC))
                            .orElseThrow(() -> Problem.notFound("Key", "key", in.key()));
            String tag = "\"" + found.entry().revision() + "\"";
            Map<String, String> headers =
                    Map.of(
                            "ETag",
                            tag,
                            "Cache-Control",
                            "public, max-age=" + freshSeconds(found, tx.now()),
                            "Content-Security-Policy",
                            "sandbox; default-src 'none'");
            boolean text = found.value().bytes()[0] == '"';
            String type = text ? "text/plain; charset=utf-8" : "application/json";
            if (known.filter(tag::equals).isPresent()) {
                return new Reply.Content(304, type, new byte[0], headers);
            }
            byte[] body =
                    text
                            ? string(found.value()).getBytes(StandardCharsets.UTF_8)
                            : found.value().bytes();
            return new Reply.Content(200, type, body, headers);
        };
    }

    private static final Optional<Visibility> PRIVATE_ONLY = Optional.of(Visibility.PRIVATE);

    /** A public value may be changed at any time: a minute of a cache is what readers can bear. */
    private static final long FRESH_SECONDS = 60;

    private static long freshSeconds(Kv.Found found, long nowMs) {
        Long expiresAtMs = found.entry().expiresAtMs();
        return expiresAtMs == null
                ? FRESH_SECONDS
                : Math.min(FRESH_SECONDS, (expiresAtMs - nowMs) / 1000);
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

    private static Kv.Key place(String cursor) {
        List<String> parts = Cursor.parts(cursor, 2);
        return new Kv.Key("", parts.get(0), Visibility.named(parts.get(1)));
    }

    private static @Nullable Instant instant(@Nullable Long epochMs) {
        return epochMs == null ? null : Instant.ofEpochMilli(epochMs);
    }

    private static String key(String key) {
        if (key.indexOf(':') >= 0) {
            throw Problem.invalid("key", "must not contain a colon");
        }
        return key;
    }

    private static Optional<Long> life(Optional<Long> ttl, boolean persist) {
        if (persist && ttl.isPresent()) {
            throw Problem.invalid("ttl", "and `persist` exclude each other");
        }
        return persist ? Optional.empty() : ttl.or(() -> Optional.of(Limits.TTL_DEFAULT_SECONDS));
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

    /** A text counts as its content, anything else as its JSON. */
    private static long contentBytes(RawJson value) {
        byte[] json = value.bytes();
        if (json[0] != '"') {
            return json.length;
        }
        for (byte b : json) {
            if (b == '\\') {
                return string(value).getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return json.length - 2L;
    }

    private static String string(RawJson value) {
        return Json.MAPPER.readValue(value.bytes(), String.class);
    }
}
