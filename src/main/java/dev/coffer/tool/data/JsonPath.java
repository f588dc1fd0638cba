package dev.coffer.tool.data;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.Toolbox;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stands at a place in JSON. A path is names with dots between, {@code [0]} for places in
 * lists and {@code ['a.b']} for names with dots in them; {@code $} before it is the whole.
 */
final class JsonPath {

    record Query(JsonInput json, String path) {
        static final Shape<Query> SHAPE =
                Shape.of(
                        Query::new,
                        JsonInput.FIELD,
                        Field.text("path", 1, DataLimits.JSON_PATH_CHARS, "Where: a.b[0]['c.d']."));
    }

    record Place(
            String path,
            Optional<RawJson> value,
            boolean found,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> type) {}

    private JsonPath() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/data/json-path",
                Query.SHAPE,
                Place.class,
                "Takes out of JSON what stands at a path.",
                "{\"json\": \"{\\\"a\\\": [1, 2]}\", \"path\": \"a[1]\"}",
                in -> {
                    Optional<Object> found = at(in.json().value(), in.path());
                    return new Place(
                            in.path(),
                            found.map(JsonInput::answer),
                            found.isPresent(),
                            found.map(JsonText::type));
                });
    }

    private static Optional<Object> at(Object root, String path) {
        List<String> steps = steps(path);
        boolean rooted =
                steps.getFirst().equals("$")
                        && !(root instanceof Map<?, ?> object && object.containsKey("$"));
        Object at = root;
        for (String step : rooted ? steps.subList(1, steps.size()) : steps) {
            Object next = step(at, step);
            if (next == null) {
                return Optional.empty();
            }
            at = next;
        }
        return Optional.of(at);
    }

    private static @Nullable Object step(Object at, String step) {
        return switch (at) {
            case Map<?, ?> object -> object.get(step);
            case List<?> array -> {
                boolean index = step.matches("0|[1-9][0-9]{0,8}");
                yield index && Integer.parseInt(step) < array.size()
                        ? array.get(Integer.parseInt(step))
                        : null;
            }
            default -> null;
        };
    }

    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        int i = 0;
        while (i < path.length()) {
            char c = path.charAt(i);
            int end;
            if (c == '.') {
                i++;
                continue;
            } else if (c == '[') {
                boolean quoted = path.startsWith("'", i + 1) || path.startsWith("\"", i + 1);
                String close = quoted ? path.charAt(i + 1) + "]" : "]";
                int from = i + (quoted ? 2 : 1);
                end = path.indexOf(close, from);
                if (end < 0) {
                    throw Problem.invalid("path", "must close what it opens: " + close);
                }
                steps.add(path.substring(from, end));
                end += close.length();
            } else {
                end = i;
                while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
                    end++;
                }
                steps.add(path.substring(i, end));
            }
            i = end;
        }
        if (steps.isEmpty()) {
            throw Problem.invalid("path", "must name something");
        }
        return steps;
    }
}
