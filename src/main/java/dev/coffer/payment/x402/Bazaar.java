package dev.coffer.payment.x402;

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

/** x402's extension {@code bazaar}: what an endpoint takes, for whoever discovers it by its 402. */
final class Bazaar {

    /** How much an offer says of an endpoint's input, the most first. */
    private enum Detail {
        /** All but the descriptions. */
        RULES,
        /** Fields and their types. */
        TYPES,
        /** That it is an object. */
        OBJECT,
        /** An example only. */
        EXAMPLE,
        /** Not even an example. */
        NONE
    }

    private static final Set<String> OF_TYPES =
            Set.of("type", "properties", "items", "required", "enum", "additionalProperties");

    /** It is the same for all callers, and not cheap. */
    private final Map<Endpoint<?, ?>, List<RawJson>> described = new ConcurrentHashMap<>();

    /** The extension in each detail, the most first. */
    List<RawJson> of(Endpoint<?, ?> endpoint) {
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
        Map<String, Object> schema =
                detail.compareTo(Detail.OBJECT) > 0
                        ? Map.of("type", "object")
                        : schema(endpoint, post, detail);
        return Map.of("info", Map.of("input", input), "schema", schema);
    }

    private static Map<String, Object> schema(
            Endpoint<?, ?> endpoint, boolean post, Detail detail) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("type", Map.of("const", "http"));
        properties.put("method", Map.of("enum", endpoint.methods()));
        if (post) {
            properties.put("bodyType", Map.of("enum", List.of("json")));
        }
        properties.put(post ? "body" : "queryParams", inputSchema(endpoint, detail));
        Map<String, Object> input =
                Map.of(
                        "type",
                        "object",
                        "properties",
                        properties,
                        "required",
                        List.copyOf(properties.keySet()),
                        "additionalProperties",
                        false);
        return Map.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "type",
                "object",
                "properties",
                Map.of("input", input),
                "required",
                List.of("input"));
    }

    private static Map<String, Object> inputSchema(Endpoint<?, ?> endpoint, Detail detail) {
        return switch (detail) {
            case RULES -> slim(endpoint.takes().schema(), false);
            case TYPES -> slim(endpoint.takes().schema(), true);
            case OBJECT, EXAMPLE, NONE -> Map.of("type", "object");
        };
    }

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
