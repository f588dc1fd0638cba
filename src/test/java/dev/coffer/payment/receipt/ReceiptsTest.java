package dev.coffer.payment.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Caller;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.Jws;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.payment.BearerToken;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Signed receipts: what they say, that they are the same again, and that no other is taken. */
class ReceiptsTest {

    private static final String SET = "/api/kv/set";
    private static final String ONE = "{\"key\":\"k\",\"value\":1}";
    private static final String[] PREFER = {"Prefer", "receipt"};

    private Service service = Service.devnet();

    @AfterEach
    void close() {
        service.close();
    }

    private static String[] preferred(String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(PREFER, 0, all, 0, 2);
        System.arraycopy(headers, 0, all, 2, headers.length);
        return all;
    }

    private JsonNode receipt(Answered answered) {
        assertThat(answered.header("Preference-Applied")).isEqualTo("receipt");
        Jws receipt = Jws.of(answered.header("Coffer-Receipt"));
        assertThat(receipt.isBy(Jws.keys(service))).isTrue();
        assertThat(receipt.head().path("alg").asString()).isEqualTo("EdDSA");
        return receipt.payload();
    }

    private static JsonNode signedByX402(Answered answered) {
        return answered.decoded("PAYMENT-RESPONSE").at("/extensions/offer-receipt/info/receipt");
    }

    private static void hasNone(Answered answered) {
        assertThat(answered.headers().map())
                .doesNotContainKeys("coffer-receipt", "preference-applied");
    }

