package dev.coffer.payment.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Json;
import dev.coffer.harness.Answered;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.Jws;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** USDC by EIP-3009, checked here and carried by a scripted facilitator. */
class EvmPaymentsTest {

    private static final String PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    private static final EvmNetwork NETWORK = EvmNetwork.BASE_SEPOLIA;
    private static final String SET = "{\"key\": \"k\", \"value\": 1}";
    private static final String SETTLED =
            """
            {"success": true, "transaction": "0xfeed", "network": "eip155:84532", "payer": ""}\
            """;

    private final FarSide far = FarSide.open();
    private final EvmWallet wallet = EvmWallet.random();
    private final AtomicInteger settles = new AtomicInteger();
    private Service service;

    @BeforeEach
    void start() {
        service = Service.devnet();
        supports(2);
        far.on("/verify", FarSide.json("{\"isValid\": true}"));
        settles(SETTLED);
        service.restartPaidOn(rail());
    }

    @AfterEach
    void stop() {
        service.close();
        far.close();
    }

    private dev.coffer.payment.Rail rail() {
        return EvmVerifier.rail(
                NETWORK,
                PAY_TO,
                new RemoteFacilitator(
                        NETWORK,
                        "https://coffer.test/",
                        URI.create(far.url()),
                        Optional.of("its-key")),
                InstantSource.system());
    }

    private void supports(int version) {
        String network = version == 1 ? "base-sepolia" : "eip155:84532";
        far.on(
                "/supported",
                FarSide.json(
                        "{\"kinds\": [{\"x402Version\": %d, \"scheme\": \"exact\", \"network\": \"%s\"}]}"
                                .formatted(version, network)));
    }

    private void settles(String answer) {
        far.on(
                "/settle",
                (asked, out) -> {
                    settles.incrementAndGet();
                    FarSide.json(answer).answer(asked, out);
                });
    }

    private Map<String, Object> signed(long value) {
        return wallet.authorizes(NETWORK, PAY_TO, value, Instant.now(), 300);
    }

