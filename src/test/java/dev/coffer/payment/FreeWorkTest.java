package dev.coffer.payment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Payments that come to nothing cost the service little, and nobody but who brings them. */
class FreeWorkTest {

    private static final String SET = "/api/kv/set";
    private static final String BODY = "{\"key\": \"k\", \"value\": 1}";

    private Service service;

    @BeforeEach
    void start() {
        service = Service.devnet();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private Answered pays(Payer payer, long nonce) {
        return pays(payer, 1000, nonce);
    }

    private Answered pays(Payer payer, long amount, long nonce) {
        return service.post(SET, BODY, X402.v1(Asset.STX, payer.pays(Asset.STX, amount, nonce)));
    }

    private List<List<String>> rows(String what) {
        return service.query("select " + what + " from payment order by 1");
    }

    /** Pays badly until it is told to wait: how often it was heard. */
    private int untilLimited(Runnable check, IntFunction<Answered> pay) {
        for (int i = 0; i < 500; i++) {
            Answered got = pay.apply(i);
            if (got.status() == 429) {
                assertThat(got.code()).isEqualTo("rate_limited");
                assertThat(got.header("Retry-After")).isNotEmpty();
                check.run();
                return i;
            }
            assertThat(got.status()).as(got.text()).isIn(400, 409);
        }
        throw new AssertionError("never limited");
    }

    @Test
    void whatTheChainWouldRefuseLeavesNoTrace() {
        Payer poor = Payer.poor(service);
        pays(poor, 0).expect(400, "insufficient_funds");
        Payer rich = Payer.funded(service);
        pays(rich, 7).expect(409, "conflicting_nonce");
        assertThat(rows("state")).isEmpty();
        assertThat(
                        service.query(
                                "select count(*) from owner where owner = '%s'"
                                        .formatted(poor.address())))
                .isEqualTo(List.of(List.of("0")));
        pays(rich, 0).expect(200);
        assertThat(rows("state")).isEqualTo(List.of(List.of("settled")));
    }

    @Test
    void whatIsRefusedForWantOfMoneyIsTakenOnceItIsThere() {
        Payer payer = Payer.poor(service);
        String[] payment = X402.v1(Asset.STX, payer.pays(Asset.STX, 1000, 0));
        service.post(SET, BODY, payment).expect(400, "insufficient_funds");
        payer.fund();
        service.post(SET, BODY, payment).expect(200);
    }

    /** With a secret to be given the answer again by. */
    private static String[] named(String... payment) {
        return Stream.concat(
                        Stream.of(payment),
                        Stream.of("Idempotency-Key", UUID.randomUUID().toString()))
                .toArray(String[]::new);
    }

    @Test
    void whoPaysBadlyWithoutEndIsSlowedDownAndNobodyElse() {
        Payer good = Payer.funded(service);
        String[] settled = named(X402.v1(Asset.STX, good.pays(Asset.STX, 1000, 0)));
        Answered first = service.post(SET, BODY, settled).expect(200);
        Payer poor = Payer.poor(service);
        int heard =
                untilLimited(
                        () -> pays(poor, 999, 0).expect(429, "rate_limited"),
                        nonce -> pays(poor, nonce));
        assertThat(heard).isBetween(30, 100);
        pays(good, 1).expect(200);
        Payer another = Payer.funded(service);
        pays(another, 0).expect(200);
        assertThat(service.post(SET, BODY, settled).expect(200).body()).isEqualTo(first.body());
    }

    @Test
    void aPaymentThatIsKnownIsAnsweredHoweverBadlyItsPayerPaid() {
        Payer payer = Payer.funded(service);
        String[] settled = named(X402.v1(Asset.STX, payer.pays(Asset.STX, 1000, 0)));
        service.post(SET, BODY, settled).expect(200);
        untilLimited(() -> pays(payer, 1).expect(429, "rate_limited"), _ -> pays(payer, 999, 1));
        service.post(SET, BODY, settled).expect(200);
    }

    @Test
    void whatOneNodeTookAnotherAnswersHoweverBadlyItsPayerPaidThere() {
        List<Service> nodes = Service.nodes(2, Config.Money.DEVNET);
        try (Service took = nodes.get(0);
                Service other = nodes.get(1)) {
            Payer payer = Payer.funded(took);
            String[] settled = named(X402.v1(Asset.STX, payer.pays(Asset.STX, 1000, 0)));
            Answered first = took.post(SET, BODY, settled).expect(200);
            String[] bad = X402.v1(Asset.STX, payer.pays(Asset.STX, 999, 1));
            untilLimited(
                    () -> other.post(SET, BODY, bad).expect(429, "rate_limited"),
                    _ -> other.post(SET, BODY, bad));
            assertThat(other.post(SET, BODY, settled).expect(200).body()).isEqualTo(first.body());
        }
    }

    @Test
    void whatNobodySignedCountsForItsAddress() {
        Payer good = Payer.funded(service);
        String hex = good.pays(Asset.STX, 1000, 0);
        // Another's signature: the last byte of its first word is changed.
        String forged =
                hex.substring(0, 120) + (hex.charAt(120) == '0' ? '1' : '0') + hex.substring(121);
        int heard =
                untilLimited(
                        () ->
                                service.post(SET, BODY, "X-PAYMENT", "zz")
                                        .expect(429, "rate_limited"),
                        _ -> service.post(SET, BODY, X402.v1(Asset.STX, forged)));
        assertThat(heard).isBetween(30, 100);
        pays(good, 0).expect(200);
    }
}
