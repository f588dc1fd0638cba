package dev.coffer.endpoint;

import java.util.Locale;

/**
 * A limit that callers meet: an enum's constant, whose name ends in the unit. A room lists those of
 * its own; all of them are served at {@code GET /api/limits}.
 */
public interface Limit {

    /** The constant's name: {@code KEY_CHARS}. */
    String name();

    long value();

    /** The value where an int is wanted. */
    default int whole() {
        return Math.toIntExact(value());
    }

    /** The name as JSON has it: {@code keyChars}. */
    default String label() {
        StringBuilder label = new StringBuilder();
        for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
            label.append(
                    label.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return label.toString();
    }
}
