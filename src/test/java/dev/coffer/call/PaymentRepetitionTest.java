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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A payment again, at once, elsewhere: it is credited once, and has one effect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentRepetitionTest {

    private static final String SET = "/api/kv/set";
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";
    private static final String GET = "/api/kv/get?key=k";

    private DevnetServer server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = DevnetServer.start(data);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private static String[] stx(String hex) {
        return Payer.v2(Asset.STX, 1000, hex);
    }

    private static void is(Got got, int status, String code) {
        assertThat(got.status()).as(got.text()).isEqualTo(status);
        assertThat(got.code()).as(got.text()).isEqualTo(code);
        assertThat(got.header("PAYMENT-REQUIRED")).isEmpty();
    }

    private static void isOk(Got got) {
        assertThat(got.status()).as(got.text()).isEqualTo(200);
    }

    private static void failed(Got got, String code) {
        JsonNode receipt = got.decoded("PAYMENT-RESPONSE");
        assertThat(receipt.path("success").asBoolean(true)).isFalse();
        assertThat(receipt.path("errorReason").stringValue()).isEqualTo(code);
    }

    /** The token of a payer, by a deposit of one unit. */
    private String token(Payer payer) {
        return server.token(payer, Asset.STX, 1);
    }

    private <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
        List<T> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                calls.add(call);
            }
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
        }
        return results;
    }

    @Test
    void theSamePaymentAgainGetsTheSameAnswer() {
        Payer payer = server.payer();
        String[] payment = stx(payer.pays(Asset.STX, 1500, 0));
        Got first = server.post(SET, BODY, payment);
        isOk(first);
        for (int i = 0; i < 3; i++) {
            Got again = server.post(SET, BODY, payment);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("PAYMENT-RESPONSE"))
                    .isEqualTo(first.header("PAYMENT-RESPONSE"));
            assertThat(again.header("Coffer-Charge")).isEqualTo(first.header("Coffer-Charge"));
            assertThat(again.header("Idempotent-Replay")).contains("true");
        }
        String token = token(payer);
        assertThat(server.balance(token, Asset.STX)).isEqualTo(501);
        assertThat(server.statement(token).path("credits").size()).isEqualTo(2);
        server.addsUp(token);
    }

    @Test
    void theSamePaymentSixteenTimesAtOnceIsOneCreditAndOneEffect() throws Exception {
        Payer payer = server.payer();
        String[] payment = Payer.v1(Asset.STX, payer.pays(Asset.STX, 1500, 0));
        List<Got> answers = atOnce(16, () -> server.post(SET, BODY, payment));
        for (Got got : answers) {
            isOk(got);
            assertThat(got.text()).isEqualTo(answers.getFirst().text());
            assertThat(got.header("X-PAYMENT-RESPONSE"))
                    .isEqualTo(answers.getFirst().header("X-PAYMENT-RESPONSE"));
        }
        assertThat(answers.stream().filter(a -> a.header("Idempotent-Replay").isEmpty()))
                .hasSize(1);
        assertThat(server.nonce(payer.address())).isEqualTo(1);
        String token = token(payer);
        assertThat(server.balance(token, Asset.STX)).isEqualTo(501);
        JsonNode statement = server.statement(token);
        assertThat(statement.path("credits").size()).isEqualTo(2);
        assertThat(statement.path("charges").path(0).path("calls").asLong()).isEqualTo(1);
        server.addsUp(token);
    }

    @Test
    void ofManyPaymentsWithOneNonceOneIsTaken() throws Exception {
        Payer payer = server.payer();
        List<Got> answers =
                atOnce(8, () -> server.post(SET, BODY, stx(payer.pays(Asset.STX, 1000, 0))));
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(1);
        for (Got got : answers) {
            if (got.status() != 200) {
                is(got, 409, "conflicting_nonce");
                failed(got, "conflicting_nonce");
            }
        }
        String token = token(payer);
        assertThat(server.statement(token).path("credits").size()).isEqualTo(2);
        server.addsUp(token);
    }

    @Test
    void aPaymentIsForOneRequestOnly() {
        Payer payer = server.payer();
        String[] payment = stx(payer.pays(Asset.STX, 1000, 0));
        isOk(server.post(SET, BODY, payment));
        for (Got got :
                List.of(
                        server.post(SET, "{\"key\": \"other\", \"value\": 1}", payment),
                        server.post(SET + "?tokenType=STX", BODY, payment),
                        server.post("/api/kv/get", "{\"key\": \"k\"}", payment),
                        server.post("/api/account/deposit", "{}", payment),
                        server.get(GET, payment))) {
            is(got, 409, "payment_used");
            failed(got, "payment_used");
        }
        String token = token(payer);
        assertThat(server.balance(token, Asset.STX)).isEqualTo(1);
        is(server.get(GET, DevnetServer.bearer(token)), 402, "insufficient_balance", true);
        server.addsUp(token);
    }

    private static void is(Got got, int status, String code, boolean invites) {
        assertThat(got.status()).as(got.text()).isEqualTo(status);
        assertThat(got.code()).isEqualTo(code);
        assertThat(got.header("PAYMENT-REQUIRED").isPresent()).isEqualTo(invites);
    }

    @Test
    void aNewPaymentForAnOldOperationStaysUnspent() {
        Payer payer = server.payer();
        Got first = keyed("op", BODY, payer.pays(Asset.STX, 1000, 0));
        isOk(first);
        String spare = payer.pays(Asset.STX, 1000, 1);
        Got again = keyed("op", BODY, spare);
        isOk(again);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replay")).contains("true");
        assertThat(server.nonce(payer.address())).isEqualTo(1);
        Got other = keyed("op", "{\"key\": \"k\", \"value\": 2}", spare);
        is(other, 409, "idempotency_conflict");
        failed(other, "idempotency_conflict");
        isOk(keyed("op-2", BODY, spare));
        assertThat(server.nonce(payer.address())).isEqualTo(2);
        // Another payer's operation of that name is another one.
        Got others = keyed("op", BODY, server.payer().pays(Asset.STX, 1000, 0));
        isOk(others);
        assertThat(others.header("Idempotent-Replay")).isEmpty();
        server.addsUp(token(payer));
    }

    private Got keyed(String key, String body, String hex) {
        String[] payment = stx(hex);
        return server.post(SET, body, payment[0], payment[1], "Idempotency-Key", key);
    }

    @Test
    void aPaymentIdentifierNamesOneOperation() {
        Payer payer = server.payer();
        String id = "pay_92ca07e5a27f4b9ea23acde7d3320074";
        Got first = server.post(SET, BODY, identified(id, payer.pays(Asset.STX, 1000, 0)));
        isOk(first);
        String[] next = identified(id, payer.pays(Asset.STX, 1000, 1));
        Got again = server.post(SET, BODY, next);
        isOk(again);
        assertThat(again.body()).isEqualTo(first.body());
        Got other = server.post(SET, "{\"key\": \"k\", \"value\": 2}", next);
        is(other, 409, "payment_identifier_conflict");
        assertThat(server.nonce(payer.address())).isEqualTo(1);
        is(
                server.post(SET, BODY, identified("short", payer.pays(Asset.STX, 1000, 1))),
                400,
                "invalid_payload");
        server.addsUp(token(payer));
    }

    private static String[] identified(String id, String hex) {
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("x402Version", 2);
        payment.put("accepted", Payer.accepted(Asset.STX, 1000));
        payment.put("payload", Map.of("transaction", hex));
        payment.put(
                "extensions",
                Map.of("payment-identifier", Map.of("info", Map.of("required", false, "id", id))));
        return new String[] {"PAYMENT-SIGNATURE", Payer.base64(payment)};
    }
}