    @Test
    void itSaysWhoPaidHowMuchForWhatAndWhen() {
        Service.Client ada = service.payer("ada");
        String target = SET + "?tokenType=sBTC";
        Answered set = ada.post(target, ONE, PREFER).expect(200);
        JsonNode says = receipt(set);
        assertThat(says.path("iss").asString()).isEqualTo(service.url());
        assertThat(says.path("iat").asLong()).isEqualTo(service.clock().millis() / 1000);
        assertThat(says.path("payer").asString()).isEqualTo(ada.address());
        assertThat(says.path("account").asString()).isEqualTo(ada.address());
        assertThat(says.path("endpoint").asString()).isEqualTo("POST /api/kv/set");
        assertThat(says.path("requestSha256").asString())
                .isEqualTo(Jws.digest("POST", target, ONE.getBytes(StandardCharsets.UTF_8)));
        assertThat(says.at("/charge/amount").asString()).isEqualTo("100");
        assertThat(says.at("/charge/asset").asString()).isEqualTo("sBTC");
        assertThat(says.at("/charge/network").asString()).isEqualTo(X402.NETWORK);
        Answered next = ada.get("/api/kv/get?key=k", PREFER).expect(200);
        assertThat(receipt(next).path("number").asLong())
                .isGreaterThan(says.path("number").asLong());
        assertThat(receipt(next).path("requestSha256").asString())
                .isEqualTo(Jws.digest("GET", "/api/kv/get?key=k", new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "receipt",
                "Receipt",
                "respond-async, receipt; a=b",
                "wait=10,receipt",
                "return=minimal, receipt"
            })
    void itIsPreferredAmongOtherThings(String preferences) {
        receipt(service.payer("ada").post(SET, ONE, "Prefer", preferences).expect(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "receipts", "return=receipt", "no-receipt"})
    void whoDoesNotAskGetsNone(String preferences) {
        Caller ada = service.payer("ada");
        hasNone(
                preferences.isEmpty()
                        ? ada.post(SET, ONE).expect(200)
                        : ada.post(SET, ONE, "Prefer", preferences).expect(200));
    }

    @Test
    void whatIsFreeOrRefusedHasNone() {
        Caller ada = service.payer("ada");
        hasNone(ada.get("/api/account", PREFER).expect(200));
        hasNone(ada.get("/api/prices", PREFER).expect(200));
        hasNone(ada.post(SET, "{}", PREFER).expect(400));
        hasNone(ada.get("/api/kv/get?key=missing", PREFER).expect(404));
        hasNone(service.post(SET, ONE, PREFER).expect(402));
        try (Service off = Service.with(Config.Money.OFF)) {
            hasNone(off.payer("ada").post(SET, ONE, PREFER).expect(200));
            off.get("/.well-known/jwks.json").expect(404);
        }
    }

    @Test
    void aForgedOneIsNotTaken() {
        Answered set = service.payer("ada").post(SET, ONE, PREFER).expect(200);
        String[] parts = set.header("Coffer-Receipt").split("\\.");
        JsonNode keys = Jws.keys(service);
        for (int part = 0; part < 3; part++) {
            // Not the last: some of its bits stand for nothing.
            for (int at : new int[] {parts[part].length() / 2, parts[part].length() - 2}) {
                char c = parts[part].charAt(at);
                String[] forged = parts.clone();
                forged[part] =
                        parts[part].substring(0, at)
                                + (c == 'A' ? 'B' : 'A')
                                + parts[part].substring(at + 1);
                assertThat(taken(String.join(".", forged), keys)).isFalse();
            }
        }
        try (Service other = Service.devnet()) {
            assertThat(Jws.of(String.join(".", parts)).isBy(Jws.keys(other))).isFalse();
        }
    }

    private static boolean taken(String compact, JsonNode keys) {
        try {
            return Jws.of(compact).isBy(keys);
        } catch (tools.jackson.core.JacksonException noJson) {
            return false;
        }
    }

    @Test
    void aRepetitionGetsTheReceiptOfTheOneCharge() {
        service.restartAt("https://coffer.test"); // Who says so stays the same.
        Service.Client ada = service.payer("ada");
        String[] named = {"Idempotency-Key", "once"};
        Answered first = ada.post(SET, ONE, named).expect(200);
        hasNone(first);
        long left = ada.read("/api/account").at("/balances/STX").asLong();
        String receipt = "";
        for (int i = 0; i < 3; i++) {
            service.clock().advance(Duration.ofMinutes(1));
            Answered again = ada.post(SET, ONE, preferred(named)).expect(200);
            assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("Coffer-Balance")).isEqualTo(first.header("Coffer-Balance"));
            assertThat(receipt(again).path("iss").asString()).isEqualTo("https://coffer.test");
            String signed = again.header("Coffer-Receipt");
            assertThat(receipt.isEmpty() ? signed : receipt).isEqualTo(signed);
            receipt = signed;
            hasNone(ada.post(SET, ONE, named).expect(200));
            service.restart();
            ada = service.same(ada);
        }
        assertThat(ada.read("/api/account").at("/balances/STX").asLong()).isEqualTo(left);
        // And the first answer has the same, where it was asked for then.
        Answered other = ada.post(SET, ONE, preferred("Idempotency-Key", "two")).expect(200);
        Answered repeated = ada.post(SET, ONE, preferred("Idempotency-Key", "two")).expect(200);
        assertThat(repeated.header("Coffer-Receipt"))
                .isEqualTo(other.header("Coffer-Receipt"))
                .isNotEqualTo(receipt);
    }

    @Test
    void soDoesOneThatReadsAgainAndOneThatIsShownNoMore() {
        Service.Client ada = service.payer("ada");
        String value = "\"" + "x".repeat(40_000) + "\"";
        ada.post(SET, "{\"key\":\"long\",\"value\":%s}".formatted(value)).expect(200);
        String[] named = preferred("Idempotency-Key", "long one");
        Answered read = ada.get("/api/kv/get?key=long", named).expect(200);
        Answered again = ada.get("/api/kv/get?key=long", named).expect(200);
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(again.header("Coffer-Receipt")).isEqualTo(read.header("Coffer-Receipt"));
        receipt(again);

        String paste = "{\"content\":\"once\",\"burn\":true}";
        String code = ada.post("/api/paste/create", paste).expect(200).at("code").asString();
        String[] once = preferred("Idempotency-Key", "burnt");
        Answered shown = ada.get("/api/paste/get?code=" + code, once).expect(200);
        Answered gone = ada.get("/api/paste/get?code=" + code, once);
        assertThat(gone.at("charged").asBoolean(false)).as(gone.text()).isTrue();
        assertThat(gone.header("Coffer-Receipt")).isEqualTo(shown.header("Coffer-Receipt"));
    }

    @Test
    void aPaymentHasOneOfBothKinds() {
        Payer ada = Payer.funded(service);
        String target = "/api/kv/set?tokenType=STX";
        JsonNode offered = service.post(target, ONE).expect(402).decoded("PAYMENT-REQUIRED");
        String[] paying =
                X402.keyed("call", X402.v2(Asset.STX, 1500, ada.pays(Asset.STX, 1500, 0)));
        Answered paid = service.post(target, ONE, preferred(paying)).expect(200);
        assertThat(receipt(paid).path("payer").asString()).isEqualTo(ada.address());
        assertThat(receipt(paid).at("/charge/amount").asString()).isEqualTo("1000");
        JsonNode settled = paid.decoded("PAYMENT-RESPONSE");
        assertThat(settled.path("success").asBoolean()).isTrue();
        assertThat(signedByX402(paid).path("format").asString()).isEqualTo("jws");
        Jws x402 = Jws.of(signedByX402(paid).path("signature").asString());
        assertThat(x402.isBy(Jws.keys(service))).isTrue();
        assertThat(x402.head().propertyNames()).containsExactly("alg", "kid");
        assertThat(x402.payload().path("version").asInt()).isEqualTo(1);
        assertThat(x402.payload().path("network").asString()).isEqualTo(X402.NETWORK);
        assertThat(x402.payload().path("resourceUrl")).isEqualTo(offered.at("/resource/url"));
        assertThat(x402.payload().path("payer").asString()).isEqualTo(ada.address());
        assertThat(x402.payload().path("transaction")).isEqualTo(settled.path("transaction"));

        service.clock().advance(Duration.ofMinutes(5));
        Answered again = service.post(target, ONE, preferred(paying)).expect(200);
        assertThat(again.header("Coffer-Receipt")).isEqualTo(paid.header("Coffer-Receipt"));
        assertThat(again.header("PAYMENT-RESPONSE")).isEqualTo(paid.header("PAYMENT-RESPONSE"));
        Answered plain = service.post(target, ONE, paying).expect(200);
        hasNone(plain);
        assertThat(plain.decoded("PAYMENT-RESPONSE").has("extensions")).isFalse();

        // x402-stacks 1.x knows no extensions.
        Answered old =
                service.post(
                                target,
                                ONE,
                                preferred(X402.v1(Asset.STX, ada.pays(Asset.STX, 1000, 1))))
                        .expect(200);
        assertThat(old.decoded("X-PAYMENT-RESPONSE").has("extensions")).isFalse();
        assertThat(receipt(old).path("number").asLong())
                .isGreaterThan(receipt(paid).path("number").asLong());
    }

    @Test
    void aDepositHasTheReceiptOfItsPayment() {
        Payer ada = Payer.funded(service);
        String[] paying =
                X402.keyed("money", X402.v2(Asset.STX, 5000, ada.pays(Asset.STX, 5000, 0)));
        String body = "{\"amount\":5000}";
        Answered first = service.post("/api/account/deposit", body, preferred(paying)).expect(200);
        assertThat(first.headers().map()).doesNotContainKey("coffer-receipt");
        assertThat(first.header("Preference-Applied")).isEqualTo("receipt");
        service.clock().advance(Duration.ofMinutes(5));
        Answered again = service.post("/api/account/deposit", body, preferred(paying)).expect(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("PAYMENT-RESPONSE")).isEqualTo(first.header("PAYMENT-RESPONSE"));
        String jws = signedByX402(again).path("signature").asString();
        assertThat(Jws.of(jws).isBy(Jws.keys(service))).isTrue();
    }

    @Test
    void aBatchHasOneForAll() {
        Service.Client ada = service.payer("ada");
        String three =
                """
                {"operations":[{"path":"/api/kv/set","body":{"key":"a","value":1}},
                 {"path":"/api/kv/get","body":{"key":"a"}},
                 {"path":"/api/counter/increment","body":{"name":"n"}}]}\
                """;
        JsonNode says = receipt(ada.post("/api/batch", three, PREFER).expect(200));
        assertThat(says.path("endpoint").asString()).isEqualTo("POST /api/batch");
        assertThat(says.at("/charge/amount").asString()).isEqualTo("2500");
        JsonNode next = receipt(ada.post(SET, ONE, PREFER).expect(200));
        assertThat(next.path("number").asLong()).isGreaterThan(says.path("number").asLong());
    }

    @Test
    void soHasAWaitWhetherItBringsSomethingOrNot() {
        Service.Client ada = service.payer("ada");
        Call<Answered> waiting =
                Call.start(
                        () -> ada.post("/api/queue/pop", "{\"queue\":\"q\",\"wait\":30}", PREFER));
        Call.until("it waits", () -> service.waitingCalls() == 1);
        ada.post("/api/queue/push", "{\"queue\":\"q\",\"payload\":1}").expect(200);
        Answered popped = waiting.get().expect(200);
        assertThat(popped.at("jobId").asString("")).isNotEmpty();
        assertThat(receipt(popped).at("/charge/amount").asString()).isEqualTo("1000");
        Answered empty = ada.post("/api/queue/pop", "{\"queue\":\"q\"}", PREFER).expect(200);
        assertThat(receipt(empty).at("/charge/amount").asString()).isEqualTo("500");
    }

    @Test
    void whoSignsInAndWhoHasANarrowedTokenHaveTheOwners() {
        EvmWallet wallet = EvmWallet.random();
        service.execute(
                "insert into owner (owner, stx) values ('%s', 5000)".formatted(wallet.owner()));
        Answered signed =
                service.post(
                                SET,
                                ONE,
                                preferred(wallet.answers(service.post(SET, ONE).expect(402))))
                        .expect(200);
        assertThat(receipt(signed).path("payer").asString()).isEqualTo(wallet.owner());

        Payer ada = Payer.funded(service);
        ada.deposit(Asset.STX, 5000);
        BearerToken wide = BearerToken.of(ada.token()).orElseThrow();
        String narrow = wide.narrowed(List.of("calls 1 n")).text();
        Answered lent =
                service.post(SET, ONE, preferred("Authorization", "Bearer " + narrow)).expect(200);
        assertThat(receipt(lent).path("payer").asString()).isEqualTo(ada.address());
    }

    @Test
    void itsKeysStayAndMayBeCached() {
        Answered keys = service.get("/.well-known/jwks.json").expect(200);
        assertThat(keys.header("Cache-Control")).isEqualTo("public, max-age=3600");
        assertThat(keys.at("keys")).hasSize(1);
        JsonNode key = keys.at("keys").path(0);
        assertThat(key.path("kid").asString()).matches("did:key:(z6Mk\\w+)#\\1");
        assertThat(key.path("kty").asString() + " " + key.path("crv").asString())
                .isEqualTo("OKP Ed25519");
        assertThat(key.has("d")).isFalse();
        service.restart();
        assertThat(Jws.keys(service)).isEqualTo(keys.json());
    }

    @Test
    void pagesMayAskForItAndReadIt() {
        Answered asked =
                service.send(
                        "OPTIONS",
                        SET,
                        new byte[0],
                        "Origin",
                        "https://page.test",
                        "Access-Control-Request-Method",
                        "POST");
        assertThat(asked.header("Access-Control-Allow-Headers")).contains("Prefer");
        Answered set =
                service.payer("ada").post(SET, ONE, preferred("Origin", "https://page.test"));
        assertThat(set.header("Access-Control-Expose-Headers"))
                .contains("Coffer-Receipt", "Preference-Applied");
        assertThat(set.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void nodesOfAStoreHaveTheSameKeyAndGiveTheSameReceipt() {
        List<Service> nodes = Service.nodes(2, Config.Money.DEVNET);
        service.close();
        service = nodes.getFirst();
        try (Service other = nodes.getLast()) {
            Service.Client ada = service.payer("ada");
            String[] named = preferred("Idempotency-Key", "once");
            Answered here = ada.post(SET, ONE, named).expect(200);
            Answered there = other.same(ada).post(SET, ONE, named).expect(200);
            assertThat(there.header("Idempotent-Replay")).isEqualTo("true");
            Jws one = Jws.of(here.header("Coffer-Receipt"));
            Jws two = Jws.of(there.header("Coffer-Receipt"));
            assertThat(one.isBy(Jws.keys(other))).isTrue();
            assertThat(two.isBy(Jws.keys(service))).isTrue();
            // Each says by which URL it was reached; without a public one they differ.
            assertThat(two.payload().path("number")).isEqualTo(one.payload().path("number"));
            assertThat(Jws.keys(other)).isEqualTo(Jws.keys(service));
        }
    }
}
