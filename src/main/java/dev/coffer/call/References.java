package dev.coffer.call;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * The places of a JSON body that stand for what an earlier operation answered: objects of one
 * member, {@code {"$ref": "name.field.0"}}. A value takes their place as the bytes that it is.
 */
record References(byte[] body, List<Reference> all) {

    static final ErrorCode BAD_REF = new ErrorCode(400, "bad_ref");

    /** One place, and what it stands for: a field of a field or an entry of a list, and so on. */
    private record Reference(int start, int end, String text, String name, List<String> path) {}

    private static final String REF = "$ref";

    /**
     * @param known the names that it may begin with
     * @throws Problem 400 {@code bad_ref}
     */
    static References of(RawJson json, Set<String> known) {
        byte[] body = json.bytes();
        if (!mayHave(body)) {
            return new References(body, List.of());
        }
        List<Reference> found = new ArrayList<>();
        try (JsonParser parser = Json.parser(body)) {
            int start = -1;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    start = (int) parser.currentTokenLocation().getByteOffset();
                } else if (token == JsonToken.PROPERTY_NAME && parser.currentName().equals(REF)) {
                    found.add(read(parser, start, known));
                    start = -1;
                } else {
                    start = -1;
                }
            }
        }
        return new References(body, List.copyOf(found));
    }

    /** Whether it is worth looking: the name as it is, or an escape that may be in it. */
    private static boolean mayHave(byte[] body) {
        for (int i = 0; i + 1 < body.length; i++) {
            if (body[i] == '$' && body[i + 1] == 'r' || body[i] == '\\' && body[i + 1] == 'u') {
                return true;
            }
        }
        return false;
    }

    private static Reference read(JsonParser parser, int start, Set<String> known) {
        if (start < 0 || parser.nextToken() != JsonToken.VALUE_STRING) {
            throw bad(REF, "is the only member of its object, a string");
        }
        String text = parser.getString();
        if (parser.nextToken() != JsonToken.END_OBJECT) {
            throw bad(text, "is the only member of its object");
        }
        int end = (int) parser.currentLocation().getByteOffset();
        List<String> parts = Arrays.asList(text.split("\\.", -1));
        if (!known.contains(parts.getFirst())) {
            throw bad(text, "begins with what no earlier operation is called by its `as`");
        }
        return new Reference(start, end, text, parts.getFirst(), parts.subList(1, parts.size()));
    }

    private static Problem bad(String text, String why) {
        String shown = text.length() > 128 ? text.substring(0, 128) + "..." : text;
        return new Problem(BAD_REF, "The reference `%s` %s.".formatted(shown, why))
                .with("ref", shown);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /**
     * The body with what the places stand for.
     *
     * @param given the results of earlier operations, by name; null for one that failed
     * @param room is asked for each value before it is taken
     * @throws Problem 400 {@code bad_ref} where a result has no such part
     */
    byte[] resolved(Function<String, RawJson> given, LongConsumer room) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        int at = 0;
        for (Reference reference : all) {
            RawJson result = given.apply(reference.name());
            if (result == null) {
                throw bad(reference.text(), "stands for an operation that failed");
            }
            RawJson value = part(result, reference);
            room.accept(value.size());
            out.write(body, at, reference.start() - at);
            out.writeBytes(value.bytes());
            at = reference.end();
        }
        out.write(body, at, body.length - at);
        return out.toByteArray();
    }

    private static RawJson part(RawJson result, Reference reference) {
        try (JsonParser parser = Json.parser(result.bytes())) {
            parser.nextToken();
            for (String step : reference.path()) {
                if (!enter(parser, step)) {
                    throw bad(reference.text(), "stands for what that result does not have");
                }
            }
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int end = (int) parser.currentLocation().getByteOffset();
            return new RawJson(Arrays.copyOfRange(result.bytes(), start, end));
        }
    }

    /** From an object or a list to its member or entry; false if there is none. */
    private static boolean enter(JsonParser parser, String step) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean found = parser.currentName().equals(step);
                parser.nextToken();
                if (found) {
                    return true;
                }
                parser.skipChildren();
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY && step.matches("\\d{1,6}")) {
            int left = Integer.parseInt(step);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (left-- == 0) {
                    return true;
                }
                parser.skipChildren();
            }
        }
        return false;
    }
}
