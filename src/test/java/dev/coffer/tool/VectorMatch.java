package dev.coffer.tool;

import org.jsoup.Jsoup;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Whether an answer is what a vector says. */
final class VectorMatch {

    static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
                    .build();

    private VectorMatch() {}

    /** What is wrong; empty if nothing is. */
    static String fault(JsonNode vector, String answer) {
        JsonNode expect = vector.path("expect");
        String match = vector.path("match").asString();
        if (match.equals("status")) {
            return "";
        }
        JsonNode actual = JSON.readTree(answer);
        JsonNode wanted = expanded(expect.path("json"));
        for (JsonNode path : vector.path("ignore")) {
            remove(actual, path.asString());
            remove(wanted, path.asString());
        }
        List<String> faults = new ArrayList<>();
        if (match.equals("htmlEquivalent")) {
            String html = ((ObjectNode) actual).remove("html").asString();
            String same = ((ObjectNode) wanted).remove("html").asString();
            if (!normal(html).equals(normal(same))) {
                faults.add("html is not " + same);
            }
        }
        if (expect.has("json")) {
            boolean subset = match.equals("subset") || match.equals("exactNumbersAsText");
            compare("", wanted, actual, subset, faults);
        }
        expect.path("invariants").forEach(each -> invariant(each, actual, faults));
        return String.join("; ", faults);
    }

    private static String normal(String html) {
        return Jsoup.parseBodyFragment(html).body().html().replaceAll(">\\s+<", "><").strip();
    }

    /** With what stands for long texts written out. */
    static JsonNode expanded(JsonNode node) {
        if (node.has("$repeat")) {
            JsonNode repeat = node.path("$repeat");
            return text(repeat.path("s").asString().repeat(repeat.path("n").asInt()));
        }
        if (node.has("$concat")) {
            StringBuilder all = new StringBuilder();
            node.path("$concat").forEach(part -> all.append(expanded(part).asString()));
            return text(all.toString());
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.properties().forEach(p -> copy.set(p.getKey(), expanded(p.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(each -> copy.add(expanded(each)));
            return copy;
        }
        return node;
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static void compare(
            String at, JsonNode wanted, JsonNode actual, boolean subset, List<String> faults) {
        if (wanted.isObject() && !wanted.has("$number") && actual.isObject()) {
            wanted.properties()
                    .forEach(p ->
                            compare(
                                    at + "." + p.getKey(),
                                    p.getValue(),
                                    actual.path(p.getKey()),
                                    subset,
                                    faults));
            actual.propertyNames().stream()
                    .filter(name -> !subset && !wanted.has(name))
                    .forEach(name -> faults.add("more: " + at + "." + name));
        } else if (wanted.isArray() && actual.isArray() && wanted.size() == actual.size()) {
            for (int i = 0; i < wanted.size(); i++) {
                compare(at + "[" + i + "]", wanted.get(i), actual.get(i), subset, faults);
            }
        } else if (!isSame(wanted, actual)) {
            faults.add(at + " is not " + wanted);
        }
    }

    private static boolean isSame(JsonNode wanted, JsonNode actual) {
        if (wanted.has("$number")) {
            BigDecimal exact = new BigDecimal(wanted.path("$number").asString());
            return actual.isNumber() && actual.decimalValue().compareTo(exact) == 0;
        }
        return wanted.isNumber() && actual.isNumber()
                ? wanted.doubleValue() == actual.doubleValue()
                : wanted.equals(actual);
    }

    /** Zero for what is the same; numbers by how much they are. */
    static int compared(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue())
                : one.equals(other) ? 0 : 1;
    }

    private static final Pattern STEP = Pattern.compile("\\[(\\d+|\\*)\\]|([^.\\[\\]]+)");

    /** All that stands at a path such as {@code a.b[0].c} or {@code a[*].b}. */
    private static List<JsonNode> at(JsonNode root, String path) {
        List<JsonNode> nodes = List.of(root);
        for (var step : STEP.matcher(path).results().toList()) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : nodes) {
                if (step.group(2) != null) {
                    next.add(node.path(step.group(2)));
                } else if (step.group(1).equals("*")) {
                    node.forEach(next::add);
                } else {
                    next.add(node.path(Integer.parseInt(step.group(1))));
                }
            }
            nodes = next;
        }
        return nodes;
    }

    private static void remove(JsonNode root, String path) {
        int dot = path.lastIndexOf('.');
        int bracket = path.lastIndexOf('[');
        if (bracket > dot && path.endsWith("]")) {
            int index = Integer.parseInt(path.substring(bracket + 1, path.length() - 1));
            at(root, path.substring(0, bracket)).forEach(list -> ((ArrayNode) list).setNull(index));
            return;
        }
        for (JsonNode parent : at(root, dot < 0 ? "" : path.substring(0, dot))) {
            if (parent instanceof ObjectNode object) {
                object.remove(path.substring(dot + 1));
            }
        }
    }

    private static void invariant(JsonNode invariant, JsonNode actual, List<String> faults) {
        List<JsonNode> nodes = at(actual, invariant.path("path").asString());
        boolean holds = !nodes.isEmpty();
        for (JsonNode node : nodes) {
            String text = node.asString("");
            for (var check : invariant.properties()) {
                JsonNode value = check.getValue();
                holds &=
                        switch (check.getKey()) {
                            case "path" -> true;
                            case "equals" -> {
                                List<String> differences = new ArrayList<>();
                                compare("", value, node, false, differences);
                                yield differences.isEmpty();
                            }
                            case "regex" ->
                                    node.isString()
                                            && Pattern.compile(value.asString())
                                                    .matcher(text)
                                                    .find();
                            case "length" -> node.size() == value.asInt();
                            case "min" ->
                                    node.isNumber() && node.doubleValue() >= value.doubleValue();
                            case "max" ->
                                    node.isNumber() && node.doubleValue() <= value.doubleValue();
                            case "integer" -> node.isIntegralNumber();
                            case "notContains" -> !text.contains(value.asString());
                            case "base64DecodedContains" -> {
                                byte[] bytes = Base64.getDecoder().decode(text);
                                String decoded = new String(bytes, StandardCharsets.UTF_8);
                                yield value.valueStream()
                                        .allMatch(v -> decoded.contains(v.asString()));
                            }
                            default -> throw new AssertionError("no check " + check.getKey());
                        };
            }
        }
        if (!holds) {
            faults.add("not " + invariant);
        }
    }
}
