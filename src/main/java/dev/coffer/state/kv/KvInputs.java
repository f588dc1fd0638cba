package dev.coffer.state.kv;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Cursor;
import dev.coffer.state.kv.Kv.Visibility;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** What the key-value endpoints take. */
final class KvInputs {

    private static final Field<String> KEY =
            Field.text("key", 1, Limits.KEY_CHARS, "The key; no colon in it.");
    private static final Field<Optional<String>> KEY_TO_DELETE = KEY.optional();
    private static final Field<String> PATH_OWNER =
            Field.text("owner", 1, 128, "The owner's address.");
    private static final Field<RawJson> VALUE =
            Field.json("value", Limits.LARGEST_BODY_BYTES, "Any JSON but null, kept as it came.");
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
            Condition condition,
            Optional<RawJson> metadata) {}

    record Get(String key, Optional<String> owner, Optional<Visibility> visibility) {}

    record Delete(
            Optional<String> key,
            Optional<String> prefix,
            Optional<Visibility> visibility,
            Condition condition) {}

    record ListKeys(
            String prefix,
            int limit,
            Optional<Kv.Key> after,
            String visibility,
            Optional<String> owner,
            boolean reverse,
            boolean values) {}

    record Public(String owner, String key) {}

    private KvInputs() {}

    static Shape<Set> set() {
        return Shape.of(
                in ->
                        new Set(
                                key(in.get(KEY)),
                                in.get(VALUE),
                                bounded(contentBytes(in.get(VALUE))),
                                in.get(VISIBILITY)
                                        .map(Visibility::named)
                                        .orElse(Visibility.PRIVATE),
                                life(in.get(TTL), in.get(PERSIST)),
                                new Condition(in.get(IF_ABSENT), in.get(IF_REVISION)),
                                in.get(METADATA)),
                KEY,
                VALUE,
                TTL,
                VISIBILITY,
                PERSIST,
                IF_REVISION,
                IF_ABSENT,
                METADATA);
    }

    static Shape<Get> get() {
        return Shape.of(
                in ->
                        new Get(
                                key(in.get(KEY)),
                                in.get(OWNER),
                                in.get(VISIBILITY).map(Visibility::named)),
                KEY,
                OWNER,
                VISIBILITY);
    }

    static Shape<Delete> delete() {
        return Shape.of(
                in -> {
                    Optional<String> key = in.get(KEY_TO_DELETE).map(KvInputs::key);
                    Optional<String> prefix = in.get(PREFIX_TO_DELETE);
                    if (key.isPresent() == prefix.isPresent()) {
                        throw Problem.invalid("key", "or `prefix` is required, one of them");
                    }
                    if (prefix.isPresent() && in.get(IF_REVISION).isPresent()) {
                        throw Problem.invalid("ifRevision", "goes with a key, not with a prefix");
                    }
                    return new Delete(
                            key,
                            prefix,
                            in.get(VISIBILITY).map(Visibility::named),
                            new Condition(false, in.get(IF_REVISION)));
                },
                KEY_TO_DELETE,
                PREFIX_TO_DELETE,
                VISIBILITY,
                IF_REVISION);
    }

    static Shape<ListKeys> list() {
        return Shape.of(
                in ->
                        new ListKeys(
                                in.get(PREFIX),
                                in.get(LIMIT).intValue(),
                                in.get(Cursor.FIELD).map(KvInputs::place),
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
                VALUES);
    }

    static Shape<Public> publicValue() {
        return Shape.of(in -> new Public(in.get(PATH_OWNER), in.get(KEY)), PATH_OWNER, KEY);
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

    private static Kv.Key place(String cursor) {
        List<String> parts = Cursor.parts(cursor, 2);
        return new Kv.Key("", parts.get(0), Visibility.named(parts.get(1)));
    }

    /** What counts is the content: a text may be longer with its quotes and escapes. */
    private static long bounded(long bytes) {
        if (bytes > Limits.VALUE_BYTES) {
            throw new Problem(
                            413,
                            "too_large",
                            "`value` is %d bytes; at most %d are kept."
                                    .formatted(bytes, Limits.VALUE_BYTES))
                    .with("field", "value")
                    .with("limit", Limits.VALUE_BYTES);
        }
        return bytes;
    }

    /** A text counts as its content, anything else as its JSON. */
    private static long contentBytes(RawJson value) {
        byte[] json = value.bytes();
        if (json[0] != '"') {
            return json.length;
        }
        for (byte b : json) {
            if (b == '\\') {
                return text(value).getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return json.length - 2L;
    }

    /** The content of a value that is a JSON string. */
    static String text(RawJson value) {
        return Json.MAPPER.readValue(value.bytes(), String.class);
    }
}
