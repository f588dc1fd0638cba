package dev.coffer.payment.facilitate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Prices;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.StacksTransaction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Payments to others on the devnet, settled for them. */
class FacilitatorTest {

    /** Somebody who is paid, and has nothing to do with this service. */
    static final String SHOP = "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM";

    private static final String SET = "{\"key\": \"k\", \"value\": 1}";

    private final Service service = Service.ticking();
    private final Payer payer = Payer.funded(service);

    @AfterEach
    void close() {
        service.close();
    }

    private static Map<String, Object> requirements(Asset asset, long amount, String payTo) {
        Map<String, Object> requirements = new LinkedHashMap<>(X402.accepted(asset, amount));
        requirements.put("payTo", payTo);
        return requirements;
    }

    private static byte[] asked(Map<String, Object> requirements, String hex) {
        return Json.write(
                Map.of(
                        "x402Version",
                        2,
                        "paymentPayload",
                        Map.of(
                                "x402Version",
                                2,
                                "accepted",
                                requirements,
                                "payload",
                                Map.of("transaction", hex)),
                        "paymentRequirements",
                        requirements));
    }

    private Answered asked(String path, Map<String, Object> requirements, String hex) {
        return service.send("POST", path, asked(requirements, hex), JSON).expect(200);
    }

    private static final String[] JSON = {"Content-Type", "application/json"};

    private String signed(Asset asset, long amount, String payTo, long nonce) {
        return Payer.signed(payer.wallet(), X402.assetName(asset), amount, payTo, nonce);
    }

    private static String txid(String hex) {
        try {
            return StacksTransaction.parse(HexFormat.of().parseHex(hex)).txid();
        } catch (MalformedBytes e) {
            throw new IllegalArgumentException(e);
        }
    }

    private long rows() {
        return Long.parseLong(service.query("select count(*) from payment").getFirst().getFirst());
    }

    private long held(String address, Asset asset) {
        JsonNode account = Payer.onChain(service, address);
        return asset == Asset.STX
                ? Long.decode(account.path("balance").stringValue())
                : account.path("devnet_tokens").path(asset.symbol()).asLong();
    }

    private long balance() {
        return service
                .query(
                        "select stx + sbtc + usdcx from owner where owner = '%s'"
                                .formatted(payer.address()))
                .stream()
                .mapToLong(row -> Long.parseLong(row.getFirst()))
                .sum();
    }

    private static void settled(Answered answered, Payer payer, String hex) {
        JsonNode said = answered.json();
        assertThat(said.path("success").asBoolean()).as(said.toString()).isTrue();
        assertThat(said.path("transaction").asString()).isEqualTo(txid(hex));
        assertThat(said.path("network").asString()).isEqualTo(X402.NETWORK);
        assertThat(said.path("payer").asString()).isEqualTo(payer.address());
    }

    @ParameterizedTest
    @CsvSource({"STX, 12345", "SBTC, 150", "USDCX, 5000"})
    void anybodyIsPaidAnyPriceAndNobodyHasABalanceByIt(Asset asset, long price) {
        String hex = signed(asset, price, SHOP, 0);
        Map<String, Object> requirements = requirements(asset, price, SHOP);
        JsonNode verified = asked("/verify", requirements, hex).json();
        assertThat(verified.path("isValid").asBoolean()).as(verified.toString()).isTrue();
        assertThat(verified.path("payer").asString()).isEqualTo(payer.address());
        assertThat(rows()).isZero();
        assertThat(held(SHOP, asset)).isZero();

        settled(asked("/settle", requirements, hex), payer, hex);
        settled(asked("/settle", requirements, hex), payer, hex);
        assertThat(held(SHOP, asset)).isEqualTo(price);
        assertThat(rows()).isOne();
        assertThat(balance()).isZero();
        assertThat(asked("/verify", requirements, hex).at("invalidReason").asString())
                .isEqualTo("payment_used");
        // Here it is no payment, whatever it is said to be.
        service.post("/api/kv/set", SET, X402.v1(asset, hex)).expect(400, "recipient_mismatch");
        assertThat(balance()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "STX, 999, amount_insufficient",
        "STX, 100001, amount_excessive",
        "SBTC, 1000, unrecognized_asset",
    })
    void whatIsNotWhatWasAskedForIsSaidSo(Asset asset, long amount, String reason) {
        String hex = signed(asset, amount, SHOP, 0);
        refused(requirements(Asset.STX, 1000, SHOP), hex, reason);
    }