    private static String[] v2(Map<String, Object> payload) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        accepted.put("scheme", "exact");
        accepted.put("network", NETWORK.caip2());
        accepted.put("amount", "1000");
        accepted.put("asset", NETWORK.domain().contract().text());
        accepted.put("payTo", PAY_TO);
        accepted.put("maxTimeoutSeconds", 300);
        accepted.put("extra", Map.of("name", "USDC", "version", "2"));
        return new String[] {
            "PAYMENT-SIGNATURE",
            X402.base64(Map.of("x402Version", 2, "accepted", accepted, "payload", payload))
        };
    }

    private static String[] v1(Map<String, Object> payload) {
        return new String[] {
            "X-PAYMENT",
            X402.base64(
                    Map.of(
                            "x402Version",
                            1,
                            "scheme",
                            "exact",
                            "network",
                            NETWORK.v1Name(),
                            "payload",
                            payload))
        };
    }

    private Answered set(String... headers) {
        return service.post("/api/kv/set", SET, headers);
    }

    private JsonNode sent(String path) {
        FarSide.Asked last =
                far.asked().stream().filter(a -> a.path().equals(path)).toList().getLast();
        assertThat(last.head()).containsIgnoringCase("authorization: Bearer its-key");
        return Json.MAPPER.readTree(last.body());
    }

    @Test
    void itIsOfferedBeforeStacks() {
        Answered offered = set().expect(402);
        JsonNode first = offered.decoded("PAYMENT-REQUIRED").path("accepts").path(0);
        assertThat(first.path("network").stringValue()).isEqualTo("eip155:84532");
        assertThat(first.at("/extra/name").stringValue()).isEqualTo("USDC");
        assertThat(offered.json().path("accepts")).hasSize(1);
        assertThat(offered.json().path("accepts").path(0).path("network").stringValue())
                .isEqualTo("base-sepolia");
        assertThat(offered.json().path("network").stringValue()).isEqualTo("testnet");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 2", "2, 1", "2, 2"})
    void aPaymentBuysOneCall(int spokenByClient, int spokenByFacilitator) {
        supports(spokenByFacilitator);
        Map<String, Object> payload = signed(1_000);
        String[] payment = spokenByClient == 1 ? v1(payload) : v2(payload);
        Answered paid = set(payment).expect(200);
        String header = spokenByClient == 1 ? "X-PAYMENT-RESPONSE" : "PAYMENT-RESPONSE";
        JsonNode receipt = paid.decoded(header);
        assertThat(receipt.path("transaction").stringValue()).isEqualTo("0xfeed");
        assertThat(receipt.path("payer").stringValue()).isEqualTo(wallet.owner());
        assertThat(paid.header("Coffer-Charge")).isEqualTo("1000 uUSDC");

        JsonNode settled = sent("/settle");
        assertThat(settled.path("x402Version").asInt()).isEqualTo(spokenByFacilitator);
        assertThat(settled.at("/paymentPayload/payload/signature"))
                .isEqualTo(Json.MAPPER.valueToTree(payload.get("signature")));
        assertThat(settled.at("/paymentRequirements/payTo").stringValue()).isEqualTo(PAY_TO);
        String amount = spokenByFacilitator == 1 ? "maxAmountRequired" : "amount";
        assertThat(settled.path("paymentRequirements").path(amount).stringValue())
                .isEqualTo("1000");

        assertThat(set(payment).code()).isEqualTo("payment_used");
        assertThat(settles.get()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aReceiptStandsInTheHeaderOfItsVersion(int spoken) {
        String[] payment = spoken == 1 ? v1(signed(1_000)) : v2(signed(1_000));
        Answered paid = set(payment[0], payment[1], "Prefer", "receipt").expect(200);
        String jws =
                paid.decoded(spoken == 1 ? "X-PAYMENT-RESPONSE" : "PAYMENT-RESPONSE")
                        .at("/extensions/offer-receipt/info/receipt/signature")
                        .asString();
        assertThat(Jws.of(jws).isBy(Jws.keys(service))).isTrue();
        assertThat(Jws.of(jws).payload().path("network").asString()).isEqualTo(NETWORK.caip2());
        JsonNode says = Jws.of(paid.header("Coffer-Receipt")).payload();
        assertThat(says.at("/charge/asset").asString()).isEqualTo("USDC");
        assertThat(says.at("/charge/network").asString()).isEqualTo(NETWORK.caip2());
    }

    @Test
    void aDepositIsTheBalanceOfTheAddress() {
        Answered deposited =
                service.post(
                                "/api/account/deposit",
                                "{\"amount\": 500000, \"tokenType\": \"USDC\"}",
                                v2(signed(500_000)))
                        .expect(200);
        assertThat(deposited.at("account").stringValue()).isEqualTo(wallet.owner());
        String bearer = "Bearer " + deposited.at("token").stringValue();
        assertThat(set("Authorization", bearer).expect(200).header("Coffer-Balance"))
                .isEqualTo("499000 uUSDC");
    }

    @ParameterizedTest
    @CsvSource({
        "999, 300, authorization_value_mismatch",
        "1001, 300, authorization_value_mismatch",
        "1000, 3, authorization_valid_before",
        "1000, 3600, authorization_valid_before",
    })
    void whatIsNoGoodIsA402Once(long value, long seconds, String what) {
        String[] payment = v2(wallet.authorizes(NETWORK, PAY_TO, value, Instant.now(), seconds));
        Answered invited = set(payment).expect(402);
        String code = "invalid_exact_evm_payload_" + what;
        assertThat(invited.decoded("PAYMENT-REQUIRED").path("error").stringValue()).isEqualTo(code);
        assertThat(invited.decoded("PAYMENT-RESPONSE").path("errorReason").stringValue())
                .isEqualTo(code);
        Answered again = set(payment).expect(400);
        assertThat(again.code()).isEqualTo(code);
        assertThat(settles.get()).isZero();
    }

    @Test
    void aSignatureForAnotherTokenIsNone() {
        Map<String, Object> payload =
                wallet.authorizes(EvmNetwork.BASE, PAY_TO, 1_000, Instant.now(), 300);
        assertThat(set(v2(payload)).expect(402).code())
                .isEqualTo("invalid_exact_evm_payload_signature");
    }

    @Test
    void whatTheFacilitatorRefusesForCertainMovesNothing() {
        settles(
                """
                {"success": false, "errorReason": "insufficient_funds", "transaction": "",
                 "network": "eip155:84532"}\
                """);
        assertThat(set(v2(signed(1_000))).expect(402).code()).isEqualTo("insufficient_funds");
        settles(SETTLED);
        set(v2(signed(1_000))).expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"success\": false, \"errorReason\": \"settlement_pending\", \"transaction\": \"0xfeed\", \"network\": \"\"}",
                "{\"success\": false, \"errorReason\": \"invalid_exact_evm_nonce_already_used\", \"transaction\": \"\", \"network\": \"\"}",
                "{\"success\": false, \"errorReason\": \"unexpected_settle_error\", \"transaction\": \"\", \"network\": \"\"}",
                "{\"error\": \"Bad gateway\"}",
                "<html>502</html>"
            })
    void whatIsNotKnownIsNeverA402(String answer) {
        settles(answer);
        String[] payment = X402.keyed("unknown", v2(signed(1_000)));
        Answered open = set(payment).expect(503);
        assertThat(open.code()).isEqualTo("settlement_pending");
        assertThat(open.header("PAYMENT-REQUIRED")).isEmpty();
        settles(SETTLED);
        set(payment).expect(200);
    }

    @Test
    void afterAnAttemptWithoutAnAnswerARefusalSaysNothing() {
        settles("{}");
        String[] payment = X402.keyed("open", v2(signed(1_000)));
        set(payment).expect(503);
        settles(
                """
                {"success": false, "errorReason": "insufficient_funds", "transaction": "", "network": ""}\
                """);
        set(payment).expect(503);
        settles(SETTLED);
        set(payment).expect(200);
    }
}
