package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** Who calls too much waits, uncharged, and is told so in time; others do not notice. */
class ThrottleTest {

    private Service service;

    @BeforeEach
    void start() {
        service = Service.devnet();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static Answered set(Payer payer, String... headers) {
        return payer.post(Paid.SET, Paid.BODY, headers);
    }

    private Payer payer(long amount) {
        Payer payer = Payer.funded(service);
        payer.deposit(Asset.STX, amount);
        return payer;
    }

    private static void limited(Answered got) {
        got.expect(429, "rate_limited");
        assertThat(got.at("charged").asBoolean(true)).isFalse();
        assertThat(got.header("Retry-After")).isNotEmpty();
    }

    @Test
    void aPayersCallsAreWeighedAndOneThatIsTooManyIsNotCharged() {
        service.restartWith("callUnitsPerSecond=2", "callUnitsBurst=20");
        Payer payer = payer(1_000_000);
        Payer other = payer(1_000_000);
        int done = 0;
        Answered got = set(payer);
        while (got.status() == 200 && done < 100) {
            done++;
            got = set(payer);
        }
        assertThat(done).as("writes of two units").isEqualTo(10);
        limited(got);
        assertThat(got.header("RateLimit-Policy")).isEqualTo("\"payer\";q=20;qu=\"units\";w=10");
        assertThat(got.header("RateLimit")).isEqualTo("\"payer\";r=0;t=10");
        set(other).expect(200);
        service.clock().advance(Duration.ofMillis(500));
        // A read is one unit, and that is what came back.
        payer.get(Paid.GET).expect(200);
        limited(payer.get(Paid.GET));
        service.clock().advance(Duration.ofSeconds(10));
        assertThat(payer.balance(Asset.STX)).isEqualTo(1_000_000 - 10 * 1000 - 500);
    }

    @Test
    void whoComesNearIsToldAndNobodyElse() {
        service.restartWith("callUnitsPerSecond=1", "callUnitsBurst=100");
        Payer payer = payer(1_000_000);
        for (int units = 2; units <= 74; units += 2) {
            assertThat(set(payer).expect(200).header("RateLimit")).isEmpty();
        }
        Answered near = set(payer, "Idempotency-Key", "one").expect(200);
        assertThat(near.header("RateLimit")).isEqualTo("\"payer\";r=24;t=76");
        // What is kept for a repetition is the answer, and not how it stood with its caller.
        assertThat(set(payer, "Idempotency-Key", "one").expect(200).header("RateLimit"))
                .isEqualTo("\"payer\";r=22;t=78");
        assertThat(payer.get("/api/kv/get?key=none").expect(404).header("RateLimit"))
                .isEqualTo("\"payer\";r=21;t=79");
        service.clock().advance(Duration.ofMinutes(2));
        assertThat(set(payer, "Idempotency-Key", "one").expect(200).header("RateLimit")).isEmpty();
    }

    @Test
    void aLargeBodyWeighsAsALargeWriteAndIsNotReadIfItIsTooMuch() {
        service.restartWith("callUnitsPerSecond=1", "callUnitsBurst=11");
        Payer payer = payer(1_000_000);
        String body = "{\"key\": \"k\", \"value\": \"%s\"}".formatted("v".repeat(200_000));
        payer.post(Paid.SET, body).expect(200);
        limited(payer.post(Paid.SET, body));
        payer.get(Paid.GET).expect(200);
    }

    @Test
    void callsThatAreNotPaidAreLimitedByAddressAndTokensAreNotAmongThem() {
        service.restartWith("unpaidCallsPerSecond=1", "unpaidCallsBurst=10");
        Payer payer = payer(1_000_000); // One offer.
        for (int i = 0; i < 9; i++) {
            service.post(Paid.SET, Paid.BODY).expect(402);
        }
        Answered got = service.post(Paid.SET, Paid.BODY);
        limited(got);
        assertThat(got.header("RateLimit-Policy")).isEqualTo("\"address\";q=10;w=10");
        assertThat(got.header("RateLimit")).isEqualTo("\"address\";r=0;t=10");
        set(payer).expect(200);
        String[] payment = X402.v1(Asset.STX, payer.pays(Asset.STX, 1000, 1));
        limited(service.post(Paid.SET, Paid.BODY, payment));
        service.clock().advance(Duration.ofSeconds(1));
        service.post(Paid.SET, Paid.BODY, payment).expect(200);
        service.post(Paid.SET, Paid.BODY).expect(402);
    }

    @Test
    void paymentsCountOnlyIfTheyComeToNothing() {
        service.restartWith("unpaidCallsPerSecond=1", "unpaidCallsBurst=3");
        Payer payer = Payer.funded(service);
        for (int nonce = 0; nonce < 5; nonce++) {
            service.post(
                            Paid.SET,
                            Paid.BODY,
                            X402.v1(Asset.STX, payer.pays(Asset.STX, 1000, nonce)))
                    .expect(200);
        }
        for (int i = 0; i < 3; i++) {
            service.post(Paid.SET, Paid.BODY, X402.v1(Asset.STX, payer.pays(Asset.STX, 999, 5)))
                    .expect(400);
        }
        limited(service.post(Paid.SET, Paid.BODY));
    }

    @Test
    void tokensThatAreNoneAreNotPaidEither() {
        service.restartWith("unpaidCallsPerSecond=1", "unpaidCallsBurst=3");
        for (int i = 0; i < 3; i++) {
            service.get(Paid.GET, "Authorization", "Bearer cof_no").expect(401);
        }
        limited(service.get(Paid.GET, "Authorization", "Bearer cof_no"));
    }

    @Test
    void aBalanceThatIsLowSaysWhereToDeposit() {
        Payer payer = payer(102_000);
        assertThat(set(payer).expect(200).header("Coffer-Balance-Low")).isEmpty();
        assertThat(set(payer).expect(200).header("Coffer-Balance-Low")).isEmpty();
        assertThat(set(payer).expect(200).header("Coffer-Balance-Low"))
                .isEqualTo("</api/account/deposit>; rel=\"payment\"; calls=99");
        // Who pays each call by itself has no balance to fill.
        assertThat(
                        service.post(
                                        Paid.SET,
                                        Paid.BODY,
                                        X402.v1(
                                                Asset.STX,
                                                Payer.funded(service).pays(Asset.STX, 1000, 0)))
                                .header("Coffer-Balance-Low"))
                .isEmpty();
    }
}
