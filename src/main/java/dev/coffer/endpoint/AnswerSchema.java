package dev.coffer.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;

import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonValueFormat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON Schema (2020-12) of what the mapper makes of a type: asked of the mapper itself, so that
 * the two can't differ. A component that is an {@link Optional} may be left out, or is null where
 * it is always there.
 */
final class AnswerSchema extends JsonFormatVisitorWrapper.Base {

    private final Map<String, Object> schema = new LinkedHashMap<>();

    private AnswerSchema() {}

    static Map<String, Object> of(JavaType type) {
        if (type.hasRawClass(Optional.class)) {
            return of(type.getReferencedType());
        }
        AnswerSchema visitor = new AnswerSchema();
        Json.MAPPER.acceptJsonFormatVisitor(type, visitor);
        return visitor.schema;
    }

    static Map<String, Object> of(Class<?> type) {
        return of(Json.MAPPER.constructType(type));
    }

    @Override
    public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", required);
        return new JsonObjectFormatVisitor.Base(getContext()) {
            @Override
            public void optionalProperty(BeanProperty property) {
                Map<String, Object> described = of(property.getType());
                boolean optional = property.getType().hasRawClass(Optional.class);
                JsonInclude inclusion = property.getAnnotation(JsonInclude.class);
                boolean always =
                        inclusion != null && inclusion.value() == JsonInclude.Include.ALWAYS;
                if (!optional || always) {
                    required.add(property.getName());
                }
                if (optional && always) {
                    orNull(described);
                }
                properties.put(property.getName(), described);
            }
        };
    }

    /** What may be anything may be null as it is. */
    private static void orNull(Map<String, Object> described) {
        described.computeIfPresent("type", (_, type) -> List.of(type, "null"));
    }

    @Override
    public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
        schema.put("type", "array");
        Map<String, Object> item = of(type.getContentType());
        if (type.getContentType().hasRawClass(Optional.class)) {
            orNull(item);
        }
        schema.put("items", item);
        return new JsonArrayFormatVisitor.Base(getContext());
    }

    @Override
    public JsonMapFormatVisitor expectMapFormat(JavaType type) {
        schema.put("type", "object");
        return new JsonMapFormatVisitor.Base(getContext()) {
            @Override
            public void valueFormat(JsonFormatVisitable handler, JavaType valueType) {
                schema.put("additionalProperties", of(valueType));
            }
        };
    }

    @Override
    public JsonStringFormatVisitor expectStringFormat(JavaType type) {
        schema.put("type", "string");
        return new JsonStringFormatVisitor.Base() {
            @Override
            public void format(JsonValueFormat format) {
                schema.put("format", format.toString());
            }
        };
    }

    @Override
    public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
        schema.put("type", "integer");
        return new JsonIntegerFormatVisitor.Base();
    }

    @Override
    public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
        schema.put("type", "number");
        return new JsonNumberFormatVisitor.Base();
    }

    @Override
    public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
        schema.put("type", "boolean");
        return new JsonBooleanFormatVisitor.Base();
    }
}
