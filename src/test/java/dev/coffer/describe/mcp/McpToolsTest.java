package dev.coffer.describe.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Samples;
import dev.coffer.harness.SchemaCheck;
import dev.coffer.harness.Service;
import dev.coffer.room.Room;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The tools are the catalog: each paid endpoint is one action, which does what HTTP does. */
class McpToolsTest {

    private static final int MOST_TOOLS = 14;

    /** What the Messages API takes as the name of a tool's field. */
    private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)\\*?\\}");

    private static Service service;

    /** Another, with the same clock and the same callers. */
    private static Service other;

    @BeforeAll
    static void start() {
        service = Service.ticking();
        other = Service.ticking();
    }

    @AfterAll
    static void stop() {
        service.close();
        other.close();
    }

    private record Action(String tool, String name) {}

    /**
     * By endpoint, the actions that lead to it: an offer to be paid says what is to be paid for.
     */
    private static Map<String, List<Action>> actions() {
        Mcp nobody = Mcp.legacy(service.anyone());
        Catalog catalog = new Catalog(service.endpoints());
        Map<String, Object> names = new LinkedHashMap<>();
        for (Endpoint<?, ?> endpoint : service.endpoints()) {
            IN_PATH.matcher(endpoint.path())
                    .results()
                    .forEach(name -> names.put(name.group(1), "x"));
        }
        Map<String, List<Action>> actions = new LinkedHashMap<>();
        for (JsonNode tool : nobody.tools()) {
            for (JsonNode action : tool.at("/inputSchema/properties/action/enum")) {
                Map<String, Object> arguments = new LinkedHashMap<>(names);
                arguments.put("action", action.stringValue());
                String name = tool.path("name").stringValue();
                String url =
                        nobody.call(name, arguments)
                                .at("/structuredContent/resource/url")
                                .asString("");
                if (url.startsWith(service.url())) {
                    String path = url.substring(service.url().length());
                    String endpoint = catalog.match(path).endpoint().path();
                    actions.computeIfAbsent(endpoint, _ -> new ArrayList<>())
                            .add(new Action(name, action.stringValue()));
                }
            }
        }
        return actions;
    }

    private static List<Endpoint<?, ?>> sold(Room room) {
        return room.endpoints().stream()
                .<Endpoint<?, ?>>map(endpoint -> endpoint)
                .filter(e -> e.access() instanceof Access.Paid<?>)
                .filter(e -> !e.path().startsWith("/api/admin/"))
                .toList();
    }

    @Test
    void whatIsSoldIsOneActionOfOneTool() {
        Map<String, List<Action>> actions = actions();
        List<String> sold =
                service.rooms().stream()
                        .flatMap(room -> sold(room).stream())
                        .map(Endpoint::path)
                        .toList();
        assertThat(sold).hasSizeGreaterThan(100);
        for (String path : sold) {
            assertThat(actions.get(path)).as(path).hasSize(1);
        }
        assertThat(actions.keySet()).hasSize(sold.size() + 1).contains("/api/account/deposit");
        // One of them is the tests' own room's.
        assertThat(Mcp.modern(service.anyone()).tools()).hasSizeLessThanOrEqualTo(MOST_TOOLS + 1);
    }

    @Test
    void eachToolSaysWhatHostsAndModelsNeed() {
        for (JsonNode tool : Mcp.legacy(service.anyone()).tools()) {
            String name = tool.path("name").stringValue();
            assertThat(name).matches("[a-z_-]{1,64}");
            JsonNode input = tool.path("inputSchema");
            assertThat(input.propertyNames())
                    .as("what hosts refuse at the top is not there")
                    .containsExactlyInAnyOrder(
                            "type", "properties", "required", "additionalProperties");
            input.path("properties")
                    .properties()
                    .forEach(field -> {
                        assertThat(field.getKey()).matches(FIELD);
                        assertThat(field.getValue().path("description").asString(""))
                                .as(name + " " + field.getKey())
                                .isNotEmpty();
                    });
            String says = tool.path("description").stringValue();
            for (JsonNode action : input.at("/properties/action/enum")) {
                assertThat(says).contains("\n- " + action.stringValue() + " [");
            }
            assertThat(tool.path("annotations").propertyNames()).hasSize(3);
        }
    }

    /** The same calls in the same order, by HTTP at one service and by tools at another. */
    @Test
    void anActionAnswersAndChargesAsHttpDoes() {
        Map<String, List<Action>> actions = actions();
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        Mcp.legacy(service.anyone())
                .tools()
                .forEach(t -> schemas.put(t.path("name").stringValue(), t.path("inputSchema")));
        int good = 0;
        for (Room room : service.rooms()) {
            Payer http = Payer.named(service, room.name()).filled();
            Payer tools = Payer.named(other, room.name()).filled();
            for (Endpoint<?, ?> endpoint : sold(room)) {
                Answered direct = direct(http, endpoint);
                if (direct.code().equals("too_costly")) {
                    direct = direct(http, endpoint); // Its library was still being loaded.
                }
                Action action = actions.getOrDefault(endpoint.path(), List.of()).getFirst();
                Map<String, Object> arguments = new LinkedHashMap<>();
                Samples.example(endpoint)
                        .properties()
                        .forEach(f ->
                                arguments.put(
                                        f.getKey().equals("action") ? "action_" : f.getKey(),
                                        f.getValue()));
                IN_PATH.matcher(endpoint.path())
                        .results()
                        .forEach(n -> arguments.putIfAbsent(n.group(1), "x"));
                arguments.put("action", action.name());
                JsonNode asTree = Json.MAPPER.valueToTree(arguments);
                assertThat(SchemaCheck.faults(schemas.get(action.tool()), asTree))
                        .as(endpoint.path())
                        .isEmpty();
                JsonNode result = Mcp.modern(tools).call(action.tool(), arguments);
                same(endpoint, direct, result);
                good += direct.status() < 400 ? 1 : 0;
            }
            assertThat(tools.read("/api/account").path("balances"))
                    .as(room.name())
                    .isEqualTo(http.read("/api/account").path("balances"));
        }
        assertThat(good).isGreaterThan(100);
    }

    private static Answered direct(Payer payer, Endpoint<?, ?> endpoint) {
        ObjectNode input = (ObjectNode) Samples.example(endpoint);
        String path =
                IN_PATH.matcher(endpoint.path())
                        .replaceAll(name -> input.path(name.group(1)).asString("x"));
        IN_PATH.matcher(endpoint.path()).results().forEach(name -> input.remove(name.group(1)));
        if (endpoint.methods().contains("POST")) {
            return payer.post(path, input.toString());
        }
        List<String> query = new ArrayList<>();
        input.properties()
                .forEach(f ->
                        query.add(
                                f.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                f.getValue().asString(), StandardCharsets.UTF_8)));
        return payer.get(query.isEmpty() ? path : path + "?" + String.join("&", query));
    }

    private static void same(Endpoint<?, ?> endpoint, Answered direct, JsonNode result) {
        String as = endpoint.path() + " " + direct.text() + "\n" + result;
        assertThat(result.path("isError").asBoolean()).as(as).isEqualTo(direct.status() >= 400);
        assertThat(result.at("/_meta/dev.coffer~1charge").asString(""))
                .as(as)
                .isEqualTo(direct.header("Coffer-Charge"));
        assertThat(result.at("/_meta/dev.coffer~1balance").asString(""))
                .as(as)
                .isEqualTo(direct.header("Coffer-Balance"));
        JsonNode structured = result.path("structuredContent");
        if (!direct.header("Content-Type").endsWith("json")) {
            assertThat(result.path("content").path(0).path("type").asString("")).isNotEmpty();
            assertThat(structured.isMissingNode()).isTrue();
            return;
        }
        // Chance and time are in the rest.
        assertThat(new TreeSet<>(structured.propertyNames()))
                .as(as)
                .isEqualTo(new TreeSet<>(direct.json().propertyNames()));
        if (direct.status() >= 400) {
            assertThat(structured.path("code")).as(as).isEqualTo(direct.json().path("code"));
        }
        String text = result.path("content").path(0).path("text").stringValue();
        assertThat(Json.MAPPER.readTree(text)).as(as).isEqualTo(structured);
    }
}
