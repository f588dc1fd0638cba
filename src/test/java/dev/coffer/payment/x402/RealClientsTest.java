package dev.coffer.payment.x402;

import static dev.coffer.harness.Npm.statuses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.Npm;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The npm clients that agents use pay a running server: x402-stacks 2.0.3 (x402 v2) and 1.1.1 (v1).
 * Needs Node and the npm registry; without them it is skipped, but where CI is true it fails.
 */
class RealClientsTest {

    private static final Path SCRIPTS = Path.of("src/test/js");

    private static final Map<Asset, Long> FAUCET =
            Map.of(Asset.STX, 100_000_000L, Asset.SBTC, 1_000_000L, Asset.USDCX, 100_000_000L);

    @BeforeAll
    static void install() throws Exception {
        Npm.install(SCRIPTS, SCRIPTS.resolve("v1"));
    }

    private record Call(String method, String path, Object body, Map<String, Object> more) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>(more);
            json.put("method", method);
            json.put("path", path);
            json.put("body", body);
            return json;
        }
    }

    private static Call post(String path, Object body) {
        return new Call("POST", path, body, Map.of());
    }

    /** Has a client make calls; what it saw of each. */
    private static List<JsonNode> pay(Service server, String version, String key, Call... calls)
            throws Exception {
        String json =
                new String(
                        Json.write(Arrays.stream(calls).map(Call::json).toList()),
                        StandardCharsets.UTF_8);
        JsonNode printed = Npm.script(SCRIPTS, "pay.mjs", version, server.url(), key, json);
        assertThat(printed.path("payer").stringValue()).isEqualTo(address(key));
        return List.copyOf(printed.path("results").values());
    }

    private static String address(String key) {
        return Wallet.of(key).address(StacksNetwork.TESTNET).text();
    }

    @ParameterizedTest
    @CsvSource({
        "v2, STX, 1000, 500, 1000000",
        "v2, SBTC, 100, 50, 100000",
        "v2, USDCX, 1000, 500, 1000000",
        "v1, STX, 1000, 500, 1000000",
        "v1, SBTC, 100, 50, 100000",
        "v1, USDCX, 1000, 500, 1000000"
    })
    void paysInEachAsset(
            String version, Asset asset, long write, long read, long deposit, @TempDir Path data)
            throws Exception {
        String key = Payer.randomKey() + "01";
        String address = address(key);
        String token = "?tokenType=" + asset.symbol();
        try (Service server = Service.inRealTime(Config.Money.DEVNET, data)) {
            Payer.of(server, key).fund();
            List<JsonNode> results =
                    pay(
                            server,
                            version,
                            key,
                            post(
                                    "/api/kv/set" + token,
                                    Map.of("key", "k", "value", Map.of("n", 7))),
                            new Call("GET", "/api/kv/get" + token + "&key=k", Map.of(), Map.of()),
                            post("/api/account/deposit" + token, Map.of()),
                            new Call(
                                    "GET",
                                    "/api/kv/get" + token + "&key=missing",
                                    Map.of(),
                                    Map.of()));
            for (JsonNode result : results.subList(0, 3)) {
                assertThat(statuses(result)).as(result.toString()).containsExactly(402, 200);
                receipt(server, version, address, result);
            }
            assertThat(results.get(0).path("charge").stringValue()).isEqualTo(asset.show(write));
            assertThat(results.get(1).path("charge").stringValue()).isEqualTo(asset.show(read));
            assertThat(results.get(1).path("body").path("value").path("n").asInt()).isEqualTo(7);
            assertThat(results.get(2).path("charge").isNull()).isTrue();
            // What fails after it was paid ends the client's loop, and the money is there.
            assertThat(statuses(results.get(3))).containsExactly(402, 404);
            JsonNode credited = results.get(3).path("body").path("credited");
            assertThat(credited.path("amount").asLong()).isEqualTo(read);

            String bearer = results.get(2).path("body").path("token").stringValue();
            Payer payer = Payer.of(server, key).withToken(bearer);
            assertThat(payer.balance(asset)).isEqualTo(deposit + read);
            assertThat(payer.statement().path("credits").size()).isEqualTo(4);
            payer.addsUp();
            onChain(server, address, asset, write + read + deposit + read);
        }
    }

    private static void receipt(Service server, String version, String payer, JsonNode result) {
        JsonNode receipt = result.path("receipt");
        String txid;
        if (version.equals("v1")) {
            txid = receipt.path("txId").stringValue();
            assertThat(receipt.path("status").stringValue()).isEqualTo("success");
            assertThat(receipt.path("blockHeight").asLong()).isPositive();
        } else {
            txid = receipt.path("transaction").stringValue();
            assertThat(receipt.path("success").asBoolean()).isTrue();
            assertThat(receipt.path("payer").stringValue()).isEqualTo(payer);
            assertThat(receipt.path("network").stringValue()).isEqualTo(X402.NETWORK);
        }
        JsonNode mined = server.get("/devnet/extended/v1/tx/0x" + txid).json();
        assertThat(mined.path("tx_status").stringValue()).isEqualTo("success");
        assertThat(mined.path("sender_address").stringValue()).isEqualTo(payer);
    }

    /** Each payment went to the payee whole, and the fees are the payer's. */
    private static void onChain(Service server, String payer, Asset asset, long paid) {
        JsonNode account = Payer.onChain(server, payer);
        assertThat(account.path("nonce").asLong()).isEqualTo(4);
        for (Asset each : Asset.values()) {
            long spent = each == asset ? paid : 0;
            long had = FAUCET.getOrDefault(each, 0L);
            long has = held(account, each);
            if (each == Asset.STX) {
                assertThat(has).isLessThan(had - spent).isGreaterThan(had - spent - 100_000);
            } else {
                assertThat(has).isEqualTo(had - spent);
            }
            assertThat(held(Payer.onChain(server, X402.PAY_TO), each)).isEqualTo(spent);
        }
    }

    private static long held(JsonNode account, Asset asset) {
        return asset == Asset.STX
                ? Long.decode(account.path("balance").stringValue())
                : account.path("devnet_tokens").path(asset.symbol()).asLong();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void aRefusedPaymentIsNotSignedAgain(String version, @TempDir Path data) throws Exception {
        String key = Payer.randomKey() + "01";
        String address = address(key);
        Service server = Service.inRealTime(Config.Money.DEVNET, data);
        try (server) {
            Call set = post("/api/kv/set", Map.of("key", "k", "value", 1));
            JsonNode poor = pay(server, version, key, set).getFirst();
            assertThat(statuses(poor)).containsExactly(402, 400);
            assertThat(poor.path("body").path("code").stringValue())
                    .isEqualTo("insufficient_funds");
            Payer.of(server, key).fund();
            Call ahead = new Call("POST", "/api/kv/set", set.body(), Map.of("nonce", 7));
            JsonNode wrong = pay(server, version, key, ahead).getFirst();
            assertThat(statuses(wrong)).containsExactly(402, 409);
            assertThat(wrong.path("body").path("code").stringValue())
                    .isEqualTo("conflicting_nonce");
            assertThat(wrong.path("body").path("nextNonce").asInt(-1)).isZero();
            JsonNode bad = pay(server, version, key, post("/api/kv/set", Map.of())).getFirst();
            assertThat(statuses(bad)).containsExactly(402, 400);
            assertThat(Payer.of(server, key).nonce()).isZero();
        }
        assertThat(server.accessLog().stream().filter(line -> line.contains("/api/kv/set")))
                .as("the requests that came, by the server's own count")
                .hasSize(6);
    }

    /** A wallet without a coin for fees pays by the library's own sponsored transfer. */
    @Test
    void theLibrarysSponsoredTransferIsSponsored(@TempDir Path data) throws Exception {
        String key = Payer.randomKey() + "01";
        try (Service server = Service.inRealTime(Config.Money.DEVNET, data)) {
            server.restartSponsored(20);
            Payer payer = Payer.of(server, key);
            server.post(
                            "/devnet/faucet?tokenType=STX",
                            "{\"address\": \"%s\", \"amount\": 2000}".formatted(address(key)))
                    .expect(200);
            JsonNode paid = Npm.script(SCRIPTS, "sponsored.mjs", server.url(), key, "0");
            assertThat(paid.path("status").asInt()).as(paid.toString()).isEqualTo(200);
            JsonNode receipt = paid.path("receipt");
            assertThat(receipt.path("payer").stringValue()).isEqualTo(address(key));
            String sponsor = paid.path("feePayer").stringValue();
            assertThat(Payer.onChain(server, sponsor).path("nonce").asInt()).isEqualTo(1);
            assertThat(Long.decode(payer.onChain().path("balance").stringValue())).isEqualTo(1_000);
            // The usual client pays its fee itself, and minds no feePayer in the offer.
            payer.fund();
            JsonNode own =
                    pay(server, "v2", key, post("/api/kv/set", Map.of("key", "k", "value", 2)))
                            .getFirst();
            assertThat(statuses(own)).containsExactly(402, 200);
        }
    }

    @Test
    void aClientGoesOnByToken(@TempDir Path data) throws Exception {
        String key = Payer.randomKey() + "01";
        try (Service server = Service.inRealTime(Config.Money.DEVNET, data)) {
            Payer.of(server, key).fund();
            JsonNode deposit =
                    pay(server, "v2", key, post("/api/account/deposit", Map.of("amount", 2000)))
                            .getFirst();
            assertThat(statuses(deposit)).containsExactly(402, 200);
            String token = deposit.path("body").path("token").stringValue();
            Call set =
                    new Call(
                            "POST",
                            "/api/kv/set",
                            Map.of("key", "k", "value", 1),
                            Map.of("headers", Map.of("Authorization", "Bearer " + token)));
            List<JsonNode> results = pay(server, "v2", key, set, set, set);
            assertThat(statuses(results.get(0))).containsExactly(200);
            assertThat(statuses(results.get(1))).containsExactly(200);
            // With the balance used up the client pays, the token still beside the payment.
            assertThat(statuses(results.get(2))).containsExactly(402, 200);
            assertThat(Payer.of(server, key).withToken(token).balance(Asset.STX)).isZero();
        }
    }
}
