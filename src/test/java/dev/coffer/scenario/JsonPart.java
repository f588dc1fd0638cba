package dev.coffer.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.regex.Pattern;

/**
 * A part of a JSON document: the fields named must be there and equal, others may be there too. A
 * text {@code *} stands for anything, {@code !} for a field that is not there, {@code ~...} for a
 * text that the pattern finds, {@code @instant} for a time as this service writes it.
 */
final class JsonPart {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern INSTANT =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    private JsonPart() {}

    static void check(String expected, JsonNode actual) {
        check("$", JSON.readTree(expected), actual, actual);
    }

    private static void check(String at, JsonNode expected, JsonNode actual, JsonNode whole) {
        if (expected.isString()) {
            checkText(at, expected.stringValue(), actual, whole);
        } else if (expected.isObject()) {
            assertThat(actual.isObject()).as("%s is an object in %s", at, whole).isTrue();
            expected.properties()
                    .forEach(field ->
                            check(
                                    at + "." + field.getKey(),
                                    field.getValue(),
                                    actual.path(field.getKey()),
                                    whole));
        } else if (expected.isArray()) {
            assertThat(actual.size()).as("size of %s in %s", at, whole).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                check(at + "[" + i + "]", expected.path(i), actual.path(i), whole);
            }
        } else {
            assertThat(actual).as("%s in %s", at, whole).isEqualTo(expected);
        }
    }

    private static void checkText(String at, String expected, JsonNode actual, JsonNode whole) {
        String place = "%s in %s".formatted(at, whole);
        if (expected.equals("!")) {
            assertThat(actual.isMissingNode()).as("no " + place).isTrue();
        } else if (expected.equals("*")) {
            assertThat(actual.isMissingNode()).as("some " + place).isFalse();
        } else if (expected.equals("@instant")) {
            assertThat(actual.asString("")).as(place).matches(INSTANT);
        } else if (expected.startsWith("~")) {
            assertThat(actual.asString("")).as(place).containsPattern(expected.substring(1));
        } else {
            assertThat(actual.isString()).as("text at " + place).isTrue();
            assertThat(actual.stringValue()).as(place).isEqualTo(expected);
        }
    }
}
