package dev.coffer.room;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A place in a list, as a text that means nothing to its holder: the last entry's order.
 *
 * @param parts what the order is made of
 */
public record Cursor(List<String> parts) {

    private static final int MAX_CHARS = 2048;
    private static final String SEPARATOR = "\0";

    /** The input field of every list. */
    static final Field<Cursor> FIELD =
            Field.text("cursor", 1, MAX_CHARS, "Where to go on: the cursor of the page before.")
                    .map(Cursor::parse);

    /** Of texts and numbers. */
    public static Cursor of(Object... parts) {
        return new Cursor(java.util.Arrays.stream(parts).map(Object::toString).toList());
    }

    private static Cursor parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            String joined = new String(bytes, StandardCharsets.UTF_8);
            return new Cursor(List.of(joined.split(SEPARATOR, -1)));
        } catch (IllegalArgumentException e) {
            throw bad();
        }
    }

    String text() {
        byte[] joined = String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(joined);
    }

    /**
     * A part of it.
     *
     * @param count how many it must have
     * @throws Problem 400 if it was not made here
     */
    public String text(int index, int count) {
        if (parts.size() != count) {
            throw bad();
        }
        return parts.get(index);
    }

    /** A part that is a number. */
    public long number(int index, int count) {
        try {
            return Long.parseLong(text(index, count));
        } catch (NumberFormatException e) {
            throw bad();
        }
    }

    private static Problem bad() {
        return Problem.invalid("cursor", "must be one that a list gave");
    }
}
