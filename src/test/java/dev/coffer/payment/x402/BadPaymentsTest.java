package dev.coffer.payment.x402;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.Forgeries;
import dev.coffer.stacks.Forgeries.Forgery;
import dev.coffer.stacks.Vectors;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Each bad payment gets its precise code, never a 402 (clients sign again at that), and changes
 * nothing: neither a balance here nor a nonce on the chain.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadPaymentsTest {

    private static final String TARGET = "/api/kv/get?key=k";

    private Service server;
    private Payer payer;
    private Payer other;
    private String before = "";

    @BeforeAll
    void start() {
        // The vectors pay 10 sats and 500 of the others.
        server = Service.ticking("storage_read.sBTC=0.0000001");
        payer = Payer.of(server, key("payer"));
        payer.fund();
        other = Payer.funded(server);
        other.deposit(Asset.STX, 1_000_000);
        before = money();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String key(String name) {
        return Vectors.ALL.at("/keys/" + name + "/privateKey").stringValue();
    }

    /** All that money could show in. */
    private String money() {
        List<Object> all = new ArrayList<>();
        all.add(payer.onChain());
        all.add(Payer.onChain(server, X402.PAY_TO));
        JsonNode statement = other.statement();
        all.add(statement.path("credits"));
        all.add(statement.path("closing"));
        return all.toString();
    }

    private void refuses(int status, String code, String... headers) {
        Answered got = server.get(TARGET, headers);
        assertThat(got.status()).as(got.text()).isEqualTo(status);
        assertThat(got.code()).as(got.text()).isEqualTo(code);
        assertThat(got.header("PAYMENT-REQUIRED")).isEmpty();
        assertThat(got.header("Content-Type")).isEqualTo("application/problem+json");
        if (headers[0].equals("PAYMENT-SIGNATURE")) {
            JsonNode receipt = got.decoded("PAYMENT-RESPONSE");
            assertThat(receipt.path("success").asBoolean(true)).isFalse();
            assertThat(receipt.path("errorReason").stringValue()).isEqualTo(code);
            assertThat(receipt.path("transaction").stringValue()).isEmpty();
            assertThat(receipt.path("network").stringValue()).isEqualTo(X402.NETWORK);
        } else {
            assertThat(got.header("PAYMENT-RESPONSE")).isEmpty();
        }
        assertThat(money()).isEqualTo(before);
    }

    @TestFactory
    List<DynamicTest> handMade() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Forgery forgery :
                Forgeries.of(
                        payer.wallet(),
                        Wallet.of(key("attacker")),
                        Wallet.of(key("payTo")),
                        0,
                        500,
                        10)) {
            tests.add(
                    DynamicTest.dynamicTest(
                            forgery.name() + ", v2",
                            () ->
                                    refuses(
                                            400,
                                            forgery.code(),
                                            X402.v2(Asset.STX, 500, forgery.hex()))));
            tests.add(
                    DynamicTest.dynamicTest(
                            forgery.name() + ", v1",
                            () -> refuses(400, forgery.code(), X402.v1(Asset.STX, forgery.hex()))));
        }
        return tests;
    }

    /** The vectors as they are: mainnet's are of the wrong network here. */
    @TestFactory
    List<DynamicTest> vectors() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode vector : Vectors.ALL.path("transactions")) {
            String name = vector.path("name").stringValue();
            String hex = vector.path("hex").stringValue();
            boolean mainnet = vector.path("network").stringValue().equals("mainnet");
            Map<String, String> others =
                    Map.of(
                            "stx-sponsored-origin-only", "invalid_transaction_state",
                            // 250 uSTX for 283 bytes.
                            "stx-sponsored-complete", "fee_too_low");
            if (mainnet || others.containsKey(name)) {
                String code = mainnet ? "invalid_network" : others.getOrDefault(name, "");
                tests.add(
                        DynamicTest.dynamicTest(
                                name + ", v2",
                                () -> refuses(400, code, X402.v2(Asset.STX, 500, hex))));
                tests.add(
                        DynamicTest.dynamicTest(
                                name + ", v1", () -> refuses(400, code, X402.v1(Asset.STX, hex))));
            }
        }
        assertThat(tests).hasSizeGreaterThan(18);
        return tests;
    }

    @Test
    void anEvmPaymentIsOfTheWrongNetwork() {
        for (JsonNode vector : Vectors.ALL.path("eip3009")) {
            String header = vector.path("paymentSignatureHeader").stringValue();
            refuses(400, "invalid_network", "PAYMENT-SIGNATURE", header);
        }
    }

    @Test
    void theOfferTakenMustBeOneOfOurs() {
        String hex = payer.pays(Asset.STX, 500, 0);
        accepted(a -> a.put("scheme", "upto"), "unsupported_scheme", hex);
        accepted(a -> a.put("network", "stacks:1"), "invalid_network", hex);
        accepted(a -> a.put("network", "eip155:8453"), "invalid_network", hex);
        accepted(a -> a.put("asset", "sBTC"), "unrecognized_asset", hex);
        accepted(a -> a.put("payTo", payer.address()), "recipient_mismatch", hex);
        accepted(a -> a.remove("scheme"), "invalid_payload", hex);
        accepted(a -> a.put("asset", 7), "invalid_payload", hex);
    }

    private void accepted(Consumer<Map<String, Object>> change, String code, String hex) {
        Map<String, Object> accepted = X402.accepted(Asset.STX, 500);
        change.accept(accepted);
        refuses(400, code, X402.v2(accepted, hex));
    }

    @Test
    void malformedHeaders() {
        String hex = payer.pays(Asset.STX, 500, 0);
        String v2 = X402.v2(Asset.STX, 500, hex)[1];
        for (String header :
                List.of(
                        "",
                        "{}",
                        "not base64 !",
                        hex,
                        X402.base64("text"),
                        X402.base64(List.of(1, 2)),
                        v2.substring(0, v2.length() / 2),
                        v2 + v2,
                        "e30", // {} without padding, and without a version
                        "=")) {
            Answered got = server.get(TARGET, "PAYMENT-SIGNATURE", header);
            assertThat(got.status()).as(header + got.text()).isEqualTo(400);
            assertThat(got.code()).as(header).isIn("invalid_payload", "invalid_x402_version");
        }
        refuses(400, "invalid_payload", "PAYMENT-SIGNATURE", "not base64 !");
        refuses(400, "invalid_payload", "PAYMENT-SIGNATURE", X402.base64(List.of(1, 2)));
        refuses(400, "invalid_payload", "X-PAYMENT", hex.substring(0, 150));
        refuses(400, "invalid_payload", "X-PAYMENT", "f".repeat(5000));
        refuses(400, "invalid_payload", "X-PAYMENT", "g".repeat(300));
        String another = payer.pays(Asset.STX, 500, 7);
        refuses(400, "invalid_payload", "PAYMENT-SIGNATURE", v2, "X-PAYMENT", another);
        refuses(400, "invalid_payload", "PAYMENT-SIGNATURE", v2, "PAYMENT-SIGNATURE", v2);
        Map<String, Object> noTransaction = new LinkedHashMap<>();
        noTransaction.put("x402Version", 2);
        noTransaction.put("accepted", X402.accepted(Asset.STX, 500));
        noTransaction.put("payload", Map.of("transaction", 5));
        refuses(400, "invalid_payload", "PAYMENT-SIGNATURE", X402.base64(noTransaction));
    }

    @Test
    void otherVersionsOfTheProtocol() {
        for (Object version : List.of(0, 1, 3, "two", List.of(), 1e300)) {
            refuses(
                    400,
                    "invalid_x402_version",
                    "PAYMENT-SIGNATURE",
                    X402.base64(Map.of("x402Version", version)));
        }
        refuses(
                400,
                "invalid_x402_version",
                "X-PAYMENT",
                X402.base64(
                        Map.of(
                                "x402Version",
                                1,
                                "scheme",
                                "exact",
                                "network",
                                "base-sepolia",
                                "payload",
                                Map.of("signature", "0x00"))));
    }

    @Test
    void headersThatAreTooLongAreRefusedBeforeAnybodyReadsThem() {
        Answered got = server.get(TARGET, "PAYMENT-SIGNATURE", "A".repeat(40_000));
        assertThat(got.status()).isIn(400, 431);
        assertThat(got.header("PAYMENT-REQUIRED")).isEmpty();
    }

    @Test
    void whoBringsBadPaymentsWithoutEndIsSlowedDown() {
        try (Service own = Service.ticking()) {
            String hex = payer.pays(Asset.STX, 1, 0);
            int refused = 0;
            Answered got = own.get(TARGET, X402.v1(Asset.STX, hex));
            // The clock passes two seconds a call, so hold it back to what a loop takes.
            while (got.status() == 400 && refused < 500) {
                refused++;
                own.clock().advance(Duration.ofSeconds(-2));
                got = own.get(TARGET, X402.v1(Asset.STX, hex));
            }
            assertThat(got.status()).as(got.text()).isEqualTo(429);
            assertThat(got.header("Retry-After")).isNotEmpty();
            assertThat(refused).isBetween(30, 100);
        }
    }
}
