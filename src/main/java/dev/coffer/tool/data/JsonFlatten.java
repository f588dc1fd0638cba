package dev.coffer.tool.data;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.TimeBudget;
import dev.coffer.tool.Toolbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One object of all that stands in nested ones: {@code a.b[0]} is the key. */
final class JsonFlatten {

    record Wanted(JsonInput json, String delimiter, Optional<Long> maxDepth) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        JsonInput.FIELD,
                        Field.text(
                                        "delimiter",
                                        1,
                                        DataLimits.DELIMITER_CHARS,
                                        "What stands between names.")
                                .orElse("."),
                        Field.whole(
                                        "maxDepth",
                                        1,
                                        Limits.JSON_DEPTH.value(),
                                        "How many levels become one; all.")
                                .optional());
    }

    record Flat(Map<String, RawJson> flattened, int keyCount, String delimiter) {}

    private final Map<String, RawJson> flat = new LinkedHashMap<>();
    private final String delimiter;
    private final long maxDepth;
    private long chars;

    private JsonFlatten(Wanted in) {
        this.delimiter = in.delimiter();
        this.maxDepth = in.maxDepth().orElse(Limits.JSON_DEPTH.value());
    }

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/data/json-flatten",
                Wanted.SHAPE,
                Flat.class,
                "Makes one level of nested JSON.",
                "{\"json\": \"{\\\"a\\\": {\\\"b\\\": [1, 2]}}\"}",
                in -> {
                    JsonFlatten made = new JsonFlatten(in);
                    made.root(in.json().value());
                    return new Flat(made.flat, made.flat.size(), in.delimiter());
                });
    }

    private void root(Object value) {
        if (!(value instanceof Map<?, ?>) && !(value instanceof List<?>)) {
            throw Problem.invalid("json", "must be an object or a list");
        }
        children("", value, 0);
    }

    private void children(String key, Object value, int depth) {
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, each) ->
                    put(depth == 0 ? (String) name : key + delimiter + name, each, depth + 1));
        } else if (value instanceof List<?> array) {
            for (int i = 0; i < array.size(); i++) {
                put(key + "[" + i + "]", array.get(i), depth + 1);
            }
        }
    }

    private void put(String key, Object value, int depth) {
        boolean nested =
                value instanceof Map<?, ?> object && !object.isEmpty()
                        || value instanceof List<?> array && !array.isEmpty();
        chars += key.length();
        TimeBudget.requireAnswer(chars);
        if (nested && depth < maxDepth) {
            children(key, value, depth);
            return;
        }
        RawJson written = JsonInput.answer(value);
        chars += written.size();
        if (flat.put(key, written) != null) {
            throw Problem.invalid(
                    "json", "must not have two places with the key `%s`".formatted(shown(key)));
        }
    }

    private static String shown(String key) {
        return key.length() > 64 ? key.substring(0, 64) + "..." : key;
    }
}
