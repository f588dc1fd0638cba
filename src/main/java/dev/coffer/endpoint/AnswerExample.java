package dev.coffer.endpoint;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What an endpoint answered to its example. Recorded from a running server ({@code ExamplesTest},
 * {@code -Dcoffer.record=answers}), and held against what it answers now by the same test: whoever
 * changes an answer records it anew.
 *
 * @param contentType without its parameters
 * @param body of JSON; lists and texts of some length are cut
 */
public record AnswerExample(int status, String contentType, Optional<JsonNode> body) {

    /** Where it is kept, in the class path. */
    public static final String RESOURCE = "dev/coffer/endpoint/answers.json";

    private static final JsonNode RECORDED = recorded();

    private static JsonNode recorded() {
        try (InputStream in = AnswerExample.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one of an endpoint; there is none where its example is refused. */
    public static Optional<AnswerExample> of(Endpoint<?, ?> endpoint) {
        JsonNode found = RECORDED.path(name(endpoint));
        return found.isMissingNode()
                ? Optional.empty()
                : Optional.of(
                        new AnswerExample(
                                found.path("status").intValue(),
                                found.path("type").stringValue(),
                                Optional.of(found.path("body")).filter(b -> !b.isMissingNode())));
    }

    /** By what it is recorded: {@code POST /api/kv/set}. */
    public static String name(Endpoint<?, ?> endpoint) {
        return endpoint.methods().getFirst() + " " + endpoint.path();
    }
}
