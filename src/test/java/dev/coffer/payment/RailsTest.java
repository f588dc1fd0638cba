package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.harness.X402;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.stacks.StacksVerifier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Map;

/** Two networks side by side: one offer of both, and each payment goes to its own chain. */
class RailsTest {

    private static final String NETWORK = Dollars.NETWORK;
    private static final String V1_NETWORK = Dollars.V1_NETWORK;
    private static final String TOKEN = Dollars.TOKEN;

    @TempDir private Path data = Path.of("");
    private final HostileChain dollars = new HostileChain();
    private Till till;

    @BeforeEach
    void open() {
        till =
                new Till(
                        data,
                        chain ->
                                Rails.of(
                                        Dollars.rail(dollars),
                                        StacksVerifier.rail(Devnet.TOKENS, X402.PAY_TO, chain)));
    }

    @AfterEach
    void close() {
        till.close();
    }

    private static Map<String, Object> payload(String nonce, long value) {
        return Map.of("from", "0xpayer", "nonce", nonce, "value", value);
    }

    private static String[] v2(String network, Map<String, Object> payload) {
        Map<String, Object> accepted =
                Map.of("scheme", "exact", "network", network, "asset", TOKEN, "payTo", "0xpayee");
        return new String[] {
            "PAYMENT-SIGNATURE",
            X402.base64(Map.of("x402Version", 2, "accepted", accepted, "payload", payload))
        };
    }

    private static String[] v1(String network, Map<String, Object> payload) {
        return new String[] {
            "X-PAYMENT",
            X402.base64(
                    Map.of(
                            "x402Version",
                            1,
                            "scheme",
                            "exact",
                            "network",
                            network,
                            "payload",
                            payload))
        };
    }

    @Test
    void oneOfferHasBothInTheirOrder() {
        Answer offered = till.serve("none", "");
        assertThat(offered.status()).isEqualTo(402);
        JsonNode accepts = Till.header(offered, "PAYMENT-REQUIRED").path("accepts");
        assertThat(accepts.valueStream().map(a -> a.path("network").stringValue()))
                .containsExactly(NETWORK, X402.NETWORK, X402.NETWORK, X402.NETWORK);
        JsonNode dollar = accepts.path(0);
        assertThat(dollar.path("asset").stringValue()).isEqualTo(TOKEN);
        assertThat(dollar.path("amount").stringValue()).isEqualTo("1000");
        assertThat(dollar.path("extra").path("name").stringValue()).isEqualTo("USDC");
        assertThat(accepts.path(1).has("extra")).isFalse();

        JsonNode body = Json.MAPPER.readTree(offered.body());
        assertThat(body.path("accepts").size()).isEqualTo(1);
        JsonNode listed = body.path("accepts").path(0);
        assertThat(listed.path("network").stringValue()).isEqualTo(V1_NETWORK);
        assertThat(listed.path("maxAmountRequired").stringValue()).isEqualTo("1000");
        assertThat(listed.path("resource").stringValue()).startsWith("http://");
        assertThat(listed.path("extra").path("version").stringValue()).isEqualTo("2");
        assertThat(body.path("tokenType").stringValue()).isEqualTo("STX");
        assertThat(body.path("network").stringValue()).isEqualTo("testnet");
    }

    @Test
    void eachPaymentGoesToItsOwnChain() {
        Answer paid = till.serve(v2(NETWORK, payload("0xa", 1_000)));
        assertThat(paid.status()).isEqualTo(200);
        assertThat(paid.headers()).containsEntry("Coffer-Charge", "1000 uUSDC");
        assertThat(Till.header(paid, "PAYMENT-RESPONSE").path("network").stringValue())
                .isEqualTo(NETWORK);
        assertThat(dollars.moved).containsExactly("tx0xa");
        assertThat(till.chain.moved).isEmpty();

        assertThat(till.serve(Till.v2(till.pays(0))).status()).isEqualTo(200);
        assertThat(till.chain.moved).hasSize(1);
        assertThat(dollars.settles.get()).isEqualTo(1);
    }

    @Test
    void theFirstProtocolNamesTheNetworkByItsOldName() {
        Answer paid = till.serve(X402.keyed("0xb", v1(V1_NETWORK, payload("0xb", 1_000))));
        assertThat(paid.status()).isEqualTo(200);
        JsonNode receipt = Till.header(paid, "X-PAYMENT-RESPONSE");
        assertThat(receipt.path("success").asBoolean()).isTrue();
        assertThat(receipt.path("transaction").stringValue()).isEqualTo("tx0xb");
        // The same payment in the other protocol is the same payment.
        String[] again = X402.keyed("0xb", v2(NETWORK, payload("0xb", 1_000)));
        assertThat(till.serve(again).body()).isEqualTo(paid.body());
        assertThat(dollars.settles.get()).isEqualTo(1);
        assertThat(till.serve("X-PAYMENT", till.pays(0)).headers())
                .containsKey("X-PAYMENT-RESPONSE");
    }

    @Test
    void whatIsOfNoNetworkHereIsRefused() {
        refused("invalid_network", v2("eip155:1", payload("0xc", 1_000)));
        refused("invalid_network", v2(V1_NETWORK, payload("0xc", 1_000)));
        refused("invalid_x402_version", v1(NETWORK, payload("0xc", 1_000)));
        Answer invited = till.serve(v2(NETWORK, payload("0xc", 999)));
        assertThat(invited.status()).isEqualTo(402);
        assertThat(Till.header(invited, "PAYMENT-REQUIRED").path("error").stringValue())
                .isEqualTo("amount_insufficient");
        // Once: who signs again at that would do so without end.
        refused("amount_insufficient", v2(NETWORK, payload("0xc", 999)));
        refused("invalid_payload", v2(X402.NETWORK, payload("0xc", 1_000)));
        assertThat(dollars.settles.get()).isZero();
    }

    private void refused(String code, String[] payment) {
        Problem problem = catchThrowableOfType(Problem.class, () -> till.serve(payment));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo(code);
    }
}
