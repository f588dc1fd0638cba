package dev.coffer.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.SchemaCheck;
import dev.coffer.harness.Service;
import dev.coffer.harness.StandIns;
import dev.coffer.scenario.Problems;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the tools answer, vector by vector: requests with their answers, of which {@code meta} in
 * the file says how they are written.
 */
class ToolVectorsTest {

    /** Where a vector only advises, and this service has a rule of its own, the status by it. */
    private static final Map<String, Integer> OTHERWISE =
            Map.of("ai/sentiment/006", 503); // No failure of an upstream is a 502.

    private static final long SLOWEST_MS = 5_000;

    private final List<String> wrong = new ArrayList<>();

    @Test
    void everyVectorIsAnsweredAsItSays() throws IOException {
        try (Service service = Service.devnet();
                StandIns outside = new StandIns()) {
            service.restartReaching(outside.reach("language=linguist"));
            Catalog catalog = new Catalog(service.endpoints());
            for (JsonNode vector : vectors()) {
                if (vector.has("aiStub")) {
                    outside.saying(vector.path("aiStub").asString());
                }
                run(service, catalog, vector);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static JsonNode vectors() throws IOException {
        try (InputStream in =
                ToolVectorsTest.class.getResourceAsStream("/stateless-vectors.json")) {
            return VectorMatch.JSON.readTree(Objects.requireNonNull(in)).path("vectors");
        }
    }

    private static String path(JsonNode vector) {
        return vector.path("path").asString();
    }

    private void run(Service service, Catalog catalog, JsonNode vector) {
        long start = System.nanoTime();
        Answered answered = answered(service, vector);
        long ms = (System.nanoTime() - start) / 1_000_000;
        String fault = fault(vector, answered);
        if (fault.isEmpty() && answered.header("Content-Type").equals("application/json")) {
            fault = undescribed(catalog, vector, answered);
        }
        if (fault.isEmpty() && ms > vector.path("maxMillis").asLong(SLOWEST_MS)) {
            fault = ms + " ms";
        }
        if (!fault.isEmpty()) {
            String text = answered.text();
            wrong.add(
                    "%s: %s; it was %d %s%n"
                            .formatted(
                                    vector.path("id").asString(),
                                    fault,
                                    answered.status(),
                                    text.substring(0, Math.min(300, text.length()))));
        }
    }

    /** What is in an answer that the description of its endpoint does not say. */
    private static String undescribed(Catalog catalog, JsonNode vector, Answered answered) {
        Endpoint<?, ?> endpoint =
                catalog.match(vector.path("method").asString(), path(vector)).endpoint();
        return answered.status() == 200
                ? String.join("; ", SchemaCheck.faults(endpoint, answered.json()))
                : "";
    }

    private static Answered answered(Service service, JsonNode vector) {
        Service.Client caller =
                vector.path("unpaid").asBoolean(false) ? service.anyone() : service.payer("tools");
        // Nothing but what the vector says is told of the caller.
        List<String> headers = new ArrayList<>(List.of("User-Agent", ""));
        vector.path("headers")
                .properties()
                .forEach(h -> headers.addAll(List.of(h.getKey(), h.getValue().asString())));
        List<String> query = new ArrayList<>();
        vector.path("query")
                .properties()
                .forEach(q -> query.add(q.getKey() + "=" + encoded(q.getValue().asString())));
        String body =
                vector.has("rawBody")
                        ? vector.path("rawBody").asString()
                        : vector.has("body")
                                ? escaped(VectorMatch.expanded(vector.path("body")).toString())
                                : "";
        return caller.send(
                vector.path("method").asString(),
                path(vector) + (query.isEmpty() ? "" : "?" + String.join("&", query)),
                body.getBytes(StandardCharsets.UTF_8),
                headers.toArray(String[]::new));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** UTF-8 has no halves of characters; JSON's escapes do. */
    private static String escaped(String json) {
        StringBuilder out = new StringBuilder();
        json.codePoints()
                .forEach(c -> {
                    if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                        out.append("\\u%04x".formatted(c));
                    } else {
                        out.appendCodePoint(c);
                    }
                });
        return out.toString();
    }

    private static String fault(JsonNode vector, Answered answered) {
        JsonNode expect = vector.path("expect");
        int status =
                OTHERWISE.getOrDefault(vector.path("id").asString(), expect.path("status").asInt());
        boolean other =
                vector.path("alsoAcceptStatus")
                        .valueStream()
                        .anyMatch(also -> also.asInt() == answered.status());
        if (answered.status() != status) {
            return other ? "" : "not " + status;
        }
        if (status >= 400 && status != 402) {
            Problems.check(answered);
        }
        JsonNode error = expect.path("errorBody");
        for (JsonNode key : error.path("requiredKeys")) {
            if (answered.at(key.asString()).asString("").isEmpty()) {
                return "without " + key;
            }
        }
        if (error.has("tokenType") && !answered.at("tokenType").equals(error.path("tokenType"))) {
            return "not " + error;
        }
        if (expect.has("contentType")) {
            return answered.header("Content-Type").startsWith(expect.path("contentType").asString())
                    ? ""
                    : "not " + expect;
        }
        return VectorMatch.fault(vector, answered.text());
    }
}
