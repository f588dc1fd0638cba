package dev.coffer.tool.data;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.tool.JsonText;
import dev.coffer.tool.ToolLimits;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON that is an input: the value itself, or a text of which it is read.
 *
 * @param length of the text, or of the value in its shortest form
 */
record JsonInput(Object value, int length) {

    static final Field<JsonInput> FIELD =
            Field.json(
                            "json",
                            ToolLimits.TOOL_BODY_BYTES.value(),
                            "The JSON, or a text that is it.")
                    .map(JsonInput::of);

    private static JsonInput of(RawJson raw) {
        Object value = value(raw);
        if (value instanceof String text) {
            return new JsonInput(parsed("json", text), text.length());
        }
        return new JsonInput(value, JsonText.compact(value).length());
    }

    static Object parsed(String field, String text) {
        try {
            return JsonText.read(text);
        } catch (JsonText.Malformed e) {
            throw Problem.invalid(field, "must be JSON: " + e.getMessage())
                    .with("position", e.position());
        }
    }

    private static Object value(RawJson raw) {
        return JsonText.read(new String(raw.bytes(), StandardCharsets.UTF_8));
    }

    /** Objects, each in its order. */
    static List<Map<String, Object>> objects(String field, List<RawJson> values) {
        List<Map<String, Object>> objects = new ArrayList<>();
        for (RawJson raw : values) {
            if (!(value(raw) instanceof Map<?, ?> map)) {
                throw Problem.invalid(field, "must be a list of objects");
            }
            Map<String, Object> object = new LinkedHashMap<>();
            map.forEach((key, each) -> object.put((String) key, each));
            objects.add(object);
        }
        return objects;
    }

    /** A value as a part of an answer. */
    static RawJson answer(Object value) {
        return new RawJson(JsonText.compact(value).getBytes(StandardCharsets.UTF_8));
    }
}
