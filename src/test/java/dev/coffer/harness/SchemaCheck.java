package dev.coffer.harness;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * As much of JSON Schema 2020-12 as our own schemas use. A keyword it does not know is a fault: a
 * check that passes over what it can't judge proves nothing.
 */
public final class SchemaCheck {

    private final List<String> faults = new ArrayList<>();

    private static final JsonMapper JSON = new JsonMapper();

    private final boolean closed;

    private SchemaCheck(boolean closed) {
        this.closed = closed;
    }

    /** What of a value breaks a schema; empty if nothing does. */
    public static List<String> faults(JsonNode schema, JsonNode value) {
        return faults(schema, value, false);
    }

    /**
     * The same of an endpoint's JSON answer, where a field that is not described is a fault too.
     */
    public static List<String> faults(Endpoint<?, ?> endpoint, JsonNode answer) {
        JsonNode schema = JSON.valueToTree(endpoint.gives().schema());
        if (!(endpoint.access() instanceof Access.Anybody<?>)) {
            schema.path("oneOf").forEach(SchemaCheck::addTokenType);
            addTokenType(schema);
        }
        return faults(schema, answer, true);
    }

    /** What stands beside the fields of any answer of a call that might cost something. */
    private static void addTokenType(JsonNode schema) {
        if (schema.path("properties") instanceof ObjectNode properties) {
            properties.putObject("tokenType").put("type", "string");
            ((ObjectNode) schema).withArray("required").add("tokenType");
        }
    }

    private static List<String> faults(JsonNode schema, JsonNode value, boolean closed) {
        if (!schema.isObject()) {
            return List.of("there is no schema");
        }
        SchemaCheck check = new SchemaCheck(closed);
        check.check("$", schema, value);
        return check.faults;
    }

    private void check(String at, JsonNode schema, JsonNode value) {
        for (String keyword : schema.propertyNames()) {
            JsonNode rule = schema.path(keyword);
            boolean holds =
                    switch (keyword) {
                        case "$schema", "description", "default" -> true;
                        case "type" -> isOfTypes(rule, value);
                        case "format" -> hasFormat(rule.stringValue(), value);
                        case "oneOf" -> fitsOne(rule, value);
                        case "anyOf" ->
                                rule.valueStream()
                                        .anyMatch(one -> faults(one, value, closed).isEmpty());
                        case "minItems" -> value.size() >= rule.asInt();
                        case "maxItems" -> value.size() <= rule.asInt();
                        case "items" -> items(at, rule, value);
                        case "const" -> rule.equals(value);
                        case "enum" -> contains(rule, value);
                        case "minLength" -> !value.isString() || chars(value) >= rule.asInt();
                        case "maxLength" -> !value.isString() || chars(value) <= rule.asInt();
                        case "pattern" -> value.stringValue().matches(rule.stringValue());
                        case "minimum" -> !value.isNumber() || compared(value, rule) >= 0;
                        case "maximum" -> !value.isNumber() || compared(value, rule) <= 0;
                        case "required" -> hasAll(rule, value);
                        case "properties" -> properties(at, rule, value);
                        case "additionalProperties" -> others(at, schema, rule, value);
                        default -> false;
                    };
            if (!holds) {
                faults.add(at + ": " + keyword + " " + rule + " of " + value);
            }
        }
        if (closed && schema.has("properties") && !schema.has("additionalProperties")) {
            for (String name : value.propertyNames()) {
                if (!schema.path("properties").has(name)) {
                    faults.add(at + ": nothing is said of " + name);
                }
            }
        }
    }

    private boolean fitsOne(JsonNode schemas, JsonNode value) {
        int fitting = 0;
        for (JsonNode schema : schemas) {
            fitting += faults(schema, value, closed).isEmpty() ? 1 : 0;
        }
        return fitting == 1;
    }

    private boolean items(String at, JsonNode schema, JsonNode values) {
        for (int i = 0; i < values.size(); i++) {
            check(at + "[" + i + "]", schema, values.path(i));
        }
        return true;
    }

    private static boolean hasFormat(String format, JsonNode value) {
        try {
            return switch (format) {
                case "date-time" -> value.isNull() || Instant.parse(value.stringValue()) != null;
                case "uri" -> value.isString();
                default -> false;
            };
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isOfTypes(JsonNode types, JsonNode value) {
        if (types.isString()) {
            return isOfType(types.stringValue(), value);
        }
        for (JsonNode type : types) {
            if (isOfType(type.stringValue(), value)) {
                return true;
            }
        }
        return false;
    }

    private static int compared(JsonNode value, JsonNode bound) {
        return value.decimalValue().compareTo(bound.decimalValue());
    }

    private static int chars(JsonNode value) {
        return value.stringValue().codePointCount(0, value.stringValue().length());
    }

    private static boolean isOfType(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "null" -> value.isNull();
            default -> false;
        };
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode each : values) {
            if (each.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasAll(JsonNode names, JsonNode object) {
        for (JsonNode name : names) {
            if (!object.has(name.stringValue())) {
                return false;
            }
        }
        return true;
    }

    private boolean properties(String at, JsonNode properties, JsonNode object) {
        for (String name : properties.propertyNames()) {
            if (object.has(name)) {
                check(at + "." + name, properties.path(name), object.path(name));
            }
        }
        return true;
    }

    /** What of a field that has no schema of its own. */
    private boolean others(String at, JsonNode schema, JsonNode rule, JsonNode object) {
        if (rule.isBoolean() && rule.booleanValue()) {
            return true;
        }
        for (String name : object.propertyNames()) {
            if (!schema.path("properties").has(name)) {
                if (!rule.isObject()) {
                    return false;
                }
                check(at + "." + name, rule, object.path(name));
            }
        }
        return true;
    }
}
