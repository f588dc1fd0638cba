package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.DevnetServer;
import dev.coffer.harness.DevnetServer.Got;
import dev.coffer.harness.Payer;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/** Calls by bearer token: who may, what it costs, and what is said to who may not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BearerTokensTest {

    private static final String SET = "/api/kv/set";
    private static final String BASE64URL =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    private DevnetServer server;
    private Payer payer;
    private String token;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DevnetServer.start(data);
        payer = server.payer();
        token = server.token(payer, Asset.STX, 1_000_000);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Got set(String token) {
        return server.post(SET, BODY, DevnetServer.bearer(token));
    }

    private void unauthorized(String code, Got got) {
        assertThat(got.status()).as(got.text()).isEqualTo(401);
        assertThat(got.code()).isEqualTo(code);
        assertThat(got.header("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(got.header("PAYMENT-REQUIRED")).isEmpty();
    }

    @Test
    void aCallIsDebited() {
        long before = server.balance(token, Asset.STX);
        Got got = set(token);
        assertThat(got.status()).as(got.text()).isEqualTo(200);
        assertThat(got.header("Coffer-Charge")).contains("1000 uSTX");
        assertThat(got.header("Coffer-Balance")).contains((before - 1000) + " uSTX");
        assertThat(got.header("PAYMENT-RESPONSE")).isEmpty();
        assertThat(server.balance(token, Asset.STX)).isEqualTo(before - 1000);
        assertThat(server.post(SET, BODY, "authorization", "bearer  " + token).status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotExactlyTheTokenIsNone() {
        long before = server.balance(token, Asset.STX);
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
        assertThat(server.balance(token, Asset.STX)).isEqualTo(before);
    }

    @Test
    void nobodyMakesATokenOfAnothersOrOfALongerLife() {
        String lines = decode(token.substring(4, token.indexOf('.')));
        String signature = token.substring(token.indexOf('.'));
        Payer other = server.payer();
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
    void aTokenOfAnotherStoreIsNoneHere(@TempDir Path elsewhere) {
        try (DevnetServer other = DevnetServer.start(elsewhere)) {
            Payer there = other.payer();
            String foreign = other.token(there, Asset.STX, 5000);
            assertThat(other.balance(foreign, Asset.STX)).isEqualTo(5000);
            unauthorized("invalid_token", set(foreign));
        }
    }

    @Test
    void aTokenEnds(@TempDir Path data) {
        try (DevnetServer own = DevnetServer.start(data)) {
            Payer there = own.payer();
            String ending = own.token(there, Asset.STX, 5000);
            own.clock.pass(Duration.ofDays(30).minusMinutes(1));
            assertThat(own.post(SET, BODY, DevnetServer.bearer(ending)).status()).isEqualTo(200);
            own.clock.pass(Duration.ofMinutes(1));
            unauthorized("token_expired", own.post(SET, BODY, DevnetServer.bearer(ending)));
            // The balance does not end with it.
            String next = own.token(there, Asset.STX, 1);
            assertThat(own.balance(next, Asset.STX)).isEqualTo(4001);
        }
    }

    @Test
    void aBalanceThatIsTooSmallIsInvitedToPay() {
        Payer poor = server.payer();
        String small = server.token(poor, Asset.STX, 999);
        Got got = set(small);
        assertThat(got.status()).isEqualTo(402);
        assertThat(got.code()).isEqualTo("insufficient_balance");
        assertThat(got.json().path("needed").path("STX").asLong()).isEqualTo(1000);
        assertThat(got.json().path("balances").path("STX").asLong()).isEqualTo(999);
        assertThat(got.header("Coffer-Charge")).isEmpty();
        JsonNode offer = got.decoded("PAYMENT-REQUIRED").path("accepts").path(0);
        assertThat(offer.path("amount").stringValue()).isEqualTo("1000");
        String[] payment = Payer.v2(Asset.STX, 1000, poor.pays(Asset.STX, 1000, 1));
        Got paid =
                server.post(SET, BODY, payment[0], payment[1], "Authorization", "Bearer " + small);
        assertThat(paid.status()).as(paid.text()).isEqualTo(200);
        assertThat(paid.header("Coffer-Balance")).contains("999 uSTX");
        assertThat(server.balance(small, Asset.STX)).isEqualTo(999);
        // A read is no different.
        assertThat(server.get("/api/kv/get?key=k", DevnetServer.bearer(small)).status())
                .isEqualTo(200);
        Got read = server.get("/api/kv/get?key=k", DevnetServer.bearer(small));
        assertThat(read.status()).isEqualTo(402);
        assertThat(server.balance(small, Asset.STX)).isEqualTo(499);
    }

    @Test
    void theAssetIsWhatTokenTypeNamesElseTheFirstThatCovers() {
        Payer rich = server.payer();
        String own = server.token(rich, Asset.SBTC, 1000);
        assertThat(set(own).header("Coffer-Charge")).contains("100 sats");
        server.token(rich, Asset.STX, 10_000);
        assertThat(set(own).header("Coffer-Charge")).contains("1000 uSTX");
        assertThat(charge(own, SET + "?tokenType=sBTC", BODY)).isEqualTo("100 sats");
        assertThat(charge(own, SET + "?tokenType=sbtc", BODY)).isEqualTo("100 sats");
        assertThat(charge(own, SET, "{\"key\": \"k\", \"value\": 1, \"tokenType\": \"sBTC\"}"))
                .isEqualTo("100 sats");
        Got byHeader =
                server.post(
                        SET,
                        BODY,
                        "Authorization",
                        "Bearer " + own,
                        "X-PAYMENT-TOKEN-TYPE",
                        "sBTC");
        assertThat(byHeader.header("Coffer-Charge")).contains("100 sats");
        assertThat(byHeader.json().path("tokenType").stringValue()).isEqualTo("sBTC");
        Got named = server.post(SET + "?tokenType=USDCx", BODY, DevnetServer.bearer(own));
        assertThat(named.status()).isEqualTo(402);
        assertThat(
                        named.decoded("PAYMENT-REQUIRED")
                                .path("accepts")
                                .path(0)
                                .path("asset")
                                .stringValue())
                .isEqualTo(Payer.assetName(Asset.USDCX));
        assertThat(server.balance(own, Asset.SBTC)).isEqualTo(500);
        assertThat(server.balance(own, Asset.STX)).isEqualTo(9000);
    }

    private String charge(String token, String target, String body) {
        Got got = server.post(target, body, DevnetServer.bearer(token));
        return got.header("Coffer-Charge").orElse(got.text());
    }

    @Test
    void anIdempotencyKeyNamesOneOperationOfOneOwner() {
        Payer rich = server.payer();
        String own = server.token(rich, Asset.STX, 10_000);
        Got first = keyed(own, "op-1", BODY);
        Got again = keyed(own, "op-1", BODY);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Idempotent-Replay")).isEmpty();
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replay")).contains("true");
        assertThat(again.header("Coffer-Charge")).isEqualTo(first.header("Coffer-Charge"));
        Got other = keyed(own, "op-1", "{\"key\": \"k\", \"value\": 2}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("idempotency_conflict");
        assertThat(keyed(own, "op-2", BODY).json().path("revision").asLong())
                .isGreaterThan(first.json().path("revision").asLong());
        // Another owner's operation of the same name is another operation.
        Got others = keyed(token, "op-1", "{\"key\": \"k\", \"value\": 3}");
        assertThat(others.status()).isEqualTo(200);
        assertThat(others.header("Idempotent-Replay")).isEmpty();
        // What failed was not the operation: it may be tried again.
        assertThat(
                        keyed(own, "op-3", "{\"key\": \"k\", \"value\": 1, \"ifRevision\": 99999}")
                                .status())
                .isEqualTo(412);
        assertThat(keyed(own, "op-3", BODY).status()).isEqualTo(200);
        assertThat(keyed(own, "", BODY).status()).isEqualTo(400);
        assertThat(keyed(own, "x".repeat(256), BODY).status()).isEqualTo(400);
        assertThat(server.balance(own, Asset.STX)).isEqualTo(7_000);
    }

    private Got keyed(String token, String key, String body) {
        return server.post(SET, body, "Authorization", "Bearer " + token, "Idempotency-Key", key);
    }

    @Test
    void ownAccountsNeedAToken() {
        unauthorized("token_required", server.get("/api/account"));
        unauthorized("token_required", server.get("/api/account/statement"));
        Got deposit = server.post("/api/account/deposit", "{}", DevnetServer.bearer(token));
        assertThat(deposit.status()).isEqualTo(402);
    }
}
