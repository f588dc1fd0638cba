package dev.coffer.state.paste;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Page;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the paste endpoints take. */
final class PasteInputs {

    record Create(
            byte[] content,
            Optional<String> language,
            long ttlSeconds,
            boolean burn,
            boolean unguessable) {

        static final Shape<Create> SHAPE =
                Shape.of(
                        Create::new,
                        Field.text(
                                        "content",
                                        1,
                                        4 * PasteLimits.PASTE_BYTES.whole(),
                                        "The text, at most 512,000 bytes of UTF-8.")
                                .map(PasteInputs::content),
                        Field.text(
                                        "language",
                                        1,
                                        PasteLimits.LANGUAGE_CHARS,
                                        "A hint for whoever shows it: python.")
                                .optional(),
                        Field.whole(
                                        "ttl",
                                        Limits.TTL_MIN_SECONDS.value(),
                                        Limits.TTL_MAX_SECONDS.value(),
                                        "Seconds until it expires; more than 30 days is cut to 30 days.")
                                .orElse(PasteLimits.PASTE_TTL_DEFAULT_SECONDS.value())
                                .map(ttl ->
                                        Math.min(ttl, PasteLimits.PASTE_TTL_MAX_SECONDS.value())),
                        Field.flag(
                                "burn", "True: exactly one reader gets it, and then it is gone."),
                        Field.flag(
                                "unguessable",
                                "True: a code of 128 bits in place of 6 characters."));
    }

    record Code(String code) {
        static final Shape<Code> SHAPE =
                Shape.of(Code::new, Field.text("code", 1, 64, "The paste's code."));

        Code {
            if (!Pastes.isCode(code)) {
                throw new Problem(ErrorCode.INVALID_INPUT, "Invalid paste code format")
                        .with("field", "code");
            }
        }
    }

    /** A page that goes on before the number of a paste. */
    static final Shape<Page.Asked<Long>> LIST = Page.asked(cursor -> cursor.number(0, 1));

    private PasteInputs() {}

    private static byte[] content(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > PasteLimits.PASTE_BYTES.value()) {
            throw new Problem(ErrorCode.TOO_LARGE, "Content exceeds maximum size of 500KB")
                    .with("field", "content")
                    .with("limit", PasteLimits.PASTE_BYTES.value());
        }
        return bytes;
    }
}
