package dev.coffer.endpoint;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A query string: the names and values in it, decoded once, when somebody first asks. */
public final class Query {

    /** A name and its value; a name alone has an empty one. */
    public record Entry(String name, String value) {}

    private final String raw;
    private @Nullable List<Entry> entries;

    /**
     * @param raw as it came, without the question mark; empty if there is none
     */
    public Query(String raw) {
        this.raw = raw;
    }

    /** As it came. */
    public String raw() {
        return raw;
    }

    /**
     * All of it, in its order.
     *
     * @throws Problem 400 if it can't be decoded
     */
    public List<Entry> entries() {
        if (entries == null) {
            entries = raw.isEmpty() ? List.of() : decoded(raw);
        }
        return entries;
    }

    /** What of it can be decoded, in its order: for those who pass over what they do not know. */
    public List<Entry> readable() {
        try {
            return entries();
        } catch (Problem e) {
            List<Entry> some = new ArrayList<>();
            for (String pair : raw.split("&", -1)) {
                try {
                    some.addAll(decoded(pair));
                } catch (Problem unreadable) {
                    // That pair.
                }
            }
            return some;
        }
    }

    /** The value of a name, the first if there are several. */
    public Optional<String> first(String name) {
        return entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .map(Entry::value);
    }

    private static List<Entry> decoded(String raw) {
        List<Entry> entries = new ArrayList<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = text(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                entries.add(new Entry(name, equals < 0 ? "" : text(pair.substring(equals + 1))));
            }
        }
        return List.copyOf(entries);
    }

    private static String text(String encoded) {
        try {
            byte[] bytes =
                    URLDecoder.decode(encoded, StandardCharsets.ISO_8859_1)
                            .getBytes(StandardCharsets.ISO_8859_1);
            // A decoder of its own: the usual ones put U+FFFD in place of what is no UTF-8.
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new Problem(
                    ErrorCode.INVALID_QUERY, "The query string is not percent-encoded UTF-8.");
        }
    }
}
