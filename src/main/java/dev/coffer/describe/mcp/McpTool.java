package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tool: the endpoints of a room, or of a few rooms, as actions.
 *
 * <p>Its input is flat: {@code action}, and beside it the fields of all actions. One schema per
 * action would say more, but what keeps models from seeing it has to be left out: the Messages API
 * refuses {@code oneOf}, {@code anyOf} and {@code allOf} at the top of an input, and hosts drop
 * such tools without a word. Which action takes what is said in words instead, and every input is
 * checked where every other is.
 *
 * @param actions the endpoints, by the names of their actions
 * @param definition as {@code tools/list} shows it
 */
record McpTool(String name, Map<String, Endpoint<?, ?>> actions, Map<String, Object> definition) {

    /** What is said once for all fields of the name, whichever the action. */
    private static final List<String> BESIDE = List.of("tokenType", "fence");

    /**
     * @param rooms those that it is made of
     * @param offered of their endpoints those that are its actions
     * @param outside whether they reach what lies outside
     */
    static McpTool of(
            String name,
            List<Room> rooms,
            List<Endpoint<?, ?>> offered,
            boolean outside,
            Prices prices) {
        Map<String, Endpoint<?, ?>> actions = new LinkedHashMap<>();
        offered.forEach(endpoint -> actions.put(action(endpoint, actions), endpoint));
        Map<String, Object> definition = new LinkedHashMap<>();
        String says = rooms.stream().map(Room::says).collect(Collectors.joining(". "));
        definition.put("name", name);
        definition.put("title", "Coffer: " + name);
        definition.put("description", description(says, actions, prices));
        definition.put("inputSchema", input(actions));
        definition.put("annotations", annotations(actions, outside));
        return new McpTool(name, actions, definition);
    }

    /**
     * The endpoint of an action.
     *
     * @throws Problem 400 if there is none of that name
     */
    Endpoint<?, ?> endpoint(Optional<String> action) {
        return action.<Endpoint<?, ?>>map(actions::get)
                .orElseThrow(() ->
                        Problem.invalid(
                                Arguments.ACTION,
                                "must be one of " + String.join(", ", actions.keySet())));
    }

    /** The last part of the path that does not vary; with its method where there are more such. */
    private static String action(Endpoint<?, ?> endpoint, Map<String, ?> taken) {
        String last =
                Stream.of(endpoint.path().split("/", -1))
                        .filter(part -> !part.startsWith("{"))
                        .reduce("", (_, part) -> part);
        String method = endpoint.methods().getFirst().toLowerCase(Locale.ROOT);
        String name = taken.containsKey(last) ? method + "-" + last : last;
        if (taken.containsKey(name)) {
            throw new IllegalArgumentException("twice the action " + name);
        }
        return name;
    }

    private static String description(
            String says, Map<String, Endpoint<?, ?>> actions, Prices prices) {
        StringBuilder text = new StringBuilder(says).append(". Actions:");
        actions.forEach((name, endpoint) ->
                text.append(
                        "\n- %s [%s]: %s%s"
                                .formatted(
                                        name,
                                        endpoint.access().label(),
                                        endpoint.summary(),
                                        fields(endpoint))));
        String labels =
                actions.values().stream()
                        .map(endpoint -> endpoint.access().label())
                        .collect(Collectors.joining(" "));
        String costs =
                prices.table().entrySet().stream()
                        .filter(tier -> List.of(labels.split(" ", -1)).contains(tier.getKey()))
                        .filter(tier -> !tier.getKey().equals("free"))
                        .map(tier -> "%s %s".formatted(tier.getKey(), amounts(tier.getValue())))
                        .collect(Collectors.joining("; "));
        return costs.isEmpty() ? text.toString() : text + "\nA call costs: " + costs + ".";
    }

    private static String amounts(Map<String, String> coins) {
        return coins.entrySet().stream()
                .map(coin -> coin.getValue() + " " + coin.getKey())
                .collect(Collectors.joining(" or "));
    }

