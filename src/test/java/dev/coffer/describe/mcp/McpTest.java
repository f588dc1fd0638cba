package dev.coffer.describe.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Json;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Jws;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What MCP promises beyond the catalog: its protocol, payments, names of calls, resources. */
class McpTest {

    private static final Map<String, Object> SET = Map.of("action", "set", "key", "k", "value", 1);

    private static Service service;

    @BeforeAll
    static void start() {
        service = Service.ticking();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    /** Body, HTTP status, error code; of a modern request, with the headers it must have. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "                                                          | 400 | -32700",
                "{                                                         | 400 | -32700",
                "{} {}                                                     | 400 | -32700",
                "null                                                      | 400 | -32600",
                "7                                                         | 400 | -32600",
                "[]                                                        | 400 | -32600",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]       | 400 | -32600",
                "{\"id\":1,\"method\":\"ping\"}                              | 400 | -32600",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}          | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}       | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}        | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}         | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1}                             | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}                 | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]} | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"kv\",\"arguments\":7}} | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"_meta\":7}} | 400 | -32600",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/cal\"}     | 200 | -32601",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"} | 200 | -32601",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\"} | 200 | -32601",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}    | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\"}    | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"KV\"}} | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}} | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\"} | 200 | -32602",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"coffer://api/kv/get\"}} | 200 | -32002",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"%%\"}} | 200 | -32002",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/read\",\"params\":{\"uri\":\"coffer://public/%zz/a\"}} | 200 | -32002"
            })
    void whatIsWrongIsSaid(String body, int status, int code) {
        Answered answered = service.anyone().post("/mcp", body == null ? "" : body);
        assertThat(answered.status()).as(answered.text()).isEqualTo(status);
        assertThat(answered.json().at("/error/code").asInt()).as(answered.text()).isEqualTo(code);
        assertThat(answered.json().at("/error/message").asString("")).isNotEmpty();
        assertThat(answered.header("Content-Type")).isEqualTo("application/json");
        boolean known = body != null && body.matches("\\{.*\"id\":1[,}].*");
        assertThat(answered.json().has("id")).as(answered.text()).isEqualTo(known);
    }

    /** Header and _meta of the version, and what is missing or changed beside them. */
    @ParameterizedTest
    @CsvSource({
        "2026-07-28, 2026-07-28, '', '', 200, 0",
        "'', 2026-07-28, '', '', 400, -32020",
        "2025-11-25, 2026-07-28, '', '', 400, -32020",
        "2026-07-28, '', '', '', 400, -32602",
        "2026-07-28, 2026-07-28, capabilities, '', 400, -32602",
        "2026-07-28, 2026-07-28, Mcp-Method, '', 400, -32020",
        "2026-07-28, 2026-07-28, Mcp-Method, tools/list, 400, -32020",
        "2026-07-28, 2026-07-28, Mcp-Name, '', 400, -32020",
        "2026-07-28, 2026-07-28, Mcp-Name, kv, 400, -32020",
        "2026-07-28, 2026-07-28, Mcp-Name, =?base64?*?=, 400, -32020",
        "2026-07-28, 2026-07-28, Mcp-Name, =?base64?Y29mZmVyOi8vYXBpL3ByaWNlcw==?=, 200, 0",
        "1900-01-01, 1900-01-01, '', '', 400, -32022",
        "1900-01-01, '', '', '', 400, -32022",
        "2025-06-18, '', '', '', 200, 0",
        "2025-03-26, '', '', '', 200, 0",
        "'', '', '', '', 200, 0"
    })
    void headersAndBodySayTheSame(
            String header, String inBody, String other, String as, int status, int code) {
        Map<String, Object> meta = new LinkedHashMap<>();
        if (!inBody.isEmpty()) {
            meta.put("io.modelcontextprotocol/protocolVersion", inBody);
        }
        if (!other.equals("capabilities")) {
            meta.put("io.modelcontextprotocol/clientCapabilities", Map.of());
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("MCP-Protocol-Version", header);
        headers.put("Mcp-Method", "resources/read");
        headers.put("Mcp-Name", "coffer://api/prices");
        headers.computeIfPresent(other, (_, _) -> as);
        List<String> given = new ArrayList<>();
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                given.addAll(List.of(name, value));
            }
        });
        Map<String, Object> params = Map.of("uri", "coffer://api/prices", "_meta", meta);
        Answered answered =
                service.anyone()
                        .post(
                                "/mcp",
                                Json.MAPPER.writeValueAsString(
                                        Map.of(
                                                "jsonrpc",
                                                "2.0",
                                                "id",
                                                7,
                                                "method",
                                                "resources/read",
                                                "params",
                                                params)),
                                given.toArray(String[]::new));
        assertThat(answered.status()).as(answered.text()).isEqualTo(status);
        assertThat(answered.json().at("/error/code").asInt(0)).as(answered.text()).isEqualTo(code);
        assertThat(answered.json().path("id").asInt()).isEqualTo(7);
        if (code == -32022) {
            assertThat(answered.json().at("/error/data/supported").values())
                    .extracting(JsonNode::stringValue)
                    .containsExactly("2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-25, 2025-11-25",
        "2025-06-18, 2025-06-18",
        "2025-03-26, 2025-03-26",
        "2024-11-05, 2025-11-25",
        "2026-07-28, 2025-11-25"
    })
    void aHandshakeAgreesOnARevision(String asked, String agreed) {
        Mcp client = Mcp.legacy(service.anyone());
        JsonNode result = client.result("initialize", Map.of("protocolVersion", asked));
        assertThat(result.path("protocolVersion").stringValue()).isEqualTo(agreed);
        assertThat(result.path("serverInfo").path("name").stringValue()).isEqualTo("coffer");
        assertThat(result.has("resultType")).isFalse();
        assertThat(client.result("ping", Map.of()).size()).isZero();
    }

