package dev.coffer.describe;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.AnswerExample;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Touches;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The operations of an OpenAPI document: one for each method of an endpoint. */
final class Operations {

    private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)\\}");

    /** Tools follow one wherever it stands, in an example too. */
    private static final String REFERENCE = "\"$ref\"";

    private final Catalog catalog;
    private final Components components;
    private final PaymentInfo payment;
    private final boolean free;

    Operations(Catalog catalog, Components components, Prices prices, boolean free) {
        this.catalog = catalog;
        this.components = components;
        this.payment = new PaymentInfo(prices);
        this.free = free;
    }

    Map<String, Object> of(Room room, Endpoint<?, ?> endpoint, String method) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("operationId", id(endpoint, method));
        operation.put("tags", List.of(room.name()));
        operation.put("summary", endpoint.summary());
        operation.put("description", description(endpoint));
        operation.put("security", security(endpoint));
        if (!free) {
            payment.of(endpoint).ifPresent(info -> operation.put("x-payment-info", info));
        }
        endpoint.missing().ifPresent(option -> operation.put("x-unavailable", option));
        Map<String, JsonNode> fields = fields(endpoint);
        List<Object> parameters = parameters(endpoint, fields, method);
        if (isGranted(room, endpoint)) {
            parameters.add(Components.parameter("Owner"));
        }
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (method.equals("POST") && !fields.isEmpty()) {
            operation.put("requestBody", body(endpoint, fields));
        }
        operation.put("responses", responses(endpoint));
        return operation;
    }

    private static String id(Endpoint<?, ?> endpoint, String method) {
        StringBuilder id = new StringBuilder(method.toLowerCase(Locale.ROOT));
        for (String part : endpoint.path().replace("/api/", "/").split("[^A-Za-z0-9]+")) {
            if (!part.isEmpty()) {
                id.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return id.length() == method.length() ? id + "Root" : id.toString();
    }

    private String description(Endpoint<?, ?> endpoint) {
        List<String> says = new ArrayList<>();
        says.add(endpoint.summary());
        says.add("Costs: " + endpoint.access().label() + ".");
        endpoint.missing()
                .ifPresent(option ->
                        says.add(
                                "Not to be had here: the operator would have to give `%s`."
                                        .formatted(option)));
        if (endpoint.example().contains(REFERENCE)) {
            says.add("For example: `" + endpoint.example().replaceAll("\\s+", " ") + "`");
        }
        return String.join("\n\n", says);
    }

    private List<Object> security(Endpoint<?, ?> endpoint) {
        if (endpoint.access() instanceof Access.Anybody<?>) {
            return List.of();
        }
        if (free) {
            return List.of(Ordered.of("payer", List.of()));
        }
        List<Object> ways = new ArrayList<>();
        if (!(endpoint.access() instanceof Access.Account<?>)) {
            ways.add(Ordered.of()); // Who pays needs nothing else.
        }
        ways.add(Ordered.of("token", List.of()));
        ways.add(Ordered.of("signIn", List.of()));
        return ways;
    }

    private static Map<String, JsonNode> fields(Endpoint<?, ?> endpoint) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        Json.MAPPER
                .readTree(Json.write(endpoint.takes().schema()))
                .path("properties")
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static List<String> inPath(Endpoint<?, ?> endpoint) {
        return IN_PATH.matcher(OpenApi.path(endpoint))
                .results()
                .map((MatchResult name) -> name.group(1))
                .toList();
    }

    private static boolean isRequired(Endpoint<?, ?> endpoint, String field) {
        return endpoint.takes().schema().get("required") instanceof List<?> required
                && required.contains(field);
    }

    /** Whether others may call it by a grant: it is about what is kept of whoever calls. */
    private static boolean isGranted(Room room, Endpoint<?, ?> endpoint) {
        return endpoint.access() instanceof Access.Paid<?>(_, Touches<?> touches)
                && (!room.kept().isEmpty() || touches instanceof Touches.Each<?>);
    }

    /** What the path and the query say; a list or an object no query can say. */
    private List<Object> parameters(
            Endpoint<?, ?> endpoint, Map<String, JsonNode> fields, String method) {
        JsonNode example = Json.MAPPER.readTree(endpoint.example());
        List<Object> parameters = new ArrayList<>();
        List<String> inPath = inPath(endpoint);
        for (String name : inPath) {
            JsonNode schema =
                    fields.getOrDefault(
                            name, Json.MAPPER.valueToTree(Ordered.of("type", "string")));
            parameters.add(parameter("path", name, true, schema, example.path(name)));
        }
        if (!method.equals("POST")) {
            fields.forEach((name, schema) -> {
                String type = schema.path("type").asString("");
                if (!inPath.contains(name) && !type.equals("array") && !type.equals("object")) {
                    boolean required = isRequired(endpoint, name);
                    parameters.add(parameter("query", name, required, schema, example.path(name)));
                }
            });
        }
        if (!(endpoint.access() instanceof Access.Anybody<?>)) {
            parameters.add(Components.parameter("Idempotency"));
            if (!free) {
                parameters.add(Components.parameter("Payment"));
                parameters.add(Components.parameter("PaymentV1"));
            }
            if (!free && endpoint.access() instanceof Access.Paid<?>) {
                parameters.add(Components.parameter("Prefer"));
            }
        }
        return parameters;
    }

    private static Map<String, Object> parameter(
            String in, String name, boolean required, JsonNode schema, JsonNode example) {
        ObjectNode bare = (ObjectNode) schema.deepCopy();
        JsonNode says = bare.remove("description");
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("name", name);
        parameter.put("in", in);
        parameter.put("required", required);
        if (says != null) {
            parameter.put("description", says);
        }
        parameter.put("schema", bare);
        if (!example.isMissingNode()) {
            parameter.put("example", example);
        }
        return parameter;
    }

    private Map<String, Object> body(Endpoint<?, ?> endpoint, Map<String, JsonNode> fields) {
        List<String> inPath = inPath(endpoint);
        Map<String, Object> schema = new LinkedHashMap<>(endpoint.takes().schema());
        fields.keySet().removeAll(inPath);
        schema.put("properties", fields);
        List<String> required =
                fields.keySet().stream().filter(name -> isRequired(endpoint, name)).toList();
        schema.put("required", required);
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("schema", components.schema(id(endpoint, "POST") + "Input", schema));
        if (!endpoint.example().contains(REFERENCE)) {
            ObjectNode example = (ObjectNode) Json.MAPPER.readTree(endpoint.example());
            example.remove(inPath);
            content.put("example", example);
        }
        return Ordered.of(
                "required",
                !required.isEmpty(),
                "content",
                Ordered.of("application/json", content));
    }

    private Map<String, Object> responses(Endpoint<?, ?> endpoint) {
        Map<String, Object> responses = new LinkedHashMap<>();
        Optional<AnswerExample> example = AnswerExample.of(endpoint);
        responses.put(
                String.valueOf(example.map(AnswerExample::status).orElse(200)),
                answer(endpoint, example));
        new TreeMap<>(
                        catalog.failures(endpoint).stream()
                                .filter(code -> !free || !PaymentInfo.isOfMoney(code))
                                .collect(groupingBy(ErrorCode::status, toList())))
                .forEach((status, codes) ->
                        responses.put(status.toString(), components.refusal(codes)));
        return responses;
    }

    private Map<String, Object> answer(Endpoint<?, ?> endpoint, Optional<AnswerExample> example) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("description", endpoint.summary());
        if (endpoint.access() instanceof Access.Paid<?> && !free) {
            response.put(
                    "headers",
                    Ordered.of(
                            "PAYMENT-RESPONSE", Components.header("PaymentResponse"),
                            "Coffer-Charge", Components.header("Charge"),
                            "Coffer-Receipt", Components.header("Receipt")));
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put(
                "schema",
                components.schema(
                        id(endpoint, endpoint.methods().getFirst()) + "Answer", schema(endpoint)));
        example.flatMap(AnswerExample::body).ifPresent(body -> content.put("example", body));
        String type =
                example.map(AnswerExample::contentType)
                        .orElse(isContent(endpoint) ? "*/*" : "application/json");
        response.put("content", Ordered.of(type, content));
        return response;
    }

    private static boolean isContent(Endpoint<?, ?> endpoint) {
        return endpoint.gives().type() == Reply.Content.class;
    }

    /** With what stands beside the fields of any answer of a call that might cost something. */
    private static Map<String, Object> schema(Endpoint<?, ?> endpoint) {
        Map<String, Object> schema = endpoint.gives().schema();
        if (schema.containsKey("oneOf")) {
            // What has all fields of one has those of another, too, where nothing forbids more.
            schema = Ordered.of("anyOf", schema.get("oneOf"));
        }
        if (!(endpoint.access() instanceof Access.Anybody<?>) && !isContent(endpoint)) {
            Map<String, Object> beside = new LinkedHashMap<>();
            beside.put("type", "object");
            beside.put("properties", Ordered.of("tokenType", Ordered.of("type", "string")));
            beside.put("required", List.of("tokenType"));
            return Ordered.of("allOf", List.of(schema, beside));
        }
        return schema;
    }
}
