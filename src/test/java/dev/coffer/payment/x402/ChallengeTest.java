package dev.coffer.payment.x402;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Json;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.SchemaCheck;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The 402, field by field: what x402 v2 says in the header and v1 in the body. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChallengeTest {

    private Service server;

    @BeforeAll
    void start() {
        server = Service.ticking();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }

    private static List<String> assets(JsonNode required) {
        List<String> assets = new ArrayList<>();
        required.path("accepts").forEach(a -> assets.add(a.path("asset").stringValue()));
        return assets;
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/kv/set, 1000, 100",
        "GET, /api/kv/get?key=k, 500, 50",
        "POST, /api/kv/get, 500, 50",
        "GET, /api/kv/list, 500, 50",
        "POST, /api/kv/delete, 1000, 100",
        "POST, /api/paste/create, 1000, 100",
        "POST, /api/account/deposit, 1000000, 100000"
    })
    void everyClientFamilyFindsItsOffer(String method, String target, String usual, String sats) {
        byte[] body = (method.equals("GET") ? "" : "{}").getBytes(StandardCharsets.UTF_8);
        Answered got = server.send(method, target, body);
        assertThat(got.status()).as(got.text()).isEqualTo(402);
        assertThat(got.header("Content-Type")).isEqualTo("application/json");
        assertThat(got.header("Cache-Control")).isEqualTo("no-store");
        assertThat(got.header("PAYMENT-RESPONSE")).isEmpty();
        String header = got.header("PAYMENT-REQUIRED");
        assertThat(header.length()).isLessThan(8 * 1024);
        assertThat(header).matches("[A-Za-z0-9+/]*={0,2}");

        JsonNode v2 = got.decoded("PAYMENT-REQUIRED");
        assertThat(v2.path("x402Version").isInt()).isTrue();
        assertThat(v2.path("x402Version").intValue()).isEqualTo(2);
        assertThat(v2.path("error").isString()).isTrue();
        resource(v2.path("resource"), target);
        assertThat(assets(v2))
                .containsExactly("STX", X402.assetName(Asset.SBTC), X402.assetName(Asset.USDCX));
        for (JsonNode offer : v2.path("accepts")) {
            boolean isSats = offer.path("asset").stringValue().endsWith(".sbtc-token");
            assertThat(names(offer))
                    .containsExactlyInAnyOrder(
                            "scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds");
            assertThat(offer.path("scheme").stringValue()).isEqualTo("exact");
            assertThat(offer.path("network").stringValue()).isEqualTo(X402.NETWORK);
            assertThat(offer.path("amount").stringValue()).isEqualTo(isSats ? sats : usual);
            assertThat(offer.path("payTo").stringValue()).isEqualTo(X402.PAY_TO);
            assertThat(offer.path("maxTimeoutSeconds").intValue()).isPositive();
        }
        flat(got.json(), target, usual);
        JsonNode bazaar = v2.path("extensions").path("bazaar");
        assertThat(SchemaCheck.faults(bazaar.path("schema"), bazaar.path("info"))).isEmpty();
        JsonNode prepaid = v2.path("extensions").path("prepaid").path("info");
        assertThat(prepaid.path("url").stringValue())
                .isEqualTo(server.url() + "/api/account/deposit");
        JsonNode identifier = v2.path("extensions").path("payment-identifier");
        assertThat(SchemaCheck.faults(identifier.path("schema"), identifier.path("info")))
                .isEmpty();
    }

    private void resource(JsonNode resource, String target) {
        assertThat(resource.path("url").stringValue()).isEqualTo(server.url() + target);
        assertThat(resource.path("description").stringValue()).isNotBlank();
        assertThat(resource.path("mimeType").stringValue()).isEqualTo("application/json");
        assertThat(resource.path("serviceName").stringValue()).matches("[ -~]{1,32}");
        assertThat(resource.path("tags").size()).isLessThanOrEqualTo(5);
    }

    /** What x402-stacks 1.x reads, and the empty list that x402-fetch 1.x parses. */
    private void flat(JsonNode body, String target, String amount) {
        assertThat(body.path("x402Version").intValue()).isEqualTo(1);
        assertThat(body.path("error").isString()).isTrue();
        assertThat(body.path("accepts").isArray()).isTrue();
        assertThat(body.path("accepts").isEmpty()).isTrue();
        assertThat(body.path("maxAmountRequired").stringValue()).isEqualTo(amount);
        assertThat(body.path("resource").stringValue()).isEqualTo(target.split("\\?", 2)[0]);
        assertThat(body.path("payTo").stringValue()).isEqualTo(X402.PAY_TO);
        assertThat(body.path("network").stringValue()).isEqualTo("testnet");
        assertThat(body.path("nonce").stringValue()).matches("[0-9a-f]{32}");
        assertThat(Instant.parse(body.path("expiresAt").stringValue()))
                .isAfter(server.clock().instant());
        assertThat(body.path("tokenType").stringValue()).isEqualTo("STX");
        assertThat(body.path("tokenContract").isMissingNode()).isTrue();
    }

    @Test
    void eachOfferHasItsOwnNonce() {
        String first = server.post("/api/kv/set", "{}").json().path("nonce").stringValue();
        String next = server.post("/api/kv/set", "{}").json().path("nonce").stringValue();
        assertThat(first).isNotEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({"sBTC, SBTC, 100", "sbtc, SBTC, 100", "USDCx, USDCX, 1000", "STX, STX, 1000"})
    void tokenTypeMovesItsOfferToTheFront(String asked, Asset asset, String amount) {
        for (Answered got :
                List.of(
                        server.post("/api/kv/set?tokenType=" + asked, "{}"),
                        server.post("/api/kv/set", "{}", "X-PAYMENT-TOKEN-TYPE", asked))) {
            assertThat(got.status()).isEqualTo(402);
            JsonNode v2 = got.decoded("PAYMENT-REQUIRED");
            assertThat(assets(v2)).hasSize(3).first().isEqualTo(X402.assetName(asset));
            assertThat(v2.path("accepts").path(0).path("amount").stringValue()).isEqualTo(amount);
            JsonNode body = got.json();
            assertThat(body.path("tokenType").stringValue()).isEqualTo(asset.symbol());
            assertThat(body.path("maxAmountRequired").stringValue()).isEqualTo(amount);
            if (asset != Asset.STX) {
                JsonNode contract = body.path("tokenContract");
                assertThat(
                                contract.path("address").stringValue()
                                        + "."
                                        + contract.path("name").stringValue())
                        .isEqualTo(X402.assetName(asset));
            }
        }
        assertThat(server.post("/api/kv/set?tokenType=DOGE", "{}").status()).isEqualTo(400);
    }

    @Test
    void aLargeBodyIsOfferedTheLargeTier() {
        String value = "v".repeat(100 * 1024 + 1);
        String large = "{\"key\": \"k\", \"value\": \"%s\"}".formatted(value);
        Answered got = server.post("/api/kv/set", large);
        assertThat(got.json().path("maxAmountRequired").stringValue()).isEqualTo("5000");
        Payer payer = Payer.funded(server);
        Answered small =
                server.post(
                        "/api/kv/set", large, X402.v1(Asset.STX, payer.pays(Asset.STX, 1000, 0)));
        assertThat(small.code()).isEqualTo("amount_insufficient");
        Answered paid =
                server.post(
                        "/api/kv/set", large, X402.v1(Asset.STX, payer.pays(Asset.STX, 5000, 0)));
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        assertThat(paid.header("Coffer-Charge")).isEqualTo("5000 uSTX");
    }

    @Test
    void theOfferIsThePriceOfTheValueHoweverTheBodyIsWritten() {
        String most = "\"" + "v".repeat(100 * 1024 - 2) + "\"";
        String escaped = "\"" + "\\u0041".repeat(100 * 1024 - 2) + "\"";
        for (String value : List.of(most, escaped)) {
            String body = "{\"key\":\"k\",    \"value\":%s}".formatted(value);
            String offered =
                    server.post("/api/kv/set", body).json().path("maxAmountRequired").stringValue();
            String hex = Payer.funded(server).pays(Asset.STX, Long.parseLong(offered), 0);
            Answered paid = server.post("/api/kv/set", body, X402.v1(Asset.STX, hex)).expect(200);
            assertThat(paid.header("Coffer-Charge")).isEqualTo(offered + " uSTX");
        }
        // As long as it likes, but what is in it is not: JSON's white space.
        String spaced = "{\"key\":\"k\",%s\"value\":1}".formatted(" ".repeat(300 * 1024));
        assertThat(
                        server.post("/api/kv/set", spaced)
                                .json()
                                .path("maxAmountRequired")
                                .stringValue())
                .isEqualTo("1000");
    }

    @Test
    void theOfferIsMadeBeforeTheBodyIsJudged() {
        assertThat(server.post("/api/kv/set", "{not json").status()).isEqualTo(402);
        assertThat(server.post("/api/kv/set", "").status()).isEqualTo(402);
        assertThat(server.get("/api/kv/get").status()).isEqualTo(402);
        assertThat(server.post("/api/account/deposit", "{not json").status()).isEqualTo(402);
    }

    @Test
    void browsersMayReadAndSendTheHeaders() {
        Answered got = server.post("/api/kv/set", "{}", "Origin", "https://example.com");
        String exposed = got.header("Access-Control-Expose-Headers");
        assertThat(exposed)
                .containsIgnoringCase("PAYMENT-REQUIRED")
                .containsIgnoringCase("PAYMENT-RESPONSE")
                .containsIgnoringCase("X-PAYMENT-RESPONSE");
        Answered asked =
                server.send("OPTIONS", "/api/kv/set", new byte[0], "Origin", "https://example.com");
        assertThat(asked.header("Access-Control-Allow-Headers"))
                .containsIgnoringCase("PAYMENT-SIGNATURE")
                .containsIgnoringCase("X-PAYMENT")
                .containsIgnoringCase("X-PAYMENT-TOKEN-TYPE");
    }

    @Test
    void aDepositIsOfferedAsItNamesItHoweverItsBodyComes() throws Exception {
        String named = "{\"amount\": 300, \"tokenType\": \"sBTC\"}";
        byte[] body = named.getBytes(StandardCharsets.UTF_8);
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (HttpRequest.BodyPublisher publisher :
                    List.of(
                            HttpRequest.BodyPublishers.ofByteArray(body),
                            HttpRequest.BodyPublishers.ofInputStream(
                                    () -> new ByteArrayInputStream(body)))) {
                HttpRequest deposit =
                        HttpRequest.newBuilder(URI.create(server.url() + "/api/account/deposit"))
                                .POST(publisher)
                                .build();
                JsonNode offered =
                        Json.MAPPER.readTree(
                                http.send(deposit, HttpResponse.BodyHandlers.ofString()).body());
                assertThat(offered.path("maxAmountRequired").stringValue())
                        .as("by a body of %d bytes, -1 for chunks", publisher.contentLength())
                        .isEqualTo("300");
                assertThat(offered.path("tokenType").stringValue()).isEqualTo("sBTC");
            }
        }
    }
}