    @Test
    void theNewRevisionNeedsNone() {
        Mcp client = Mcp.modern(service.anyone());
        JsonNode discovered = client.result("server/discover", Map.of());
        assertThat(discovered.path("supportedVersions").path(0).stringValue())
                .isEqualTo(Mcp.MODERN);
        for (String method : List.of("tools/list", "resources/list", "resources/templates/list")) {
            JsonNode result = client.result(method, Map.of());
            assertThat(result.path("resultType").stringValue()).isEqualTo("complete");
            assertThat(result.path("ttlMs").asLong()).isPositive();
            assertThat(result.path("cacheScope").stringValue()).isEqualTo("public");
            assertThat(result.at("/_meta/io.modelcontextprotocol~1serverInfo/name").stringValue())
                    .isEqualTo("coffer");
        }
        for (String gone : List.of("ping", "initialize", "subscriptions/listen")) {
            assertThat(client.send(gone, Map.of()).expect(404).json().at("/error/code").asInt())
                    .isEqualTo(-32601);
        }
    }

    @Test
    void whatAsksNothingIsTakenAndWhatIsNoMessageIsNot() {
        Service.Client nobody = service.anyone();
        for (String body :
                List.of(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"anything\",\"params\":{}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}")) {
            assertThat(nobody.post("/mcp", body).expect(202).text()).isEmpty();
        }
        nobody.post(
                        "/mcp",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
                        "MCP-Protocol-Version",
                        Mcp.MODERN)
                .expect(400);
        nobody.get("/mcp").expect(405);
        nobody.send("DELETE", "/mcp", new byte[0]).expect(405);
    }

    @Test
    void aPageOfElsewhereMayCallOnlyWhereThatGivesItNothing() {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        service.anyone().post("/mcp", ping, "Origin", "https://a.example").expect(200);
        try (Service trusting = Service.off()) {
            trusting.anyone().post("/mcp", ping, "Origin", "http://localhost:3000").expect(200);
            for (String origin : List.of("https://a.example", "null", "http://localhost.a")) {
                trusting.anyone()
                        .post("/mcp", ping, "Origin", origin)
                        .expect(403, "foreign_origin");
            }
            JsonNode set = Mcp.modern(trusting.payer("ALICE")).call("kv", SET);
            assertThat(set.path("isError").asBoolean()).isFalse();
            JsonNode nobodys = Mcp.modern(trusting.anyone()).call("kv", SET);
            assertThat(nobodys.at("/structuredContent/code").stringValue())
                    .isEqualTo("payer_required");
        }
    }