    private static String fields(Endpoint<?, ?> endpoint) {
        List<String> needs = new ArrayList<>();
        List<String> takes = new ArrayList<>();
        endpoint.takes()
                .fields()
                .forEach(field ->
                        (field.required() ? needs : takes).add(Arguments.named(field.name())));
        return said(" Needs: ", needs) + said(" May have: ", takes);
    }

    private static String said(String before, List<String> names) {
        return names.isEmpty() ? "" : before + String.join(", ", names) + ".";
    }

    private static Map<String, Object> annotations(
            Map<String, Endpoint<?, ?>> actions, boolean outside) {
        boolean reads = actions.values().stream().allMatch(e -> e.kind() != Endpoint.Kind.WRITE);
        return ordered("readOnlyHint", reads, "destructiveHint", !reads, "openWorldHint", outside);
    }

    /** In this order on every node: hosts keep what models have read by its bytes. */
    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static Map<String, Object> input(Map<String, Endpoint<?, ?>> actions) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                Arguments.ACTION,
                ordered(
                        "type",
                        "string",
                        "enum",
                        List.copyOf(actions.keySet()),
                        "description",
                        "What to do; the other fields are the action's."));
        uses(actions)
                .forEach((field, of) ->
                        properties.put(
                                Arguments.named(field), property(field, of, actions.size())));
        properties.put(
                Arguments.IDEMPOTENCY_KEY,
                ordered(
                        "type",
                        "string",
                        "maxLength",
                        255,
                        "description",
                        "A name for this very call: repeated with it, it gets the first answer and is charged once."));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.of(Arguments.ACTION));
        schema.put("additionalProperties", false);
        return schema;
    }

    /** What a field is to an action. */
    private record Use(String action, Map<String, Object> schema, String says) {}

    private static Map<String, List<Use>> uses(Map<String, Endpoint<?, ?>> actions) {
        Map<String, List<Use>> uses = new LinkedHashMap<>();
        actions.forEach((action, endpoint) -> {
            if (endpoint.takes().schema().get("properties") instanceof Map<?, ?> fields) {
                fields.forEach((name, schema) -> {
                    Map<String, Object> of = new LinkedHashMap<>();
                    ((Map<?, ?>) schema).forEach((key, value) -> of.put((String) key, value));
                    String says = String.valueOf(of.remove("description"));
                    uses.computeIfAbsent((String) name, _ -> new ArrayList<>())
                            .add(new Use(action, of, says));
                });
            }
        });
        return uses;
    }

    /** What holds for all of its uses; what differs is left to the words. */
    private static Map<String, Object> property(String field, List<Use> uses, int actions) {
        List<Map<String, Object>> schemas = uses.stream().map(Use::schema).distinct().toList();
        Map<String, Object> merged = new LinkedHashMap<>(schemas.getFirst());
        boolean sameType =
                schemas.stream().map(s -> String.valueOf(s.get("type"))).distinct().count() == 1;
        if (sameType) {
            schemas.forEach(schema -> merged.entrySet().retainAll(schema.entrySet()));
        } else {
            merged.clear();
            merged.put("anyOf", schemas);
        }
        merged.put("description", says(field, uses, actions));
        return merged;
    }

    private static String says(String field, List<Use> uses, int actions) {
        Map<String, List<String>> byText = new LinkedHashMap<>();
        uses.forEach(use ->
                byText.computeIfAbsent(use.says(), _ -> new ArrayList<>()).add(use.action()));
        Optional<String> only =
                byText.size() == 1 ? byText.keySet().stream().findFirst() : Optional.empty();
        if (only.isPresent() && (uses.size() == actions || BESIDE.contains(field))) {
            return only.get();
        }
        return byText.entrySet().stream()
                .map(text -> "%s: %s".formatted(String.join(", ", text.getValue()), text.getKey()))
                .collect(Collectors.joining(" "));
    }
}
