package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Json;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Speaks MCP as a caller, in one of its eras. */
record Mcp(Caller caller, boolean modern) {

    static final String MODERN = "2026-07-28";

    static Mcp legacy(Caller caller) {
        return new Mcp(caller, false);
    }

    static Mcp modern(Caller caller) {
        return new Mcp(caller, true);
    }

    /** What a request is answered, whatever that is. */
    Answered send(String method, Map<String, Object> params) {
        Map<String, Object> given = new LinkedHashMap<>(params);
        String[] headers = {};
        if (modern) {
            Map<String, Object> meta = new LinkedHashMap<>();
            if (params.get("_meta") instanceof Map<?, ?> some) {
                some.forEach((key, value) -> meta.put((String) key, value));
            }
            meta.put("io.modelcontextprotocol/protocolVersion", MODERN);
            meta.put("io.modelcontextprotocol/clientCapabilities", Map.of());
            given.put("_meta", meta);
            Object name = given.getOrDefault("name", given.getOrDefault("uri", "none"));
            headers =
                    new String[] {
                        "MCP-Protocol-Version", MODERN,
                        "Mcp-Method", method,
                        "Mcp-Name", name.toString()
                    };
        }
        Map<String, Object> message =
                Map.of("jsonrpc", "2.0", "id", "a-1", "method", method, "params", given);
        return caller.post(
                "/mcp", new String(Json.write(message), StandardCharsets.UTF_8), headers);
    }

    /** What a request gives. */
    JsonNode result(String method, Map<String, Object> params) {
        Answered answered = send(method, params).expect(200);
        JsonNode result = answered.json().path("result");
        if (!answered.json().path("id").asString("").equals("a-1") || !result.isObject()) {
            throw new AssertionError(answered.text());
        }
        return result;
    }

    /** What a tool gives, done or refused. */
    JsonNode call(String tool, Map<String, ?> arguments, Map<String, ?> meta) {
        return result("tools/call", Map.of("name", tool, "arguments", arguments, "_meta", meta));
    }

    JsonNode call(String tool, Map<String, ?> arguments) {
        return call(tool, arguments, Map.of());
    }

    /** The tools that there are. */
    List<JsonNode> tools() {
        return List.copyOf(result("tools/list", Map.of()).path("tools").values());
    }
}
