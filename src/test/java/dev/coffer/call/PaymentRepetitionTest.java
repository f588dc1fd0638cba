package dev.coffer.call;

import static dev.coffer.call.Paid.BODY;
import static dev.coffer.call.Paid.GET;
import static dev.coffer.call.Paid.SET;
import static dev.coffer.call.Paid.addsUp;
import static dev.coffer.call.Paid.failed;
import static dev.coffer.call.Paid.is;
import static dev.coffer.call.Paid.isOk;
import static dev.coffer.call.Paid.stx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** A payment again, at once, elsewhere: it is credited once, and has one effect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentRepetitionTest {

    private Service server;

    @BeforeAll
    void start() {
        server = Service.ticking();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void theSamePaymentAgainGetsTheSameAnswer() {
        Payer payer = Payer.funded(server);
        String[] payment = X402.keyed("a key", stx(payer.pays(Asset.STX, 1500, 0)));
        Answered first = server.post(SET, BODY, payment);
        isOk(first);
        for (int i = 0; i < 3; i++) {
            Answered again = server.post(SET, BODY, payment);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.header("PAYMENT-RESPONSE"))
                    .isEqualTo(first.header("PAYMENT-RESPONSE"));
            assertThat(again.header("Coffer-Charge")).isEqualTo(first.header("Coffer-Charge"));
            assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        }
        payer.deposit(Asset.STX, 1);
        assertThat(payer.balance(Asset.STX)).isEqualTo(501);
        assertThat(payer.statement().path("credits").size()).isEqualTo(2);
        payer.addsUp();
    }

    @Test
    void theSamePaymentSixteenTimesAtOnceIsOneCreditAndOneEffect() {
        Payer payer = Payer.funded(server);
        String[] payment = X402.keyed("a key", X402.v1(Asset.STX, payer.pays(Asset.STX, 1500, 0)));
        List<Answered> answers = Call.together(16, _ -> server.post(SET, BODY, payment));
        for (Answered got : answers) {
            isOk(got);
            assertThat(got.text()).isEqualTo(answers.getFirst().text());
            assertThat(got.header("X-PAYMENT-RESPONSE"))
                    .isEqualTo(answers.getFirst().header("X-PAYMENT-RESPONSE"));
        }
        assertThat(answers.stream().filter(a -> a.header("Idempotent-Replay").isEmpty()))
                .hasSize(1);
        assertThat(payer.nonce()).isEqualTo(1);
        payer.deposit(Asset.STX, 1);
        assertThat(payer.balance(Asset.STX)).isEqualTo(501);
        JsonNode statement = payer.statement();
        assertThat(statement.path("credits").size()).isEqualTo(2);
        assertThat(statement.path("charges").path(0).path("calls").asLong()).isEqualTo(1);
        payer.addsUp();
    }

    @Test
    void ofManyPaymentsWithOneNonceOneIsTaken() {
        Payer payer = Payer.funded(server);
        List<Answered> answers =
                Call.together(8, _ -> server.post(SET, BODY, stx(payer.pays(Asset.STX, 1000, 0))));
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(1);
        for (Answered got : answers) {
            if (got.status() != 200) {
                is(got, 409, "conflicting_nonce");
                failed(got, "conflicting_nonce");
            }
        }
        payer.deposit(Asset.STX, 1);
        assertThat(payer.statement().path("credits").size()).isEqualTo(2);
        payer.addsUp();
    }

    @Test
    void aPaymentIsForOneRequestOnly() {
        Payer payer = Payer.funded(server);
        String[] payment = stx(payer.pays(Asset.STX, 1000, 0));
        isOk(server.post(SET, BODY, payment));
        for (Answered got :
                List.of(
                        server.post(SET, "{\"key\": \"other\", \"value\": 1}", payment),
                        server.post(SET + "?tokenType=STX", BODY, payment),
                        server.post("/api/kv/get", "{\"key\": \"k\"}", payment),
                        server.post("/api/account/deposit", "{}", payment),
                        server.get(GET, payment))) {
            is(got, 409, "payment_used");
            failed(got, "payment_used");
        }
        payer.deposit(Asset.STX, 1);
        assertThat(payer.balance(Asset.STX)).isEqualTo(1);
        Answered broke = payer.get(GET).expect(402, "insufficient_balance");
        assertThat(broke.header("PAYMENT-REQUIRED")).isNotEmpty();
        payer.addsUp();
    }

    @Test
    void aNewPaymentForAnOldOperationStaysUnspent() {
        Payer payer = Payer.funded(server);
        Answered first = keyed("op", BODY, payer.pays(Asset.STX, 1000, 0));
        isOk(first);
        String spare = payer.pays(Asset.STX, 1000, 1);
        Answered again = keyed("op", BODY, spare);
        isOk(again);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(payer.nonce()).isEqualTo(1);
        Answered other = keyed("op", "{\"key\": \"k\", \"value\": 2}", spare);
        is(other, 409, "idempotency_conflict");
        failed(other, "idempotency_conflict");
        isOk(keyed("op-2", BODY, spare));
        assertThat(payer.nonce()).isEqualTo(2);
        // Another payer's operation of that name is another one.
        Answered others = keyed("op", BODY, Payer.funded(server).pays(Asset.STX, 1000, 0));
        isOk(others);
        assertThat(others.header("Idempotent-Replay")).isEmpty();
        addsUp(payer);
    }

    private Answered keyed(String key, String body, String hex) {
        return server.post(SET, body, X402.keyed(key, stx(hex)));
    }

    @Test
    void aPaymentIdentifierNamesOneOperation() {
        Payer payer = Payer.funded(server);
        String id = "pay_92ca07e5a27f4b9ea23acde7d3320074";
        Answered first = server.post(SET, BODY, identified(id, payer.pays(Asset.STX, 1000, 0)));
        isOk(first);
        String[] next = identified(id, payer.pays(Asset.STX, 1000, 1));
        Answered again = server.post(SET, BODY, next);
        isOk(again);
        assertThat(again.body()).isEqualTo(first.body());
        Answered other = server.post(SET, "{\"key\": \"k\", \"value\": 2}", next);
        is(other, 409, "payment_identifier_conflict");
        assertThat(payer.nonce()).isEqualTo(1);
        is(
                server.post(SET, BODY, identified("short", payer.pays(Asset.STX, 1000, 1))),
                400,
                "invalid_payload");
        addsUp(payer);
    }

    private static String[] identified(String id, String hex) {
        return X402.identified(id, Asset.STX, 1000, hex);
    }
}
