package dev.coffer.tool.data;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.ToolLimits;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON that is an input: the value itself, or a text of which it is read. It is looked at as it
 * comes, and made into values, which take many times its room, where there is time for it.
 *
 * @param text that is JSON
 * @param isValue whether the value came itself
 */
record JsonInput(String text, boolean isValue) {

    static final Field<JsonInput> FIELD =
            Field.json(
                            "json",
                            ToolLimits.TOOL_BODY_BYTES.value(),
                            "The JSON, or a text that is it.")
                    .map(JsonInput::of);

    private static JsonInput of(RawJson raw) {
        if (raw.bytes()[0] != '"') {
            return new JsonInput(new String(raw.bytes(), StandardCharsets.UTF_8), true);
        }
        String text = (String) value(raw);
        try {
            JsonText.check(text);
        } catch (JsonText.Malformed e) {
            throw Problem.invalid("json", "must be JSON: " + e.getMessage())
                    .with("position", e.position());
        }
        return new JsonInput(text, false);
    }

    Object value() {
        return JsonText.read(text);
    }

    /** Of the text, or of the value in its shortest form. */
    int length(Object value) {
        return isValue ? JsonText.compact(value).length() : text.length();
    }

    private static Object value(RawJson raw) {
        return JsonText.read(new String(raw.bytes(), StandardCharsets.UTF_8));
    }

    /** A list of nothing but objects, not made into values yet. */
    static Field<List<RawJson>> objects(String name, int min, String says) {
        return Lists.values(name, min, DataLimits.DATA_OBJECTS.whole(), says)
                .map(values -> {
                    if (values.stream().anyMatch(each -> each.bytes()[0] != '{')) {
                        throw Problem.invalid(name, "must be a list of objects");
                    }
                    return values;
                });
    }

    /** An object, in its order. */
    static Map<String, Object> object(RawJson raw) {
        Map<String, Object> object = new LinkedHashMap<>();
        ((Map<?, ?>) value(raw)).forEach((key, each) -> object.put((String) key, each));
        return object;
    }

    /** A value as a part of an answer. */
    static RawJson answer(Object value) {
        return new RawJson(JsonText.compact(value).getBytes(StandardCharsets.UTF_8));
    }
}
