package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/**
 * An operation with a name has one effect, one charge and one answer, however often it is asked.
 */
class IdempotencyTest {

    private static final String KEY = "Idempotency-Key";
    private static final String SET = "{\"key\":\"k\",\"value\":1}";

    private final Service service = Service.devnet();
    private final Service.Client alice = service.payer("alice");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aRepetitionGetsTheSameAnswerAndIsNotCharged() {
        Answered first = alice.post("/api/kv/set", SET, KEY, "op 1").expect(200);
        assertThat(first.header("Idempotent-Replay")).isEmpty();
        long balance = balance();
        for (int i = 0; i < 3; i++) {
            service.clock().advance(Duration.ofSeconds(1));
            checkReplay(first, alice.post("/api/kv/set", SET, KEY, "op 1"));
        }
        assertThat(balance()).isEqualTo(balance);
        assertThat(alice.get("/api/kv/get?key=k").at("revision")).isEqualTo(first.at("revision"));
    }

    @Test
    void manyAtOnceAreOne() {
        long balance = balance();
        List<Answered> answers =
                Call.together(
                        32, _ -> alice.post("/api/paste/create", "{\"content\":\"x\"}", KEY, "op"));
        assertThat(answers).allMatch(a -> a.status() == 200);
        assertThat(answers.stream().map(Answered::text).distinct()).hasSize(1);
        assertThat(answers.stream().filter(a -> a.header("Idempotent-Replay").equals("true")))
                .hasSize(31);
        assertThat(balance - balance()).isEqualTo(1000);
        assertThat(alice.get("/api/paste/list").at("count").asInt()).isEqualTo(1);
    }

    @Test
    void aLongAnswerToAReadIsReadAgainAndNotKept() {
        String value = "\"" + "v".repeat(1 << 20) + "\"";
        alice.post("/api/kv/set", "{\"key\":\"long\",\"value\":" + value + "}").expect(200);
        alice.post("/api/kv/set", SET).expect(200);
        String target = "/api/kv/get?key=long";
        Answered first = alice.get(target, KEY, "long read").expect(200);
        long balance = balance();
        for (int i = 0; i < 3; i++) {
            Answered again = alice.get(target, KEY, "long read").expect(200);
            assertThat(again.text()).isEqualTo(first.text());
            assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        }
        assertThat(balance()).isEqualTo(balance);
        alice.get("/api/kv/get?key=k", KEY, "long read").expect(409, "idempotency_conflict");
        for (List<String> row : service.query("select octet_length(body) from answer")) {
            assertThat(Long.parseLong(row.getFirst())).isLessThan(20_000);
        }
    }

    @Test
    void whatCanNotBeReadAgainIsNotThePaymentsFault() {
        Payer payer = Payer.funded(service);
        String value = "\"" + "v".repeat(1 << 16) + "\"";
        alice.post(
                        "/api/kv/set",
                        "{\"key\":\"p\",\"visibility\":\"public\",\"value\":" + value + "}")
                .expect(200);
        String target = "/api/kv/get?key=p&owner=" + alice.address();
        String[] first = paying(payer, 0, "named");
        service.get(target, first).expect(200);
        alice.post("/api/kv/delete", "{\"key\":\"p\",\"visibility\":\"public\"}").expect(200);
        for (String[] again : List.of(first, paying(payer, 1, "named"))) {
            Answered gone = service.get(target, again).expect(404, "not_found");
            assertThat(gone.text()).doesNotContain("credited");
            assertThat(gone.header("PAYMENT-RESPONSE")).isEmpty();
        }
    }

    private static String[] paying(Payer payer, long nonce, String name) {
        String[] payment = X402.v2(Asset.STX, 500, payer.pays(Asset.STX, 500, nonce));
        return X402.keyed(name, payment);
    }

    @Test
    void anotherRequestWithTheNameIsRefused() {
        alice.post("/api/kv/set", SET, KEY, "op").expect(200);
        long balance = balance();
        alice.post("/api/kv/set", "{\"key\":\"k\",\"value\":2}", KEY, "op")
                .expect(409, "idempotency_conflict");
        alice.post("/api/kv/set?tokenType=STX", SET, KEY, "op").expect(409, "idempotency_conflict");
        alice.post("/api/kv/delete", "{\"key\":\"k\"}", KEY, "op")
                .expect(409, "idempotency_conflict");
        alice.get("/api/kv/get?key=k", KEY, "op").expect(409, "idempotency_conflict");
        assertThat(balance()).isEqualTo(balance);
        assertThat(alice.get("/api/kv/get?key=k").at("value").asInt()).isEqualTo(1);
    }

    @Test
    void failuresAreNotKept() {
        alice.get("/api/kv/get?key=k", KEY, "op").expect(404);
        alice.post("/api/kv/set", "{\"key\":\"k\"}", KEY, "set").expect(400);
        alice.post("/api/kv/set", "{\"key\":\"k\",\"value\":1,\"ifRevision\":5}", KEY, "set")
                .expect(412);
        Answered set = alice.post("/api/kv/set", SET, KEY, "set").expect(200);
        assertThat(set.header("Idempotent-Replay")).isEmpty();
        assertThat(alice.get("/api/kv/get?key=k", KEY, "op").expect(200).at("value").asInt())
                .isEqualTo(1);
    }

    @Test
    void namesOfTwoOwnersAreTwo() {
        alice.post("/api/kv/set", SET, KEY, "op").expect(200);
        Answered bobs = service.payer("bob").post("/api/kv/set", SET, KEY, "op").expect(200);
        assertThat(bobs.header("Idempotent-Replay")).isEmpty();
        service.payer("bob").get("/api/kv/get?key=k").expect(200);
    }

    @Test
    void anAnswerOutlivesARestartAndLastsADay() {
        Answered first = alice.post("/api/kv/set", SET, KEY, "op").expect(200);
        service.restart();
        service.clock().advance(Duration.ofHours(24).minusMillis(1));
        service.sweep();
        checkReplay(first, alice.post("/api/kv/set", SET, KEY, "op"));
        service.clock().advance(Duration.ofMillis(1));
        Answered later = alice.post("/api/kv/set", SET, KEY, "op").expect(200);
        assertThat(later.header("Idempotent-Replay")).isEmpty();
        assertThat(later.at("revision").asLong()).isGreaterThan(first.at("revision").asLong());
        service.clock().advance(Duration.ofHours(24));
        service.sweep();
        assertThat(
                        alice.post("/api/kv/set", SET, KEY, "op")
                                .expect(200)
                                .header("Idempotent-Replay"))
                .isEmpty();
    }

    @Test
    void aRepetitionNeedsNoBalance() {
        Answered first = alice.post("/api/kv/set", SET, KEY, "op").expect(200);
        checkReplay(first, alice.post("/api/kv/set", SET, KEY, "op"));
        assertThat(first.header("Coffer-Charge")).isEqualTo("1000 uSTX");
    }

    @Test
    void aNameHasOneTo255Characters() {
        alice.post("/api/kv/set", SET, KEY, "x".repeat(255)).expect(200);
        alice.post("/api/kv/set", SET, KEY, "x".repeat(256)).expect(400, "invalid_input");
        alice.post("/api/kv/set", SET, KEY, "").expect(400, "invalid_input");
    }

    private static void checkReplay(Answered first, Answered again) {
        again.expect(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    }

    private long balance() {
        return alice.read("/api/account").path("balances").path("STX").asLong();
    }
}
