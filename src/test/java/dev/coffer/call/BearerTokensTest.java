package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Calls by bearer token: who may, what it costs, and what is said to who may not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BearerTokensTest {

    private static final String SET = "/api/kv/set";
    private static final String BASE64URL =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    private Service server;
    private Payer payer;

    @BeforeAll
    void start() {
        server = Service.ticking();
        payer = paying(server, Asset.STX, 1_000_000);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** A new payer with a balance, and so a token. */
    private static Payer paying(Service service, Asset asset, long amount) {
        Payer payer = Payer.funded(service);
        payer.deposit(asset, amount);
        return payer;
    }

    private Answered set(String token) {
        return server.post(SET, BODY, "Authorization", "Bearer " + token);
    }

    private void unauthorized(String code, Answered got) {
        assertThat(got.status()).as(got.text()).isEqualTo(401);
        assertThat(got.code()).isEqualTo(code);
        assertThat(got.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(got.header("PAYMENT-REQUIRED")).isEmpty();
    }

    @Test
    void aCallIsDebited() {
        long before = payer.balance(Asset.STX);
        Answered got = set(payer.token());
        assertThat(got.status()).as(got.text()).isEqualTo(200);
        assertThat(got.header("Coffer-Charge")).isEqualTo("1000 uSTX");
        assertThat(got.header("Coffer-Balance")).isEqualTo((before - 1000) + " uSTX");
        assertThat(got.header("PAYMENT-RESPONSE")).isEmpty();
        assertThat(payer.balance(Asset.STX)).isEqualTo(before - 1000);
        assertThat(server.post(SET, BODY, "authorization", "bearer  " + payer.token()).status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotExactlyTheTokenIsNone() {
        String token = payer.token();
        long before = payer.balance(Asset.STX);
        unauthorized("invalid_token", set(token.substring(0, token.length() - 4)));
        unauthorized("invalid_token", set(token.substring(0, token.indexOf('.'))));
        unauthorized("invalid_token", set(token.substring(1)));
        unauthorized("invalid_token", set(token + "AAAA"));
        unauthorized("invalid_token", set(token + ".x"));
        unauthorized("invalid_token", set("cof_"));
        unauthorized("invalid_token", set("cof_."));
        unauthorized("invalid_token", set("x".repeat(6000)));
        unauthorized("invalid_token", server.post(SET, BODY, "Authorization", "Basic " + token));
        unauthorized("invalid_token", server.post(SET, BODY, "Authorization", token));
        for (int i = 5; i < token.length() - 1; i += 7) {
            int digit = BASE64URL.indexOf(token.charAt(i));
            if (digit >= 0) {
                // The highest bit of a digit is never one of those that padding leaves unused.
                char other = BASE64URL.charAt(digit ^ 32);
                String tampered = token.substring(0, i) + other + token.substring(i + 1);
                unauthorized("invalid_token", set(tampered));
            }
        }
        assertThat(payer.balance(Asset.STX)).isEqualTo(before);
    }

    @Test
    void nobodyMakesATokenOfAnothersOrOfALongerLife() {
        String token = payer.token();
        String lines = decode(token.substring(4, token.indexOf('.')));
        String signature = token.substring(token.indexOf('.'));
        Payer other = Payer.funded(server);
        unauthorized(
                "invalid_token",
                set("cof_" + encode(lines.replace(payer.address(), other.address())) + signature));
        unauthorized(
                "invalid_token",
                set(
                        "cof_"
                                + encode(lines.replaceFirst("until .*", "until 9999999999999"))
                                + signature));
        String head = lines.substring(0, lines.indexOf("\nuntil"));
        unauthorized("invalid_token", set("cof_" + encode(head) + signature));
        unauthorized("invalid_token", set("cof_" + encode(lines + "\nuntil 1") + signature));
    }

    private static String decode(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenOfAnotherStoreIsNoneHere() {
        try (Service other = Service.ticking()) {
            Payer foreign = paying(other, Asset.STX, 5000);
            assertThat(foreign.balance(Asset.STX)).isEqualTo(5000);
            unauthorized("invalid_token", set(foreign.token()));
        }
    }

    @Test
    void aTokenEnds() {
        try (Service own = Service.ticking()) {
            Payer there = paying(own, Asset.STX, 5000);
            own.clock().advance(Duration.ofDays(30).minusMinutes(1));
            assertThat(there.post(SET, BODY).status()).isEqualTo(200);
            own.clock().advance(Duration.ofMinutes(1));
            own.hearTime();
            unauthorized("invalid_token", there.post(SET, BODY));
            // The balance does not end with it.
            there.deposit(Asset.STX, 1);
            assertThat(there.balance(Asset.STX)).isEqualTo(4001);
        }
    }

    @Test
    void aBalanceThatIsTooSmallIsInvitedToPay() {
        Payer poor = paying(server, Asset.STX, 999);
        Answered got = poor.post(SET, BODY);
        assertThat(got.status()).isEqualTo(402);
        assertThat(got.code()).isEqualTo("insufficient_balance");
        assertThat(got.json().path("needed").path("STX").asLong()).isEqualTo(1000);
        assertThat(got.json().path("balances").path("STX").asLong()).isEqualTo(999);
        assertThat(got.header("Coffer-Charge")).isEmpty();
        JsonNode offer = got.decoded("PAYMENT-REQUIRED").path("accepts").path(0);
        assertThat(offer.path("amount").stringValue()).isEqualTo("1000");
        String[] payment = X402.v2(Asset.STX, 1000, poor.pays(Asset.STX, 1000, 1));
        Answered paid = poor.post(SET, BODY, payment);
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        assertThat(paid.header("Coffer-Balance")).isEqualTo("999 uSTX");
        assertThat(poor.balance(Asset.STX)).isEqualTo(999);
        // A read is no different.
        assertThat(poor.get("/api/kv/get?key=k").status()).isEqualTo(200);
        Answered read = poor.get("/api/kv/get?key=k");
        assertThat(read.status()).isEqualTo(402);
        assertThat(poor.balance(Asset.STX)).isEqualTo(499);
    }

    @Test
    void theAssetIsWhatTokenTypeNamesElseTheFirstThatCovers() {
        Payer rich = paying(server, Asset.SBTC, 1000);
        assertThat(rich.post(SET, BODY).header("Coffer-Charge")).isEqualTo("100 sats");
        String own = rich.token();
        rich.deposit(Asset.STX, 10_000);
        assertThat(rich.withToken(own).post(SET, BODY).header("Coffer-Charge"))
                .isEqualTo("1000 uSTX");
        assertThat(charge(rich, SET + "?tokenType=sBTC", BODY)).isEqualTo("100 sats");
        assertThat(charge(rich, SET + "?tokenType=sbtc", BODY)).isEqualTo("100 sats");
        assertThat(charge(rich, SET, "{\"key\": \"k\", \"value\": 1, \"tokenType\": \"sBTC\"}"))
                .isEqualTo("100 sats");
        Answered byHeader = rich.post(SET, BODY, "X-PAYMENT-TOKEN-TYPE", "sBTC");
        assertThat(byHeader.header("Coffer-Charge")).isEqualTo("100 sats");
        assertThat(byHeader.json().path("tokenType").stringValue()).isEqualTo("sBTC");
        Answered named = rich.post(SET + "?tokenType=USDCx", BODY);
        assertThat(named.status()).isEqualTo(402);
        assertThat(
                        named.decoded("PAYMENT-REQUIRED")
                                .path("accepts")
                                .path(0)
                                .path("asset")
                                .stringValue())
                .isEqualTo(X402.assetName(Asset.USDCX));
        assertThat(rich.balance(Asset.SBTC)).isEqualTo(500);
        assertThat(rich.balance(Asset.STX)).isEqualTo(9000);
    }

    private static String charge(Payer payer, String target, String body) {
        return payer.post(target, body).expect(200).header("Coffer-Charge");
    }

    @Test
    void anIdempotencyKeyNamesOneOperationOfOneOwner() {
        Payer rich = paying(server, Asset.STX, 10_000);
        Answered first = keyed(rich, "op-1", BODY);
        Answered again = keyed(rich, "op-1", BODY);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Idempotent-Replay")).isEmpty();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(again.header("Coffer-Charge")).isEqualTo(first.header("Coffer-Charge"));
        Answered other = keyed(rich, "op-1", "{\"key\": \"k\", \"value\": 2}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("idempotency_conflict");
        assertThat(keyed(rich, "op-2", BODY).json().path("revision").asLong())
                .isGreaterThan(first.json().path("revision").asLong());
        // Another owner's operation of the same name is another operation.
        Answered others = keyed(payer, "op-1", "{\"key\": \"k\", \"value\": 3}");
        assertThat(others.status()).isEqualTo(200);
        assertThat(others.header("Idempotent-Replay")).isEmpty();
        // What failed was not the operation: it may be tried again.
        assertThat(
                        keyed(rich, "op-3", "{\"key\": \"k\", \"value\": 1, \"ifRevision\": 99999}")
                                .status())
                .isEqualTo(412);
        assertThat(keyed(rich, "op-3", BODY).status()).isEqualTo(200);
        assertThat(keyed(rich, "", BODY).status()).isEqualTo(400);
        assertThat(keyed(rich, "x".repeat(256), BODY).status()).isEqualTo(400);
        assertThat(rich.balance(Asset.STX)).isEqualTo(7_000);
    }

    private static Answered keyed(Payer payer, String key, String body) {
        return payer.post(SET, body, "Idempotency-Key", key);
    }

    @Test
    void ownAccountsNeedAToken() {
        unauthorized("token_required", server.get("/api/account"));
        unauthorized("token_required", server.get("/api/account/statement"));
        Answered deposit = payer.post("/api/account/deposit", "{}");
        assertThat(deposit.status()).isEqualTo(402);
    }
}
