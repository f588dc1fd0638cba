package dev.coffer.state.paste;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Cursor;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the paste endpoints take. */
final class PasteInputs {

    private static final Field<String> CONTENT =
            Field.text(
                    "content",
                    1,
                    4 * Limits.PASTE_BYTES,
                    "The text, at most 512,000 bytes of UTF-8.");
    private static final Field<Optional<String>> LANGUAGE =
            Field.text("language", 1, Limits.LANGUAGE_CHARS, "A hint for whoever shows it: python.")
                    .optional();
    private static final Field<Long> TTL =
            Field.whole(
                            "ttl",
                            Limits.TTL_MIN_SECONDS,
                            Limits.TTL_MAX_SECONDS,
                            "Seconds until it expires; more than 30 days is cut to 30 days.")
                    .orElse(Limits.PASTE_TTL_DEFAULT_SECONDS);
    private static final Field<Boolean> BURN =
            Field.flag("burn", "True: exactly one reader gets it, and then it is gone.");
    private static final Field<Boolean> UNGUESSABLE =
            Field.flag("unguessable", "True: a code of 128 bits in place of 6 characters.");
    private static final Field<String> CODE = Field.text("code", 1, 64, "The paste's code.");
    private static final Field<Long> LIMIT =
            Field.whole("limit", 1, Limits.PAGE_MAX, "Entries of the page at most.")
                    .orElse((long) Limits.PAGE_DEFAULT);

    record Create(
            byte[] content,
            Optional<String> language,
            long ttlSeconds,
            boolean burn,
            boolean unguessable) {}

    record Code(String code) {}

    record ListPastes(int limit, long beforeNumber) {}

    private PasteInputs() {}

    static Shape<Create> create() {
        return Shape.of(
                in ->
                        new Create(
                                content(in.get(CONTENT)),
                                in.get(LANGUAGE),
                                Math.min(in.get(TTL), Limits.PASTE_TTL_MAX_SECONDS),
                                in.get(BURN),
                                in.get(UNGUESSABLE)),
                CONTENT,
                LANGUAGE,
                TTL,
                BURN,
                UNGUESSABLE);
    }

    static Shape<Code> code() {
        return Shape.of(in -> new Code(code(in.get(CODE))), CODE);
    }

    static Shape<ListPastes> list() {
        return Shape.of(
                in ->
                        new ListPastes(
                                in.get(LIMIT).intValue(),
                                in.get(Cursor.FIELD)
                                        .map(PasteInputs::place)
                                        .orElse(Long.MAX_VALUE)),
                LIMIT,
                Cursor.FIELD);
    }

    private static long place(String cursor) {
        return Cursor.number(Cursor.parts(cursor, 1).getFirst());
    }

    /** A code as pastes have them. */
    static String code(String code) {
        if (!Pastes.isCode(code)) {
            throw new Problem(400, "invalid_input", "Invalid paste code format")
                    .with("field", "code");
        }
        return code;
    }

    private static byte[] content(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Limits.PASTE_BYTES) {
            throw new Problem(413, "too_large", "Content exceeds maximum size of 500KB")
                    .with("field", "content")
                    .with("limit", Limits.PASTE_BYTES);
        }
        return bytes;
    }
}