    @Test
    void aValueStaysTheBytesThatCame() {
        Payer payer = Payer.named(service, "bytes").filled();
        String value = "{ \"b\":1.50,\"a\" : 12345678901234567890123, \"c\":\"\\u00e9\" }";
        Answered set =
                payer.post(
                        "/mcp",
                        """
                        {"params": {"arguments": {"key": "k", "value": %s, "action": "set"}, "name": "kv"},
                         "id": 1, "method": "tools/call", "jsonrpc": "2.0", "more": [{}]}
                        """
                                .formatted(value));
        assertThat(set.json().at("/result/isError").asBoolean()).as(set.text()).isFalse();
        assertThat(payer.get("/api/kv/get?key=k").text()).contains(value);
        Answered got =
                Mcp.modern(payer)
                        .send(
                                "tools/call",
                                Map.of(
                                        "name",
                                        "kv",
                                        "arguments",
                                        Map.of("action", "get", "key", "k")));
        assertThat(got.text()).contains("\"structuredContent\":{\"key\":\"k\",\"value\":" + value);
    }

    @Test
    void aCallThatIsNotPaidSaysHowTo() {
        JsonNode result = Mcp.modern(service.anyone()).call("kv", SET);
        assertThat(result.path("isError").asBoolean()).isTrue();
        JsonNode required = result.path("structuredContent");
        assertThat(required.path("x402Version").asInt()).isEqualTo(2);
        JsonNode text = Json.MAPPER.readTree(result.at("/content/0/text").stringValue());
        assertThat(text.at("/x402~1error/code").asInt()).isEqualTo(402);
        assertThat(text.at("/x402~1error/data")).isEqualTo(required);
        JsonNode overHttp =
                service.anyone()
                        .post("/api/kv/set", "{\"key\": \"k\", \"value\": 1}")
                        .expect(402)
                        .decoded("PAYMENT-REQUIRED");
        assertThat(required.path("accepts")).isEqualTo(overHttp.path("accepts"));
        assertThat(required.at("/resource/url")).isEqualTo(overHttp.at("/resource/url"));
        assertThat(result.at("/content/1/text").stringValue())
                .contains("Authorization: Bearer", "_meta[\"x402/payment\"]", "1000 of STX");
    }

    private static Map<String, Object> payment(Payer payer, JsonNode offer, long nonce) {
        String hex =
                Payer.signed(
                        payer.wallet(),
                        offer.path("asset").stringValue(),
                        offer.path("amount")
                                .asLong(Long.parseLong(offer.path("amount").asString())),
                        offer.path("payTo").stringValue(),
                        nonce);
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("x402Version", 2);
        payment.put("accepted", offer);
        payment.put("payload", Map.of("transaction", hex));
        payment.put(
                "extensions",
                Map.of(
                        "payment-identifier",
                        Map.of(
                                "info",
                                Map.of("required", false, "id", "an-id-of-this-call-" + nonce))));
        return payment;
    }

    @Test
    void aPaymentStandsInMeta() {
        Payer payer = Payer.funded(service);
        Mcp client = Mcp.modern(service.anyone());
        Map<String, Object> once = Map.of("action", "increment", "name", "paid");
        JsonNode offers = client.call("counter", once).at("/structuredContent/accepts");
        for (int i = 0; i < offers.size(); i++) {
            Map<String, Object> payment = payment(payer, offers.path(i), i);
            JsonNode paid = client.call("counter", once, Map.of("x402/payment", payment));
            assertThat(paid.path("isError").asBoolean()).as(paid.toString()).isFalse();
            assertThat(paid.at("/structuredContent/value").asInt()).isEqualTo(i + 1);
            JsonNode receipt = paid.at("/_meta/x402~1payment-response");
            assertThat(receipt.path("success").asBoolean()).isTrue();
            assertThat(receipt.path("payer").stringValue()).isEqualTo(payer.address());
            assertThat(paid.at("/_meta/dev.coffer~1charge").stringValue()).isNotEmpty();
            // Once more is not once more.
            JsonNode again = client.call("counter", once, Map.of("x402/payment", payment));
            assertThat(again.path("structuredContent")).isEqualTo(paid.path("structuredContent"));
        }
        // As x402-mcp 0.0 has it: base64, under another name.
        String base64 = X402.base64(payment(payer, offers.path(0), offers.size()));
        JsonNode old = client.call("counter", once, Map.of("x402.payment", base64));
        assertThat(old.at("/structuredContent/value").asInt()).isEqualTo(offers.size() + 1);
    }

