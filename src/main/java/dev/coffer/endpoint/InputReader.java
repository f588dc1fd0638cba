package dev.coffer.endpoint;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads an endpoint's input from a request: from the JSON body, or from the query and the path. */
public final class InputReader {

    /** The asset to be charged in; every endpoint takes it. */
    static final Field<Optional<String>> TOKEN_TYPE =
            Field.text("tokenType", 1, 16, "The asset to be charged in: STX, sBTC or USDCx.")
                    .optional();

    private InputReader() {}

    /** An input, and what may stand beside any: the asset to be charged in, a precondition. */
    public record Input<I>(I value, Optional<String> tokenType, Optional<Fence> fence) {}

    /**
     * Reads and checks.
     *
     * @throws Problem 400 with what to do about it; 413 if the body is too long
     */
    public static <I> Input<I> read(Endpoint<I, ?> endpoint, Request request) {
        Shape<I> shape = endpoint.takes();
        Values values = new Values();
        if (shape.isRaw()) {
            return new Input<>(shape.of(values), Optional.empty(), Optional.empty());
        }
        request.pathValues().forEach((name, value) -> put(values, shape.field(name), value));
        if (request.method().equals("POST")) {
            readQuery(shape, values, request.query().entries(), true);
            byte[] body = request.body().read(endpoint.maxBodyBytes());
            if (body.length > 0) {
                readBody(shape, values, body);
            }
        } else {
            readQuery(shape, values, known(endpoint, request), false);
        }
        return new Input<>(shape.of(values), TOKEN_TYPE.of(values), Fence.FIELD.of(values));
    }

    /**
     * The same of a call that has no request of its own, but a path and a body.
     *
     * @throws Problem 400 with what to do about it
     */
    public static <I> Input<I> read(
            Endpoint<I, ?> endpoint, Map<String, String> pathValues, byte[] body) {
        Shape<I> shape = endpoint.takes();
        Values values = new Values();
        pathValues.forEach((name, value) -> put(values, shape.field(name), value));
        readBody(shape, values, body);
        return new Input<>(shape.of(values), TOKEN_TYPE.of(values), Fence.FIELD.of(values));
    }

    /** What of the query is for the endpoint. */
    private static List<Query.Entry> known(Endpoint<?, ?> endpoint, Request request) {
        return endpoint.lenientQuery()
                ? request.query().readable().stream()
                        .filter(entry -> endpoint.takes().knows(entry.name()))
                        .filter(entry -> !request.pathValues().containsKey(entry.name()))
                        .toList()
                : request.query().entries();
    }

    private static void readQuery(
            Shape<?> shape, Values values, List<Query.Entry> query, boolean tokenTypeOnly) {
        for (Query.Entry entry : query) {
            Field<?> field = shape.field(entry.name());
            if (tokenTypeOnly && field != TOKEN_TYPE) {
                throw Problem.invalid(entry.name(), "belongs into the JSON body of a POST");
            }
            put(values, field, entry.value());
        }
    }

    private static void put(Values values, Field<?> field, String value) {
        if (!values.put(field, field.parse(value))) {
            throw Problem.invalid(field.name(), "is there twice");
        }
    }

    private static void readBody(Shape<?> shape, Values values, byte[] body) {
        checkUtf8(body);
        try (JsonParser parser = Json.parser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw badJson("The body must be a JSON object");
            }
            readFields(shape, values, parser, body);
            if (parser.nextToken() != null) {
                throw badJson("Something follows the JSON object");
            }
        } catch (StreamConstraintsException e) {
            throw badJson("The JSON is nested too deep or has too long a number or name");
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw badJson(
                    at == null
                            ? "The body is not JSON"
                            : "The body is not JSON: see line %d, column %d"
                                    .formatted(at.getLineNr(), at.getColumnNr()));
        }
    }

    /** The fields of the object whose beginning the parser has just read, up to its end. */
    private static void readFields(Shape<?> shape, Values values, JsonParser parser, byte[] body) {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            Field<?> field = shape.field(parser.currentName());
            parser.nextToken();
            if (!values.put(field, field.read(parser, body))) {
                throw Problem.invalid(field.name(), "is there twice");
            }
        }
    }

    /** An object at a place within an input; the parser stands at its beginning. */
    static <I> I readObject(String place, Shape<I> shape, JsonParser parser, byte[] body) {
        try {
            Values values = new Values();
            readFields(shape, values, parser, body);
            return shape.of(values);
        } catch (Problem problem) {
            throw problem.within(place);
        }
    }

    /** Any JSON as the bytes that came; the parser stands at its beginning. */
    static RawJson readRaw(String name, long maxBytes, JsonParser parser, byte[] body) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        if (end - start > maxBytes) {
            throw new Problem(
                            ErrorCode.TOO_LARGE,
                            "`%s` is %d bytes; at most %d are kept."
                                    .formatted(name, end - start, maxBytes))
                    .with("field", name)
                    .with("limit", maxBytes);
        }
        return new RawJson(Arrays.copyOfRange(body, start, end));
    }

    /** A text or number at the top of a JSON object, if there is one; judges nothing else. */
    public static Optional<String> peek(byte[] body, String name) {
        try (JsonParser parser = Json.parser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(name);
                JsonToken token = parser.nextToken();
                if (wanted && token != null && token.isScalarValue()) {
                    return Optional.ofNullable(parser.getValueAsString());
                }
                parser.skipChildren();
            }
        } catch (JacksonException e) {
            // The body is judged when it is read.
        }
        return Optional.empty();
    }

    private static Problem badJson(String detail) {
        return new Problem(ErrorCode.INVALID_JSON, detail + ".");
    }

    /**
     * Refuses what is no JSON in UTF-8, whatever else it is.
     *
     * @throws Problem 400
     */
    public static void checkUtf8(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(Math.min(body.length + 1, 8192));
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw badJson("The body is not UTF-8: see byte " + in.position());
        }
        // Where there is NUL, the parser would guess UTF-16 or UTF-32; JSON in UTF-8 has none.
        for (byte b : body) {
            if (b == 0) {
                throw badJson("The body is not JSON in UTF-8: it has NUL bytes");
            }
        }
    }
}