    private void refused(Map<String, Object> requirements, String hex, String reason) {
        JsonNode verified = asked("/verify", requirements, hex).json();
        assertThat(verified.path("isValid").asBoolean(true)).isFalse();
        assertThat(verified.path("invalidReason").asString()).isEqualTo(reason);
        JsonNode said = asked("/settle", requirements, hex).json();
        assertThat(said.path("success").asBoolean(true)).isFalse();
        assertThat(said.path("errorReason").asString()).isEqualTo(reason);
        assertThat(said.path("transaction").stringValue()).isEmpty();
        assertThat(said.path("network").stringValue()).isEqualTo(requirements.get("network"));
        assertThat(rows()).isZero();
    }

    @Test
    void whatTheChainWouldRefuseLeavesNoTrace() {
        refused(
                requirements(Asset.STX, 1000, SHOP),
                signed(Asset.STX, 1000, SHOP, 3),
                "conflicting_nonce");
        Payer poor = Payer.poor(service);
        String hex = Payer.signed(poor.wallet(), "STX", 1000, SHOP, 0);
        refused(requirements(Asset.STX, 1000, SHOP), hex, "insufficient_funds");
        refused(
                requirements(Asset.STX, 1000, X402.PAY_TO),
                signed(Asset.STX, 1000, SHOP, 0),
                "recipient_mismatch");
        Map<String, Object> elsewhere = requirements(Asset.STX, 1000, SHOP);
        elsewhere.put("network", "stacks:1");
        refused(elsewhere, signed(Asset.STX, 1000, SHOP, 0), "invalid_network");
        Map<String, Object> other = requirements(Asset.STX, 1000, SHOP);
        other.put("scheme", "upto");
        refused(other, signed(Asset.STX, 1000, SHOP, 0), "unsupported_scheme");
        Map<String, Object> unknown = requirements(Asset.STX, 1000, SHOP);
        unknown.put("asset", SHOP + ".sbtc-token");
        refused(unknown, signed(Asset.STX, 1000, SHOP, 0), "unrecognized_asset");
        refused(requirements(Asset.STX, 1000, SHOP), "00", "invalid_payload");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"x402Version\": 2, \"paymentPayload\": {}, \"paymentRequirements\": {}}",
                "{\"x402Version\": 3, \"paymentPayload\": {}, \"paymentRequirements\": {}}",
                "{\"x402Version\": 2, \"paymentPayload\": 7, \"paymentRequirements\": {}}",
                "{\"x402Version\": 2, \"paymentPayload\": {\"a\": 1, \"a\": 2}, \"paymentRequirements\": {}}",
            })
    void whatCantBeReadIsAProblem(String body) {
        for (String path : List.of("/verify", "/settle")) {
            Answered answered = service.post(path, body).expect(400);
            assertThat(answered.header("Content-Type")).isEqualTo("application/problem+json");
        }
        Map<String, Object> negative = requirements(Asset.STX, 1000, SHOP);
        negative.put("amount", "-1");
        malformed(negative, "invalid_input");
        malformed(requirements(Asset.STX, 0, SHOP), "invalid_payment_requirements");
        malformed(
                requirements(Asset.STX, 1, "SP000000000000000000002Q6VF78"),
                "invalid_payment_requirements");
    }

    private void malformed(Map<String, Object> requirements, String code) {
        byte[] body = asked(requirements, signed(Asset.STX, 1000, SHOP, 0));
        service.send("POST", "/settle", body, JSON).expect(400, code);
    }

    @Test
    void whatPaysUsIsItsPayersBalanceOnceAndBuysNoCall() {
        String hex = payer.pays(Asset.STX, 5000, 0);
        Map<String, Object> requirements = requirements(Asset.STX, 5000, X402.PAY_TO);
        settled(asked("/settle", requirements, hex), payer, hex);
        settled(asked("/settle", requirements, hex), payer, hex);
        assertThat(balance()).isEqualTo(5000);
        service.post("/api/kv/set", SET, X402.v1(Asset.STX, hex)).expect(409, "credited");
        service.post("/api/kv/set", SET, X402.v1(Asset.STX, hex)).expect(409, "payment_used");
        assertThat(balance()).isEqualTo(5000);
        payer.deposit(Asset.STX, 1);
        payer.addsUp();
    }

    @Test
    void whatPaidACallHereIsNotCreditedAgain() {
        String hex = payer.pays(Asset.STX, 5000, 0);
        String[] payment = X402.keyed("call", X402.v1(Asset.STX, hex));
        service.post("/api/kv/set", SET, payment).expect(200);
        settled(asked("/settle", requirements(Asset.STX, 5000, X402.PAY_TO), hex), payer, hex);
        assertThat(balance()).isEqualTo(4000);
        assertThat(
                        service.post("/api/kv/set", SET, payment)
                                .expect(200)
                                .header("Idempotent-Replay"))
                .isEqualTo("true");
    }

    /** Whoever brings it may have read it there. */
    @Test
    void whatTheChainKnewBeforeIsNobodysToBring() {
        String hex = signed(Asset.STX, 1000, SHOP, 0);
        service.post("/devnet/v2/transactions", "{\"tx\": \"" + hex + "\"}").expect(200);
        refused(requirements(Asset.STX, 1000, SHOP), hex, "payment_used");
    }

    @Test
    void ofTwoPaymentsWithOneNonceOneIsSettled() {
        String one = signed(Asset.STX, 1000, SHOP, 0);
        settled(asked("/settle", requirements(Asset.STX, 1000, SHOP), one), payer, one);
        JsonNode other =
                asked(
                                "/settle",
                                requirements(Asset.STX, 1000, SHOP),
                                signed(Asset.STX, 1000, SHOP, 0))
                        .json();
        assertThat(other.path("errorReason").asString()).isEqualTo("conflicting_nonce");
        String here = payer.pays(Asset.STX, 1000, 0);
        service.post("/api/kv/set", SET, X402.v1(Asset.STX, here)).expect(409, "conflicting_nonce");
    }

    @Test
    void askedAtOnceItIsSettledOnce() throws Exception {
        String hex = signed(Asset.STX, 1000, SHOP, 0);
        Callable<Answered> settle =
                () -> asked("/settle", requirements(Asset.STX, 1000, SHOP), hex);
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answered>> eight = Collections.nCopies(8, settle);
            for (Future<Answered> each : all.invokeAll(eight)) {
                settled(each.get(), payer, hex);
            }
        }
        assertThat(held(SHOP, Asset.STX)).isEqualTo(1000);
    }

    @Test
    void twoNodesSettleItOnce() throws Exception {
        List<Service> nodes = Service.nodes(2, Config.Money.DEVNET);
        try (Service one = nodes.get(0);
                Service other = nodes.get(1);
                ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            Payer shopping = Payer.funded(one);
            for (String payTo : List.of(SHOP, X402.PAY_TO)) {
                long nonce = payTo.equals(SHOP) ? 0 : 1;
                String hex = Payer.signed(shopping.wallet(), "STX", 1000, payTo, nonce);
                byte[] body = asked(requirements(Asset.STX, 1000, payTo), hex);
                List<Callable<Answered>> four =
                        Stream.of(one, other, one, other)
                                .<Callable<Answered>>map(
                                        at -> () -> at.send("POST", "/settle", body, JSON))
                                .toList();
                for (Future<Answered> each : all.invokeAll(four)) {
                    settled(each.get().expect(200), shopping, hex);
                }
            }
            assertThat(Long.decode(Payer.onChain(one, SHOP).path("balance").asString()))
                    .isEqualTo(1000);
            assertThat(
                            one.query(
                                    "select stx from owner where owner = '"
                                            + shopping.address()
                                            + "'"))
                    .containsExactly(List.of("1000"));
            assertThat(shopping.nonce()).isEqualTo(2);
        }
    }

    @Test
    void anAddressMayAskSoOften() {
        try (Service still = Service.devnet()) {
            still.restartWith("facilitatedCallsPerSecond=1", "facilitatedCallsBurst=2");
            byte[] body = asked(requirements(Asset.STX, 1000, SHOP), signed(Asset.STX, 1, SHOP, 0));
            still.send("POST", "/verify", body, JSON).expect(200);
            still.send("POST", "/settle", body, JSON).expect(200);
            for (String path : List.of("/verify", "/settle")) {
                Answered refused = still.send("POST", path, body, JSON).expect(429);
                assertThat(refused.header("Retry-After")).isEqualTo("1");
            }
            still.get("/supported").expect(200);
        }
    }

    @Test
    void whatIsSupportedIsTheRails() {
        assertThat(service.get("/supported").expect(200).json())
                .isEqualTo(
                        Json.MAPPER.readTree(
                                """
                                {"kinds": [{"x402Version": 2, "scheme": "exact", "network": "stacks:2147483648"}],
                                 "extensions": [], "signers": {"stacks:*": []}}\
                                """));
    }

    private Answered older(String path, Object... members) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("network", "testnet");
        body.put("expected_recipient", SHOP);
        body.put("min_amount", 1000);
        for (int i = 0; i < members.length; i += 2) {
            body.put(members[i].toString(), members[i + 1]);
        }
        return service.send("POST", path, Json.write(body), JSON);
    }

    @Test
    void theOlderApiSettlesAndLooksUp() {
        String hex = signed(Asset.USDCX, 1000, SHOP, 0);
        JsonNode wrong = older("/api/v1/settle", "signed_transaction", hex).expect(200).json();
        assertThat(wrong.path("success").asBoolean(true)).isFalse();
        assertThat(wrong.path("status").asString()).isEqualTo("failed");
        assertThat(wrong.path("errors").path(0).asString()).startsWith("unrecognized_asset");
        assertThat(wrong.path("validation_errors")).isEqualTo(wrong.path("errors"));

        String[] token = {"token_type", "USDCX"};
        Object[] settling = {
            "signed_transaction", hex, token[0], token[1], "resource", "/x", "method", "GET"
        };
        JsonNode settled = older("/api/v1/settle", settling).expect(200).json();
        assertThat(settled.path("success").asBoolean()).as(settled.toString()).isTrue();
        assertThat(settled.path("status").asString()).isEqualTo("confirmed");
        assertThat(settled.path("tx_id").asString()).isEqualTo(txid(hex));
        assertThat(settled.path("sender_address").asString()).isEqualTo(payer.address());
        assertThat(settled.path("recipient_address").asString()).isEqualTo(SHOP);
        assertThat(settled.path("amount").asLong()).isEqualTo(1000);
        assertThat(settled.path("block_height").asLong()).isPositive();
        assertThat(older("/api/v1/settle", settling).expect(200).json()).isEqualTo(settled);

        JsonNode found =
                older(
                                "/api/v1/verify",
                                "tx_id",
                                "0x" + txid(hex),
                                token[0],
                                token[1],
                                "expected_sender",
                                payer.address())
                        .expect(200)
                        .json();
        assertThat(found.path("valid").asBoolean()).as(found.toString()).isTrue();
        assertThat(found.path("status").asString()).isEqualTo("confirmed");
        assertThat(found.path("nonce").asLong()).isZero();
        assertThat(
                        older(
                                        "/api/v1/verify",
                                        "tx_id",
                                        txid(hex),
                                        token[0],
                                        token[1],
                                        "expected_sender",
                                        SHOP)
                                .at("errors")
                                .path(0)
                                .asString())
                .startsWith("sender_mismatch");
        assertThat(
                        older(
                                        "/api/v1/verify",
                                        "tx_id",
                                        txid(hex),
                                        token[0],
                                        token[1],
                                        "expected_memo",
                                        "other")
                                .at("errors")
                                .path(0)
                                .asString())
                .startsWith("invalid_memo");
        assertThat(older("/api/v1/verify", "tx_id", "0".repeat(64)).at("errors").path(0).asString())
                .startsWith("not_found");
        assertThat(held(SHOP, Asset.USDCX)).isEqualTo(1000);
        assertThat(balance()).isZero();
        older("/api/v1/settle", "signed_transaction", hex, "min_amount", 0)
                .expect(400, "invalid_input");
    }

    @Test
    void onlyWhoSaysSoFacilitates(@TempDir Path data) throws Exception {
        Config usual =
                new Config(
                        data,
                        Optional.empty(),
                        Config.Money.DEVNET,
                        Devnet.TREASURY,
                        Prices.defaults(),
                        Options.listen("127.0.0.1", 0),
                        AccessLog.off(),
                        InstantSource.system(),
                        new SecureRandom());
        try (Coffer coffer = Coffer.start(usual.selling((_, _) -> List.of()));
                HttpClient client = HttpClient.newHttpClient()) {
            for (String path :
                    List.of(
                            "/verify",
                            "/settle",
                            "/supported",
                            "/api/v1/verify",
                            "/api/v1/settle")) {
                HttpRequest request =
                        HttpRequest.newBuilder(URI.create(coffer.url() + path)).build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                        .isEqualTo(404);
            }
        }
    }
}
