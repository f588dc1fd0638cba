package dev.coffer.scenario;

import java.util.List;

/** Values of the wrong type for a field: none of them is taken, and each says which field. */
public final class WrongTypes {

    public static final List<String> TYPES_BUT_TEXT =
            List.of("100", "0", "1.5", "true", "false", "null", "[]", "{}", "[\"a\"]");
    public static final List<String> TEXT =
            List.of("100", "0", "1.5", "true", "false", "null", "[]", "{}", "[\"a\"]", "\"\"");
    public static final List<String> WHOLE =
            List.of(
                    "\"100\"",
                    "100.5",
                    "1005e-1",
                    "true",
                    "null",
                    "[]",
                    "{}",
                    "[100]",
                    "\"\"",
                    "9223372036854775808",
                    "99999999999999999999999999",
                    "1e400",
                    "-1");
    public static final List<String> FLAG =
            List.of("\"true\"", "1", "0", "null", "[]", "{}", "\"\"", "1.5");
    public static final List<String> CHOICE =
            List.of(
                    "\"Public\"",
                    "\"PRIVATE\"",
                    "\"\"",
                    "\"pub\"",
                    "1",
                    "true",
                    "null",
                    "[]",
                    "{}");

    private WrongTypes() {}

    /** The base is an input that is good but for the field, which it has or not. */
    public static List<Scenario> of(String path, String base, String field, List<String> values) {
        return values.stream()
                .map(value -> {
                    String input = "{\"" + field + "\":" + value + "}";
                    String rest = without(base, field);
                    String json =
                            rest.equals("{}")
                                    ? input
                                    : input.substring(0, input.length() - 1)
                                            + ","
                                            + rest.substring(1);
                    return Scenario.post(path + ": " + field + " = " + value, path, json)
                            .invalid(field);
                })
                .toList();
    }

    private static String without(String base, String field) {
        String cut = base.replaceFirst("\"" + field + "\":[^,}]*,?", "");
        return cut.endsWith(",}") ? cut.substring(0, cut.length() - 2) + "}" : cut;
    }
}
