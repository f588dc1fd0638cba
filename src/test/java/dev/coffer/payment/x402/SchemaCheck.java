package dev.coffer.payment.x402;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * As much of JSON Schema 2020-12 as our own schemas use. A keyword it does not know is a fault: a
 * check that passes over what it can't judge proves nothing.
 */
final class SchemaCheck {

    private final List<String> faults = new ArrayList<>();

    private SchemaCheck() {}

    /** What of a value breaks a schema; empty if nothing does. */
    static List<String> faults(JsonNode schema, JsonNode value) {
        SchemaCheck check = new SchemaCheck();
        if (!schema.isObject()) {
            return List.of("there is no schema");
        }
        check.check("$", schema, value);
        return check.faults;
    }

    private void check(String at, JsonNode schema, JsonNode value) {
        for (String keyword : schema.propertyNames()) {
            JsonNode rule = schema.path(keyword);
            boolean holds =
                    switch (keyword) {
                        case "$schema", "description", "default", "format" -> true;
                        case "type" -> isOfType(rule.stringValue(), value);
                        case "const" -> rule.equals(value);
                        case "enum" -> contains(rule, value);
                        case "minLength" -> chars(value) >= rule.asInt();
                        case "maxLength" -> chars(value) <= rule.asInt();
                        case "pattern" -> value.stringValue().matches(rule.stringValue());
                        case "minimum" -> value.asLong() >= rule.asLong();
                        case "maximum" -> value.asLong() <= rule.asLong();
                        case "required" -> hasAll(rule, value);
                        case "properties" -> properties(at, rule, value);
                        case "additionalProperties" -> isClosed(schema, rule, value);
                        default -> false;
                    };
            if (!holds) {
                faults.add(at + ": " + keyword + " " + rule + " of " + value);
            }
        }
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

    private static boolean isClosed(JsonNode schema, JsonNode rule, JsonNode object) {
        if (rule.asBoolean(true)) {
            return true;
        }
        for (String name : object.propertyNames()) {
            if (!schema.path("properties").has(name)) {
                return false;
            }
        }
        return true;
    }
}
