package dev.coffer.room;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A place in a list, as a text that means nothing to its holder: the last entry's order. */
public final class Cursor {

    private static final int MAX_CHARS = 2048;
    private static final String SEPARATOR = "\0";

    private Cursor() {}

    /** The input field of every list. */
    public static final Field<Optional<String>> FIELD =
            Field.text("cursor", 1, MAX_CHARS, "Where to go on: the cursor of the page before.")
                    .optional();

    public static String of(String... parts) {
        byte[] text = String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
    }

    /**
     * The parts that a cursor was made of.
     *
     * @throws Problem 400 if it was not made here
     */
    public static List<String> parts(String cursor, int count) {
        try {
            byte[] text = Base64.getUrlDecoder().decode(cursor);
            String[] parts = new String(text, StandardCharsets.UTF_8).split(SEPARATOR, -1);
            if (parts.length == count) {
                return List.of(parts);
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw bad();
    }

    /** A part that is a number. */
    public static long number(String part) {
        try {
            return Long.parseLong(part);
        } catch (NumberFormatException e) {
            throw bad();
        }
    }

    private static Problem bad() {
        return Problem.invalid("cursor", "must be one that a list gave");
    }
}
