package dev.coffer.state.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A limiter never allows more than its capacity and what came back meanwhile, nor less. */
@Timeout(120)
class LimiterTest {

    private static final List<String> RATES =
            List.of("1", "0.5", "3", "0.333333", "1000000", "0.000001", "7.25", "999.999999");

    private final Service service = Service.off();

    @AfterEach
    void close() {
        service.close();
    }

    private Answered take(String name, long capacity, String rate, long cost) {
        return service.payer("alice")
                .post(
                        "/api/counter/take",
                        "{\"name\":\"%s\",\"capacity\":%d,\"refillPerSecond\":%s,\"cost\":%d}"
                                .formatted(name, capacity, rate, cost))
                .expect(200);
    }

    /** The same by fractions that are never rounded. */
    private static final class Model {
        private final BigDecimal capacity;
        private final BigDecimal perMs;
        private BigDecimal used = BigDecimal.ZERO;

        Model(long capacity, String rate) {
            this.capacity = BigDecimal.valueOf(capacity);
            this.perMs = new BigDecimal(rate).movePointLeft(3);
        }

        void pass(long ms) {
            used = used.subtract(perMs.multiply(BigDecimal.valueOf(ms))).max(BigDecimal.ZERO);
        }

        boolean take(long cost) {
            BigDecimal more = used.add(BigDecimal.valueOf(cost));
            boolean allowed = more.compareTo(capacity) <= 0;
            used = allowed ? more : used;
            return allowed;
        }

        long remaining() {
            return capacity.subtract(used).setScale(0, RoundingMode.FLOOR).longValueExact();
        }

        long msUntil(BigDecimal usedAtMost) {
            BigDecimal over = used.subtract(usedAtMost).max(BigDecimal.ZERO);
            return over.divide(perMs, 0, RoundingMode.CEILING).longValueExact();
        }
    }

    @Test
    void agreesWithTheModel() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("LimiterTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            String rate = RATES.get(random.nextInt(RATES.size()));
            long capacity = 1 + random.nextInt(random.nextBoolean() ? 5 : 1_000_000_000);
            Model model = new Model(capacity, rate);
            for (int step = 0; step < 40; step++) {
                long cost = random.nextLong(Math.min(capacity, 10) + 1);
                if (random.nextInt(4) == 0) {
                    cost = random.nextLong(capacity + 1);
                }
                Answered taken = take("l" + round, capacity, rate, cost);
                boolean allowed = model.take(cost);
                BigDecimal room = BigDecimal.valueOf(capacity - cost);
                assertThat(taken.at("allowed").asBoolean()).isEqualTo(allowed);
                assertThat(taken.at("remaining").asLong()).isEqualTo(model.remaining());
                assertThat(taken.at("retryAfterMs").asLong())
                        .isEqualTo(allowed ? 0 : model.msUntil(room));
                assertThat(taken.at("resetAfterMs").asLong())
                        .isEqualTo(model.msUntil(BigDecimal.ZERO));
                long ms = random.nextInt(3_000);
                if (!allowed && taken.at("retryAfterMs").asLong() < 1_000_000_000_000L) {
                    ms = taken.at("retryAfterMs").asLong() - random.nextInt(2);
                }
                service.clock().advance(Duration.ofMillis(ms));
                model.pass(ms);
            }
            if (random.nextInt(5) == 0) {
                service.sweep();
            }
        }
    }

    /** As programs compute them: whatever a double prints. */
    @Test
    void takesAnyRateAndKeepsItsWordToTheMillisecond() {
        int round = 0;
        for (double rate : new double[] {10 / 60.0, 1 / 3.0, 5 / 86_400.0, 1e-6, 0.1 + 0.2}) {
            String name = "l" + round++;
            String asPrinted = Double.toString(rate);
            for (int i = 0; i < 3; i++) {
                take(name, 2, asPrinted, 2);
                Answered refused = take(name, 2, asPrinted, 1);
                assertThat(refused.at("allowed").asBoolean()).isFalse();
                long ms = refused.at("retryAfterMs").asLong();
                assertThat(ms).isBetween((long) (1000 / rate) - 1, (long) (1000 / rate) + 2);
                service.clock().advance(Duration.ofMillis(ms - 1));
                assertThat(take(name, 2, asPrinted, 1).at("allowed").asBoolean()).isFalse();
                service.clock().advance(Duration.ofMillis(1));
                assertThat(take(name, 2, asPrinted, 1).at("allowed").asBoolean()).isTrue();
                service.clock().advance(Duration.ofMillis(2 * ms));
            }
        }
    }

    @Test
    void allowsTheCapacityToManyAtOnce() {
        List<Call<Boolean>> takers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            takers.add(Call.start(() -> take("l", 20, "0.1", 1).at("allowed").asBoolean()));
        }
        assertThat(takers.stream().filter(Call::get)).hasSize(20);
        service.clock().advance(Duration.ofSeconds(10));
        assertThat(take("l", 20, "0.1", 1).at("allowed").asBoolean()).isTrue();
        assertThat(take("l", 20, "0.1", 1).at("allowed").asBoolean()).isFalse();
    }

    @Test
    void aLimiterThatIsAllFreeAgainIsSweptAway() {
        take("l", 2, "0.5", 1);
        take("m", 2, "0.5", 2);
        service.clock().advance(Duration.ofSeconds(2));
        service.sweep();
        assertThat(rows()).isEqualTo(1);
        assertThat(take("l", 2, "0.5", 2).at("allowed").asBoolean()).isTrue();
        assertThat(take("m", 2, "0.5", 2).at("allowed").asBoolean()).isFalse();
        service.clock().advance(Duration.ofSeconds(4));
        service.sweep();
        assertThat(rows()).isEqualTo(0);
    }

    private int rows() {
        return service.payer("alice").get("/api/account").at("usage").path(0).path("rows").asInt();
    }
}
