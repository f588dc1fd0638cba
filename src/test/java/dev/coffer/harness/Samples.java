package dev.coffer.harness;

import dev.coffer.endpoint.Endpoint;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What endpoints may be called with, by what the catalog says of them: paths out of their
 * templates, inputs out of their examples and schemas. A value of an example is taken for every
 * field of the same name, so that what one call writes another finds.
 */
public final class Samples {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)\\*?\\}");
    private static final int LONG_TEXT = 1_000;

    private static final List<String> ODD =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1.5",
                    "1e999",
                    "9223372036854775808",
                    "\"\"",
                    "\"1\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "[]",
                    "[{}]",
                    "{}",
                    "{\"a\":{}}");

    private static final List<String> ANYTHING =
            List.of("1", "\"text\"", "[1,2.5,\"x\",null,true]", "{\"a\":{\"b\":[]}}", "false");

    private final Map<String, List<JsonNode>> values = new LinkedHashMap<>();
    private final List<String> names;

    private Samples(List<Endpoint<?, ?>> endpoints) {
        for (Endpoint<?, ?> endpoint : endpoints) {
            example(endpoint)
                    .properties()
                    .forEach(field ->
                            values.computeIfAbsent(field.getKey(), _ -> new ArrayList<>())
                                    .add(field.getValue()));
        }
        this.names =
                endpoints.stream()
                        .flatMap(endpoint -> fields(endpoint).keySet().stream())
                        .distinct()
                        .toList();
    }

    public static Samples of(List<Endpoint<?, ?>> endpoints) {
        return new Samples(endpoints);
    }

    public static JsonNode example(Endpoint<?, ?> endpoint) {
        return JSON.readTree(endpoint.example());
    }

    /** The schemas of its fields, by their names; empty if it reads its requests itself. */
    public static Map<String, Map<String, Object>> fields(Endpoint<?, ?> endpoint) {
        return object(endpoint.takes().schema().get("properties")).entrySet().stream()
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                field -> object(field.getValue()),
                                (one, _) -> one,
                                LinkedHashMap::new));
    }

    /** The fields that it can't be called without. */
    public static List<?> required(Endpoint<?, ?> endpoint) {
        return list(endpoint.takes().schema().get("required"));
    }

    /** Whether it is called with a JSON body. */
    public static boolean takesJson(Endpoint<?, ?> endpoint) {
        return endpoint.methods().contains("POST") && !fields(endpoint).isEmpty();
    }

    /** The names of all fields of all endpoints. */
    public List<String> names() {
        return names;
    }

    /** Its path; names and values in turn go before those of examples. */
    public String path(Endpoint<?, ?> endpoint, String... given) {
        return NAME.matcher(endpoint.path())
                .replaceAll(match -> value(endpoint, match.group(1), given));
    }

    private String value(Endpoint<?, ?> endpoint, String name, String... given) {
        for (int i = 0; i < given.length; i += 2) {
            if (given[i].equals(name)) {
                return given[i + 1];
            }
        }
        String elsewhere =
                values.containsKey(name) ? values.get(name).getFirst().asString("x") : "x";
        return example(endpoint).path(name).asString(elsewhere);
    }

    /** A JSON input: its example, or some of its fields with values that are mostly good. */
    public String body(Random random, Endpoint<?, ?> endpoint) {
        return random.nextInt(3) == 0
                ? endpoint.example()
                : some(random, endpoint.takes().schema());
    }

    private String some(Random random, Map<String, Object> schema) {
        List<?> required = list(schema.get("required"));
        List<String> fields = new ArrayList<>();
        object(schema.get("properties"))
                .forEach((name, field) -> {
                    boolean wanted = required.contains(name);
                    if (wanted ? random.nextInt(10) != 0 : random.nextInt(4) == 0) {
                        fields.add("\"%s\":%s".formatted(name, value(random, name, object(field))));
                    }
                });
        return "{" + String.join(",", fields) + "}";
    }

    private String value(Random random, String name, Map<String, Object> schema) {
        if (random.nextInt(8) == 0) {
            return pick(random, ODD);
        }
        if (values.containsKey(name) && random.nextBoolean()) {
            return pick(random, values.get(name)).toString();
        }
        if (schema.get("enum") instanceof List<?> words) {
            return "\"" + pick(random, words) + "\"";
        }
        return switch (String.valueOf(schema.get("type"))) {
            case "string" -> "\"" + text(random, schema) + "\"";
            case "integer", "number" -> number(random, schema);
            case "boolean" -> String.valueOf(random.nextBoolean());
            case "object" -> some(random, schema);
            case "array" ->
                    random.ints(random.nextInt(4), 0, 1)
                            .mapToObj(_ -> some(random, object(schema.get("items"))))
                            .collect(Collectors.joining(",", "[", "]"));
            default -> pick(random, ANYTHING);
        };
    }

    private static String text(Random random, Map<String, Object> schema) {
        int least = whole(schema, "minLength").intValue();
        int most = whole(schema, "maxLength").intValue();
        int chars =
                switch (random.nextInt(4)) {
                    case 0 -> least;
                    case 1 -> Math.min(most, LONG_TEXT);
                    default -> least + random.nextInt(Math.min(most - least, 3) + 1);
                };
        return "k".repeat(chars);
    }

    private static String number(Random random, Map<String, Object> schema) {
        long least = whole(schema, "minimum").longValue();
        long most = whole(schema, "maximum").longValue();
        return String.valueOf(
                switch (random.nextInt(4)) {
                    case 0 -> most;
                    case 1 -> least;
                    default -> Math.min(most, Math.max(least, 0) + random.nextInt(10));
                });
    }

    private static Number whole(Map<String, Object> schema, String keyword) {
        return schema.get(keyword) instanceof Number number ? number : 0;
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Map<String, Object> object(Object value) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, each) -> object.put((String) name, each));
        }
        return object;
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
