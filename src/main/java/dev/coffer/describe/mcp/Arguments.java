package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a tool is called with: fields of a JSON object, each as the bytes that came, since a value
 * that is kept is given back as it was.
 */
final class Arguments {

    /** Which of a tool's endpoints is meant. */
    static final String ACTION = "action";

    /** What stands for the header, which a model can't set. */
    static final String IDEMPOTENCY_KEY = "idempotencyKey";

    private static final Set<String> OURS = Set.of(ACTION, IDEMPOTENCY_KEY);

    /** What stands behind the name of an input's field that is one of ours. */
    private static final String THEIRS = "_";

    /** A field: where its name begins, where its value does, and where that ends. */
    private record Part(String name, int start, int value, int end) {}

    private final byte[] body;
    private final List<Part> parts;

    private Arguments(byte[] body, List<Part> parts) {
        this.body = body;
        this.parts = parts;
    }

    static Arguments none() {
        return new Arguments(new byte[0], List.of());
    }

    /** What a field of an endpoint's input is called among a tool's. */
    static String named(String field) {
        return OURS.contains(field) ? field + THEIRS : field;
    }

    /** Those of an object whose beginning the parser has just read, up to its end. */
    static Arguments read(JsonParser parser, byte[] body) {
        List<Part> parts = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            int start = (int) parser.currentTokenLocation().getByteOffset();
            parser.nextToken();
            int value = (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            int end = (int) parser.currentLocation().getByteOffset();
            parts.add(new Part(name, start, value, end));
        }
        return new Arguments(body, parts);
    }

    /**
     * A field that must be a text.
     *
     * @throws Problem 400 if it is something else, or there twice
     */
    Optional<String> text(String name) {
        List<Part> found = parts.stream().filter(part -> part.name().equals(name)).toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.size() > 1) {
            throw Problem.invalid(name, "is there twice");
        }
        Part part = found.getFirst();
        JsonNode value = Json.MAPPER.readTree(body, part.value(), part.end() - part.value());
        if (!value.isString()) {
            throw Problem.invalid(name, "must be a string");
        }
        return Optional.of(value.stringValue());
    }

    /** The input of the endpoint that is meant, without what its path has of it. */
    byte[] input(Set<String> inPath) {
        Predicate<Part> isInput =
                part -> !OURS.contains(part.name()) && !inPath.contains(part.name());
        int length = parts.stream().mapToInt(part -> part.end() - part.start() + 1).sum() + 2;
        ByteArrayOutputStream input = new ByteArrayOutputStream(length);
        input.write('{');
        parts.stream()
                .filter(isInput)
                .forEach(part -> {
                    if (input.size() > 1) {
                        input.write(',');
                    }
                    Optional<String> theirs =
                            OURS.stream()
                                    .filter(name -> part.name().equals(name + THEIRS))
                                    .findFirst();
                    theirs.ifPresent(name -> input.writeBytes(Json.write(name)));
                    theirs.ifPresent(_ -> input.write(':'));
                    int start = theirs.isPresent() ? part.value() : part.start();
                    input.write(body, start, part.end() - start);
                });
        input.write('}');
        return input.toByteArray();
    }
}
