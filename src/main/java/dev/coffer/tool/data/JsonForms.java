package dev.coffer.tool.data;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON written with much space or with none, and whether a text is JSON at all. */
final class JsonForms {

    record Wanted(JsonInput json, long indent, boolean sortKeys) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        JsonInput.FIELD,
                        Texts.clamped("indent", 0, 10, 2, "Spaces a level."),
                        Field.flag("sortKeys", "Puts the keys of objects in order."));
    }

    record Formatted(String formatted, int inputLength, int outputLength) {}

    record Minified(
            String minified, int inputLength, int outputLength, double savings, int savedBytes) {}

    record Validity(
            boolean valid,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> error,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<String> type,
            int length,
            Optional<Integer> arrayLength,
            Optional<Integer> keyCount,
            Optional<Long> position) {}

    private JsonForms() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/data/json-format",
                        Wanted.SHAPE,
                        Formatted.class,
                        "Writes JSON on many lines; all digits stay as they are.",
                        "{\"json\": \"[1,2]\", \"indent\": 4}",
                        JsonForms::formatted),
                tools.tool(
                        "/api/data/json-minify",
                        Shape.of(json -> json, JsonInput.FIELD),
                        Minified.class,
                        "Writes JSON without any white space.",
                        "{\"json\": \"[1, 2]\"}",
                        JsonForms::minified),
                tools.tool(
                        "/api/data/json-validate",
                        Shape.of(text -> text, Texts.field("json", "What is to be JSON.")),
                        Validity.class,
                        "Says whether a text is JSON (RFC 8259), and where it is not.",
                        "{\"json\": \"{\\\"a\\\": 1}\"}",
                        JsonForms::validity));
    }

    private static Formatted formatted(Wanted in) {
        Object value = in.json().value();
        String formatted =
                JsonText.pretty(in.sortKeys() ? JsonText.sorted(value) : value, (int) in.indent());
        return new Formatted(formatted, in.json().length(value), formatted.length());
    }

    private static Minified minified(JsonInput in) {
        Object value = in.value();
        String minified = JsonText.compact(value);
        int length = in.length(value);
        int saved = Math.max(0, length - minified.length());
        return new Minified(
                minified,
                length,
                minified.length(),
                Math.round(10_000.0 * saved / length) / 100.0,
                saved);
    }

    private static Validity validity(String text) {
        try {
            Object value = JsonText.read(text);
            return new Validity(
                    true,
                    Optional.empty(),
                    Optional.of(JsonText.type(value)),
                    text.length(),
                    value instanceof List<?> array ? Optional.of(array.size()) : Optional.empty(),
                    value instanceof Map<?, ?> object
                            ? Optional.of(object.size())
                            : Optional.empty(),
                    Optional.empty());
        } catch (JsonText.Malformed e) {
            return new Validity(
                    false,
                    Optional.of(String.valueOf(e.getMessage())),
                    Optional.empty(),
                    text.length(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(e.position()));
        }
    }
}
