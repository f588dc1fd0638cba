package dev.coffer.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.QrScanner;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What one tool writes another reads as what it was; over random inputs, the seed printed. */
class RoundTripsTest {

    private static final int TIMES = 40;

    private static Service service;
    private static Service.Client caller;
    private static Random random;

    @BeforeAll
    static void start() {
        long seed = System.nanoTime();
        System.out.println("RoundTripsTest seed " + seed);
        random = new Random(seed);
        service = Service.off();
        caller = service.payer("tripper");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static JsonNode call(String path, Map<String, Object> body) {
        Answered answered =
                caller.send("POST", path, VectorMatch.JSON.writeValueAsBytes(body)).expect(200);
        return VectorMatch.JSON.readTree(answered.text());
    }

    /** Any text: ASCII, controls, marks, emoji, the far ends of Unicode. */
    private static String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(6)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> 0x1f600 + random.nextInt(0x40);
                        case 2 -> 0xa0 + random.nextInt(0x400);
                        case 3 -> "\"',;|&<>%+=/\\\u2028\ufeff".codePointAt(random.nextInt(15));
                        case 4 -> 0x10ff00 + random.nextInt(0x100);
                        default -> ' ' + random.nextInt(0x5f);
                    });
        }
        return text.toString();
    }

    @Test
    void aQrCodeIsReadByAScanner() {
        for (String text :
                List.of("https://example.com/?a=1", "caf\u00e9", "\u6771\u4eac \ud83d\ude00")) {
            Map<String, Object> body = Map.of("data", text, "size", 300, "margin", 1);
            byte[] json = VectorMatch.JSON.writeValueAsBytes(body);
            String svg = caller.send("POST", "/api/util/qr-generate", json).expect(200).text();
            assertThat(svg).contains("width=\"300\"");
            assertThat(QrScanner.scanned(svg)).isEqualTo(text);
        }
    }

    @RepeatedTest(TIMES)
    void textSurvivesItsEncodings() {
        String text = text();
        boolean flag = random.nextBoolean();
        Map<String, Object> plain = Map.of("text", text);
        String base64 =
                call("/api/text/base64-encode", Map.of("text", text, "urlSafe", flag))
                        .path("encoded")
                        .asString();
        Map<String, Object> encoded = Map.of("encoded", base64, "urlSafe", flag);
        assertThat(call("/api/text/base64-decode", encoded).path("decoded").asString())
                .isEqualTo(text);
        String url =
                call("/api/text/url-encode", Map.of("text", text, "encodeAll", flag))
                        .path("encoded")
                        .asString();
        assertThat(url).matches("[A-Za-z0-9%._~!'()*-]*");
        assertThat(call("/api/text/url-decode", Map.of("text", url)).path("decoded").asString())
                .isEqualTo(text);
        String hex =
                call("/api/text/hex-encode", Map.of("text", text, "prefix", flag))
                        .path("hex")
                        .asString();
        assertThat(call("/api/text/hex-decode", Map.of("hex", hex)).path("text").asString())
                .isEqualTo(text);
        String html = call("/api/text/html-encode", plain).path("encoded").asString();
        assertThat(html).doesNotContain("<", ">", "\"", "'");
        assertThat(call("/api/text/html-decode", Map.of("text", html)).path("decoded").asString())
                .isEqualTo(text);
        String rotated = call("/api/text/rot13", plain).path("result").asString();
        assertThat(call("/api/text/rot13", Map.of("text", rotated)).path("result").asString())
                .isEqualTo(text);
        String reversed = call("/api/text/reverse", plain).path("reversed").asString();
        assertThat(reversed).hasSameSizeAs(text);
        String pattern = call("/api/util/regex-escape", plain).path("escaped").asString();
        JsonNode tried =
                call(
                        "/api/text/regex-test",
                        Map.of("text", text, "pattern", "^(?s:" + pattern + ")$"));
        assertThat(tried.path("matches").asBoolean()).as("%s on %s", pattern, text).isTrue();
    }

    @RepeatedTest(TIMES)
    void tablesSurviveCsv() {
        String delimiter = List.of(",", ";", "\t", "||").get(random.nextInt(4));
        List<String> names = List.of("a", text() + "b", text() + "c");
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            Map<String, String> row = new LinkedHashMap<>();
            names.forEach(name -> row.put(name, text()));
            rows.add(row);
        }
        String csv =
                call("/api/data/json-to-csv", Map.of("data", rows, "delimiter", delimiter))
                        .path("csv")
                        .asString();
        JsonNode read = call("/api/data/csv-to-json", Map.of("csv", csv, "delimiter", delimiter));
        assertThat(read.path("data")).isEqualTo(VectorMatch.JSON.valueToTree(rows));
    }

    private static JsonNode json(int depth) {
        switch (random.nextInt(depth > 3 ? 4 : 7)) {
            case 0 -> {
                return VectorMatch.JSON.readTree(String.valueOf(random.nextLong()));
            }
            case 1 -> {
                return VectorMatch.JSON.valueToTree(text());
            }
            case 2 -> {
                return VectorMatch.JSON.readTree("null");
            }
            case 3 -> {
                return VectorMatch.JSON.readTree(random.nextInt() + "." + random.nextInt(1, 1000));
            }
            case 4 -> {
                ArrayNode array = VectorMatch.JSON.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(json(depth + 1));
                }
                return array;
            }
            default -> {
                ObjectNode object = VectorMatch.JSON.createObjectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.set("k" + random.nextInt(9), json(depth + 1));
                }
                return object;
            }
        }
    }

    @RepeatedTest(TIMES)
    void jsonSurvivesItsForms() {
        JsonNode json = json(0);
        String pretty =
                call("/api/data/json-format", Map.of("json", json.toString()))
                        .path("formatted")
                        .asString();
        assertSame(VectorMatch.JSON.readTree(pretty), json);
        String small =
                call("/api/data/json-minify", Map.of("json", pretty)).path("minified").asString();
        assertSame(VectorMatch.JSON.readTree(small), json);
        assertThat(call("/api/data/json-validate", Map.of("json", small)).path("valid").asBoolean())
                .isTrue();
        if (json.isContainer() && !json.isEmpty()) {
            JsonNode flat = call("/api/data/json-flatten", Map.of("json", small)).path("flattened");
            for (Map.Entry<String, JsonNode> entry : flat.properties()) {
                JsonNode there =
                        call("/api/data/json-path", Map.of("json", small, "path", entry.getKey()));
                assertThat(there.path("found").asBoolean()).as(entry.getKey()).isTrue();
                assertSame(there.path("value"), entry.getValue());
            }
        }
    }

    /** Numbers are the same if they are as much: 1.50 and 1.5. */
    private static void assertSame(JsonNode one, JsonNode other) {
        assertThat(one.equals(VectorMatch::compared, other)).as("%s and %s", one, other).isTrue();
    }

    @Test
    void unitesWhatIsInEitherList() {
        JsonNode merged =
                call(
                        "/api/data/json-merge",
                        Map.of(
                                "objects",
                                List.of(Map.of("a", List.of(1, 1, 2)), Map.of("a", List.of(2, 3))),
                                "arrayStrategy",
                                "union"));
        assertThat(merged.path("merged").path("a")).hasToString("[1,2,3]");
    }
}