    @Test
    void aReceiptIsPreferredInMetaAndStandsThere() {
        Payer payer = Payer.funded(service);
        Mcp client = Mcp.modern(service.anyone());
        Map<String, Object> once = Map.of("action", "increment", "name", "paid");
        JsonNode offer = client.call("counter", once).at("/structuredContent/accepts/0");
        Map<String, Object> meta =
                Map.of("x402/payment", payment(payer, offer, 0), "dev.coffer/prefer", "receipt");
        JsonNode paid = client.call("counter", once, meta).path("_meta");
        Jws receipt = Jws.of(paid.path("dev.coffer/receipt").asString());
        assertThat(receipt.isBy(Jws.keys(service))).isTrue();
        assertThat(receipt.payload().path("endpoint").asString())
                .isEqualTo("POST /api/counter/increment");
        byte[] input = "{\"name\":\"paid\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(receipt.payload().path("requestSha256").asString())
                .isEqualTo(Jws.digest("POST", "/api/counter/increment", input));
        String x402 =
                paid.at("/x402~1payment-response/extensions/offer-receipt/info/receipt/signature")
                        .asString();
        assertThat(Jws.of(x402).isBy(Jws.keys(service))).isTrue();
        assertThat(client.call("counter", once, meta).path("_meta").path("dev.coffer/receipt"))
                .isEqualTo(paid.path("dev.coffer/receipt"));
    }

