package dev.coffer.state.kv;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Page;
import dev.coffer.state.kv.Kv.Visibility;
import dev.coffer.store.Owner;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the key-value endpoints take. */
final class KvInputs {

    static final Field<String> KEY =
            Field.text("key", 1, KvLimits.KEY_CHARS, "The key; no colon in it.")
                    .map(KvInputs::withoutColon);
    static final Field<Optional<Visibility>> VISIBILITY =
            Field.choice(
                            "visibility",
                            List.of("private", "public"),
                            "Who may read it: its owner, or anybody who knows the key.")
                    .map(Visibility::named)
                    .optional();
    static final Field<Long> TTL =
            Field.whole(
                    "ttl",
                    Limits.TTL_MIN_SECONDS.value(),
                    Limits.TTL_MAX_SECONDS.value(),
                    "Seconds until it expires; a new key has a day if it is left out.");
    private static final Field<Boolean> PERSIST = Field.flag("persist", "True: it never expires.");
    private static final Field<Optional<Long>> IF_REVISION =
            Field.whole(
                            "ifRevision",
                            1,
                            Long.MAX_VALUE,
                            "Only if this is the key's revision; else 412.")
                    .optional();
    private static final Field<Optional<String>> OWNER =
            Field.text("owner", 1, Owner.MAX_CHARS, "Another owner's address: its public keys.")
                    .optional();

    /** How long a key lives. */
    record Life(Optional<Long> ttlSeconds, boolean persist) {

        static final Shape<Life> SHAPE = Shape.of(Life::new, TTL.optional(), PERSIST);

        Life {
            if (persist && ttlSeconds.isPresent()) {
                throw Problem.invalid("ttl", "and `persist` exclude each other");
            }
        }

        Optional<Long> expiresAtMs(long nowMs) {
            return persist
                    ? Optional.empty()
                    : Optional.of(
                            nowMs + 1000 * ttlSeconds.orElse(KvLimits.TTL_DEFAULT_SECONDS.value()));
        }
    }

    /**
     * A value.
     *
     * @param bytes of its content: a text may be longer with its quotes and escapes
     */
    record Value(RawJson json, long bytes) {

        Value {
            if (bytes > KvLimits.VALUE_BYTES.value()) {
                throw new Problem(
                                ErrorCode.TOO_LARGE,
                                "`value` is %d bytes; at most %d are kept."
                                        .formatted(bytes, KvLimits.VALUE_BYTES.value()))
                        .with("field", "value")
                        .with("limit", KvLimits.VALUE_BYTES.value());
            }
        }

        static Value of(RawJson value) {
            byte[] json = value.bytes();
            if (json[0] != '"') {
                return new Value(value, json.length);
            }
            return new Value(value, isPlain(json) ? json.length - 2L : text(value).length);
        }

        private static boolean isPlain(byte[] json) {
            for (byte b : json) {
                if (b == '\\') {
                    return false;
                }
            }
            return true;
        }

        /** The content of a value that is a JSON string, as UTF-8. */
        static byte[] text(RawJson value) {
            byte[] json = value.bytes();
            return isPlain(json)
                    ? Arrays.copyOfRange(json, 1, json.length - 1)
                    : Json.MAPPER.readValue(json, String.class).getBytes(StandardCharsets.UTF_8);
        }
    }

    record Set(
            String key,
            Value value,
            Visibility visibility,
            Life life,
            Condition condition,
            Optional<RawJson> metadata) {

        static final Shape<Set> SHAPE =
                Shape.of(
                        Set::new,
                        KEY,
                        Field.json(
                                        "value",
                                        Limits.LARGEST_BODY_BYTES.value(),
                                        "Any JSON but null, kept as it came.")
                                .map(Value::of),
                        VISIBILITY.map(v -> v.orElse(Visibility.PRIVATE)),
                        Life.SHAPE,
                        Shape.of(
                                Condition::new,
                                IF_REVISION,
                                Field.flag(
                                        "ifAbsent", "Only if the key does not exist; else 412.")),
                        Field.json(
                                        "metadata",
                                        KvLimits.METADATA_BYTES.value(),
                                        "Small JSON that lists return.")
                                .optional());
    }

    record Get(String key, Optional<String> owner, Optional<Visibility> visibility) {
        static final Shape<Get> SHAPE = Shape.of(Get::new, KEY, OWNER, VISIBILITY);
    }

    record Delete(
            Optional<String> key,
            Optional<String> prefix,
            Optional<Visibility> visibility,
            Condition condition) {

        static final Shape<Delete> SHAPE =
                Shape.of(
                        Delete::new,
                        KEY.optional(),
                        Field.text(
                                        "prefix",
                                        1,
                                        KvLimits.KEY_CHARS,
                                        "In place of a key: all keys below it.")
                                .optional(),
                        VISIBILITY,
                        Shape.of(Condition::new, IF_REVISION));

        Delete {
            if (key.isPresent() == prefix.isPresent()) {
                throw Problem.invalid("key", "or `prefix` is required, one of them");
            }
            if (prefix.isPresent() && !condition.equals(Condition.NONE)) {
                throw Problem.invalid("ifRevision", "goes with a key, not with a prefix");
            }
        }

        String keyOrPrefix() {
            return key.or(() -> prefix).orElseThrow();
        }
    }

    /**
     * Which keys to list.
     *
     * @param visibility those of one visibility; of all if it is empty
     */
    record ListKeys(
            String prefix,
            Page.Asked<Kv.Place> page,
            Optional<Visibility> visibility,
            Optional<String> owner,
            boolean reverse,
            boolean values) {

        static final Shape<ListKeys> SHAPE =
                Shape.of(
                        ListKeys::new,
                        Field.text("prefix", 0, KvLimits.KEY_CHARS, "Only keys that begin with it.")
                                .orElse(""),
                        Page.asked(Kv.Place::of),
                        Field.choice(
                                        "visibility",
                                        List.of("all", "private", "public"),
                                        "Which keys; private ones are only one's own.")
                                .orElse("all")
                                .map(v ->
                                        Optional.of(v)
                                                .filter(named -> !named.equals("all"))
                                                .map(Visibility::named)),
                        OWNER,
                        Field.flag("reverse", "From the last key down."),
                        Field.flag(
                                "values", "With the values, as many as fit into a page of 8 MiB."));
    }

    record Public(String owner, String key) {
        static final Shape<Public> SHAPE =
                Shape.of(
                        Public::new,
                        Field.text("owner", 1, Owner.MAX_CHARS, "The owner's address."),
                        KEY);
    }

    private KvInputs() {}

    private static String withoutColon(String key) {
        if (key.indexOf(':') >= 0) {
            throw Problem.invalid("key", "must not contain a colon");
        }
        return key;
    }
}
