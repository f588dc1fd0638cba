package dev.coffer.room;

import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A number by which an operator sees how a room does.
 *
 * @param name as the operator's metrics have it, less the service's own: {@code payments_open}
 * @param says what it is, with its unit
 * @param label what tells it from others of its name
 */
public record Figure(
        String name, String says, Kind kind, Optional<Label> label, LongSupplier value) {

    /** What kind of number it is. */
    public enum Kind {
        /** It only grows, from the start of this process. */
        COUNT,
        /** It is as it is now. */
        NOW,
        /** The same, and the store has to be asked: looked at now and then. */
        ASKED
    }

    /** One of the few values of a name. */
    public record Label(String name, String value) {}

    public static Figure count(String name, String says, LongSupplier value) {
        return new Figure(name, says, Kind.COUNT, Optional.empty(), value);
    }

    public static Figure now(String name, String says, LongSupplier value) {
        return new Figure(name, says, Kind.NOW, Optional.empty(), value);
    }

    public static Figure asked(String name, String says, LongSupplier value) {
        return new Figure(name, says, Kind.ASKED, Optional.empty(), value);
    }

    /** Of several with its name, the one with this label. */
    public Figure labelled(String labelName, String labelValue) {
        return new Figure(name, says, kind, Optional.of(new Label(labelName, labelValue)), value);
    }
}
