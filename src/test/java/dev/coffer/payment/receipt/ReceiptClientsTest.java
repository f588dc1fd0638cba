package dev.coffer.payment.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.Jws;
import dev.coffer.harness.Npm;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.evm.EvmNetwork;
import dev.coffer.payment.evm.EvmVerifier;
import dev.coffer.payment.evm.RemoteFacilitator;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The npm clients pay and ask for a receipt, and {@code @x402/extensions} judges what they got.
 * Needs Node and the npm registry.
 */
class ReceiptClientsTest {

    private static final Path STACKS = Path.of("src/test/js");
    private static final Path EVM = Path.of("src/test/js/sign-in");
    private static final String PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    private static final EvmNetwork NETWORK = EvmNetwork.BASE_SEPOLIA;

    @BeforeAll
    static void install() throws Exception {
        Npm.install(STACKS, EVM);
    }

    private static void good(JsonNode judged, String network, String payer, String transaction) {
        JsonNode says = judged.path("says");
        assertThat(says.path("network").asString()).isEqualTo(network);
        assertThat(says.path("payer").asString()).isEqualToIgnoringCase(payer);
        assertThat(says.path("transaction").asString()).isEqualTo(transaction);
        assertThat(judged.path("matches").asBoolean()).as(judged.toString()).isTrue();
        assertThat(judged.path("matchesOther").asBoolean()).isFalse();
        assertThat(judged.path("forged").asString()).isEqualTo("refused");
    }

    @Test
    void anEvmClientsOwnPackageTakesIt(@TempDir Path data) throws Exception {
        String key = Payer.randomKey();
        try (FarSide far = FarSide.open();
                Service service = Service.inRealTime(Config.Money.DEVNET, data)) {
            far.on(
                    "/supported",
                    FarSide.json(
                            """
                            {"kinds": [{"x402Version": 2, "scheme": "exact", "network": "eip155:84532"}]}\
                            """));
            far.on("/verify", FarSide.json("{\"isValid\": true}"));
            far.on(
                    "/settle",
                    FarSide.json(
                            """
                            {"success": true, "transaction": "0xfeed", "network": "eip155:84532"}\
                            """));
            service.restartPaidOn(
                    EvmVerifier.rail(
                            NETWORK,
                            PAY_TO,
                            new RemoteFacilitator(
                                    NETWORK,
                                    "https://coffer.test/",
                                    URI.create(far.url()),
                                    Optional.empty()),
                            InstantSource.system()));
            JsonNode paid = Npm.script(EVM, "receipts.mjs", "paid", service.url(), key);
            assertThat(paid.path("status").asInt()).isEqualTo(200);
            good(paid, NETWORK.caip2(), EvmWallet.of(key).address(), "0xfeed");
            Jws receipt = Jws.of(paid.path("receipt").asString());
            assertThat(receipt.isBy(Jws.keys(service))).isTrue();
            assertThat(receipt.payload().at("/charge/network").asString())
                    .isEqualTo(NETWORK.caip2());
        }
    }

    @Test
    void soItDoesOneOfAStacksClient(@TempDir Path data) throws Exception {
        String key = Payer.randomKey() + "01";
        try (Service service = Service.inRealTime(Config.Money.DEVNET, data)) {
            Payer payer = Payer.of(service, key);
            payer.fund();
            Map<String, Object> call =
                    Map.of(
                            "method",
                            "POST",
                            "path",
                            "/api/account/deposit?tokenType=STX",
                            "body",
                            Map.of("amount", 5000),
                            "headers",
                            Map.of("Prefer", "receipt"));
            String calls = new String(Json.write(List.of(call)), StandardCharsets.UTF_8);
            JsonNode told =
                    Npm.script(STACKS, "pay.mjs", "v2", service.url(), key, calls)
                            .at("/results/0/receipt");
            JsonNode required =
                    service.post("/api/account/deposit?tokenType=STX", "{}")
                            .decoded("PAYMENT-REQUIRED");
            String offer =
                    "{\"resourceUrl\": %s, \"network\": %s}"
                            .formatted(
                                    required.at("/resource/url"),
                                    required.at("/accepts/0/network"));
            JsonNode judged =
                    Npm.script(
                            EVM, "receipts.mjs", "told", X402.base64(told), offer, payer.address());
            good(judged, X402.NETWORK, payer.address(), told.path("transaction").asString());
        }
    }
}
