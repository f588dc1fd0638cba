package dev.coffer.harness;

import dev.coffer.endpoint.AnswerExample;
import dev.coffer.endpoint.Endpoint;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What every endpoint answers to its example, against what is recorded of it; {@code
 * -Dcoffer.record=answers} records it anew.
 */
public final class Recorded {

    private static final boolean ANEW = "answers".equals(System.getProperty("coffer.record"));

    private static final int MOST_CHARS = 400;
    private static final int MOST_ELEMENTS = 3;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Map<String, JsonNode> answers = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();

    /** What it answered just now, to its first method. */
    public void add(Endpoint<?, ?> endpoint, Answered answered) {
        String type = answered.header("Content-Type").split(";", 2)[0];
        boolean json = !endpoint.gives().variants().isEmpty();
        ObjectNode now = JsonNodeFactory.instance.objectNode();
        now.put("status", answered.status());
        now.put("type", type);
        if (json) {
            now.set("body", cut(answered.json()));
        }
        answers.put(AnswerExample.name(endpoint), now);
        if (ANEW) {
            return;
        }
        Optional<AnswerExample> recorded = AnswerExample.of(endpoint);
        if (recorded.isEmpty()
                || recorded.get().status() != answered.status()
                || !recorded.get().contentType().equals(type)
                || json != recorded.get().body().isPresent()) {
            wrong.add(AnswerExample.name(endpoint) + " answers " + now);
        }
        recorded.flatMap(AnswerExample::body)
                .filter(_ -> json)
                .ifPresent(body -> {
                    if (!isIn(body, answered.json())) {
                        wrong.add(AnswerExample.name(endpoint) + " answers " + now);
                    }
                    SchemaCheck.faults(endpoint, body)
                            .forEach(f -> wrong.add(AnswerExample.name(endpoint) + ": " + f));
                });
    }

    /** What is recorded and not so, with how to record it anew. */
    public List<String> otherwise() throws Exception {
        if (ANEW && !answers.isEmpty()) {
            Path file = Path.of("src/main/resources", AnswerExample.RESOURCE);
            Files.writeString(file, JSON.writeValueAsString(answers) + "\n");
        }
        return wrong;
    }

    /** The same, shortened: an example is to be read. */
    private static JsonNode cut(JsonNode value) {
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode all = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(f -> all.set(f.getKey(), cut(f.getValue())));
                yield all;
            }
            case ArrayNode array -> {
                ArrayNode first = JsonNodeFactory.instance.arrayNode();
                array.valueStream().limit(MOST_ELEMENTS).forEach(each -> first.add(cut(each)));
                yield first;
            }
            default ->
                    value.isString() && value.stringValue().length() > MOST_CHARS
                            ? JsonNodeFactory.instance.stringNode(
                                    value.stringValue().substring(0, MOST_CHARS) + "...")
                            : value;
        };
    }

    /** Whether all that is recorded is there, under the same names and of the same types. */
    private static boolean isIn(JsonNode recorded, JsonNode now) {
        if (recorded.isObject()) {
            return now.isObject()
                    && recorded.properties().stream()
                            .allMatch(f ->
                                    now.has(f.getKey())
                                            && isIn(f.getValue(), now.path(f.getKey())));
        }
        if (recorded.isArray()) {
            return now.isArray()
                    && recorded.valueStream()
                            .allMatch(
                                    each -> now.valueStream().anyMatch(other -> isIn(each, other)));
        }
        return recorded.isNumber() ? now.isNumber() : recorded.getNodeType() == now.getNodeType();
    }
}