    @Test
    void aPaymentThatIsRefusedIsNotAskedForAgain() {
        Payer poor = Payer.poor(service);
        Mcp client = Mcp.legacy(service.anyone());
        JsonNode offer = client.call("kv", SET).at("/structuredContent/accepts/0");
        JsonNode refused = client.call("kv", SET, Map.of("x402/payment", payment(poor, offer, 0)));
        assertThat(refused.path("isError").asBoolean()).isTrue();
        assertThat(refused.at("/structuredContent/code").stringValue())
                .isEqualTo("insufficient_funds");
        assertThat(refused.at("/structuredContent/x402~1payment-response/success").asBoolean(true))
                .isFalse();
        for (Object bad : List.of(7, "***", Map.of(), List.of(), Map.of("x402Version", 9))) {
            JsonNode result = client.call("kv", SET, Map.of("x402/payment", bad));
            assertThat(result.path("isError").asBoolean()).isTrue();
            assertThat(result.at("/structuredContent/status").asInt()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNamedCallIsDoneOnce(boolean inMeta) {
        Payer payer = Payer.named(service, "once " + inMeta).filled();
        Mcp client = Mcp.modern(payer);
        long before = payer.balance(Asset.STX);
        List<JsonNode> results = new ArrayList<>();
        for (String name : List.of("a", "a", "b")) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("action", "increment");
            arguments.put("name", name);
            Map<String, Object> meta = new LinkedHashMap<>();
            (inMeta ? meta : arguments)
                    .put(inMeta ? "dev.coffer/idempotency-key" : "idempotencyKey", "one-call");
            results.add(client.call("counter", arguments, meta));
        }
        assertThat(results.get(1).path("structuredContent"))
                .isEqualTo(results.get(0).path("structuredContent"));
        assertThat(results.get(1).at("/_meta/dev.coffer~1idempotent-replay").asString(""))
                .isEqualTo("true");
        assertThat(results.get(2).at("/structuredContent/code").stringValue())
                .isEqualTo("idempotency_conflict");
        assertThat(payer.balance(Asset.STX)).isEqualTo(before - 1000);
        // By HTTP the name is the same.
        payer.post("/api/counter/increment", "{\"name\":\"other\"}", "Idempotency-Key", "one-call")
                .expect(409, "idempotency_conflict");
    }

    @Test
    void whatCostsNothingIsRead() {
        Payer payer = Payer.named(service, "reader").filled();
        Mcp client = Mcp.modern(payer);
        List<String> uris = new ArrayList<>();
        client.result("resources/list", Map.of())
                .path("resources")
                .forEach(resource -> uris.add(resource.path("uri").stringValue()));
        assertThat(uris)
                .contains("coffer://api/prices", "coffer://api/limits", "coffer://api/account")
                .contains("coffer://docs/agents.md", "coffer://docs/mcp.md");
        for (String uri : uris) {
            JsonNode read = client.result("resources/read", Map.of("uri", uri));
            JsonNode contents = read.path("contents").path(0);
            assertThat(contents.path("uri").stringValue()).isEqualTo(uri);
            assertThat(contents.path("text").asString("")).as(uri).isNotEmpty();
            boolean own = uri.startsWith("coffer://api/account");
            assertThat(read.path("cacheScope").stringValue()).isEqualTo(own ? "private" : "public");
        }
        JsonNode page = read(client, "coffer://docs/errors.md");
        assertThat(page.path("mimeType").stringValue()).startsWith("text/markdown");
        assertThat(page.path("text").stringValue()).startsWith("# ").contains("foreign_origin");
        JsonNode balance = client.result("resources/read", Map.of("uri", "coffer://api/account"));
        assertThat(balance.at("/contents/0/text").stringValue())
                .isEqualTo(payer.read("/api/account").toString());
        JsonNode nobodys =
                Mcp.modern(service.anyone())
                        .send("resources/read", Map.of("uri", "coffer://api/account"))
                        .expect(200)
                        .json();
        assertThat(nobodys.at("/error/code").asInt()).isEqualTo(401);
        assertThat(nobodys.at("/error/data/code").stringValue()).isEqualTo("token_required");
    }

    @Test
    void whatIsPublicIsReadByItsName() {
        Payer payer = Payer.named(service, "shows").filled();
        Mcp client = Mcp.modern(payer);
        client.call(
                "kv",
                Map.of("action", "set", "key", "a/b c", "value", "told", "visibility", "public"));
        JsonNode link =
                client.call("links", Map.of("action", "create", "url", "https://a.example/x"));
        Mcp nobody = Mcp.modern(service.anyone());
        String value = "coffer://public/" + payer.address() + "/a/b%20c";
        assertThat(read(nobody, value).path("text").stringValue()).isEqualTo("told");
        JsonNode target =
                read(nobody, "coffer://l/" + link.at("/structuredContent/slug").stringValue());
        assertThat(target.path("text").stringValue()).isEqualTo("https://a.example/x");
        assertThat(target.path("mimeType").stringValue()).isEqualTo("text/uri-list");
        JsonNode missing =
                nobody.send("resources/read", Map.of("uri", value + "d")).expect(200).json();
        assertThat(missing.at("/error/code").asInt()).isEqualTo(-32602);
    }

    private static JsonNode read(Mcp client, String uri) {
        return client.result("resources/read", Map.of("uri", uri)).path("contents").path(0);
    }

    @Test
    void picturesAndSoundsAreWhatTheyAre() {
        Mcp client = Mcp.modern(Payer.named(service, "media").filled());
        JsonNode image =
                client.call("compute", Map.of("action", "base64-image", "text", "x", "width", 10));
        assertThat(image.path("content").size()).as(image.toString()).isEqualTo(1);
        JsonNode wrong = client.call("kv", Map.of("action", "sett", "key", "k"));
        assertThat(wrong.path("isError").asBoolean()).isTrue();
        assertThat(wrong.at("/structuredContent/detail").stringValue()).contains("set, touch");
    }
}
