package dev.coffer.payment.x402;

import dev.coffer.endpoint.AnswerExample;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.RawJson;

import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * x402's extension {@code bazaar}: what an endpoint takes and answers, for whoever discovers it by
 * its 402.
 */
public final class Bazaar {

    /** How much an offer says of an endpoint, the most first; OpenAPI says the rest. */
    private enum Detail {
        /** All of the input but the descriptions; examples of it and of the answer. */
        RULES,
        /** Fields and their types, and the examples. */
        TYPES,
        /** The examples alone. */
        EXAMPLES,
        /** The input's alone. */
        INPUT,
        /** Neither. */
        NONE
    }

    private static final Set<String> OF_TYPES =
            Set.of("type", "properties", "items", "required", "enum", "additionalProperties");

    /** It is the same for all callers, and not cheap. */
    private final Map<Endpoint<?, ?>, List<RawJson>> described = new ConcurrentHashMap<>();

    /** The extension in each detail, the most first. */
    public List<RawJson> of(Endpoint<?, ?> endpoint) {
        return described.computeIfAbsent(endpoint, Bazaar::describe);
    }

    private static List<RawJson> describe(Endpoint<?, ?> endpoint) {
        return Stream.of(Detail.values())
                .map(detail -> new RawJson(Json.write(extension(endpoint, detail))))
                .toList();
    }

    private static Map<String, Object> extension(Endpoint<?, ?> endpoint, Detail detail) {
        boolean post = endpoint.methods().contains("POST");
        JsonNode example = Json.MAPPER.readTree(detail == Detail.NONE ? "{}" : endpoint.example());
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("type", "http");
        input.put("method", post ? "POST" : endpoint.methods().getFirst());
        if (post) {
            input.put("bodyType", "json");
            input.put("body", example);
        } else {
            input.put("queryParams", example);
        }
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("input", input);
        info.put("output", output(endpoint, detail));
        Map<String, Object> extension = new LinkedHashMap<>();
        extension.put("info", info);
        extension.put("schema", schema(endpoint, post, detail));
        return extension;
    }

    private static Map<String, Object> output(Endpoint<?, ?> endpoint, Detail detail) {
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("type", "json");
        if (detail.compareTo(Detail.INPUT) < 0) {
            AnswerExample.of(endpoint)
                    .flatMap(AnswerExample::body)
                    .ifPresent(body -> output.put("example", body));
        }
        return output;
    }

    private static Map<String, Object> schema(
            Endpoint<?, ?> endpoint, boolean post, Detail detail) {
        String part = post ? "body" : "queryParams";
        Map<String, Object> parts = new LinkedHashMap<>();
        if (detail.compareTo(Detail.EXAMPLES) >= 0) {
            parts.put("input", Map.of("properties", Map.of(part, LINKED)));
            parts.put("output", ANSWER);
            return Map.of("properties", parts);
        }
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("type", Map.of("const", "http"));
        given.put("method", Map.of("enum", endpoint.methods()));
        if (post) {
            given.put("bodyType", Map.of("enum", List.of("json")));
        }
        given.put(part, slim(endpoint.takes().schema(), detail == Detail.TYPES));
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("type", "object");
        input.put("properties", given);
        input.put("required", List.copyOf(given.keySet()));
        input.put("additionalProperties", false);
        parts.put("input", input);
        parts.put("output", ANSWER);
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("type", "object");
        schema.put("properties", parts);
        schema.put("required", List.of("input"));
        return schema;
    }

    /** Where a schema is that is not carried; discovery clients want one to stand there. */
    private static final Map<String, Object> LINKED = Map.of("description", "GET /openapi.json");

    private static final Map<String, Object> ANSWER =
            Map.of("properties", Map.of("example", Map.of()));

    private static Map<String, Object> slim(Map<?, ?> schema, boolean types) {
        Map<String, Object> slim = new LinkedHashMap<>();
        schema.forEach((key, value) -> {
            String keyword = String.valueOf(key);
            if (keyword.equals("properties") && value instanceof Map<?, ?> fields) {
                Map<String, Object> kept = new LinkedHashMap<>();
                fields.forEach((name, field) ->
                        kept.put(String.valueOf(name), slim((Map<?, ?>) field, types)));
                slim.put(keyword, kept);
            } else if (!keyword.equals("description") && (!types || OF_TYPES.contains(keyword))) {
                slim.put(keyword, value instanceof Map<?, ?> inner ? slim(inner, types) : value);
            }
        });
        return slim;
    }
}
