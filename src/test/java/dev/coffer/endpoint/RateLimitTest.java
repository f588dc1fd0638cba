package dev.coffer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Instant;

/** A burst at once, a steady rate after it, and bounded memory. */
class RateLimitTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private RateLimit limit(double perSecond, int burst, int maxKeys) {
        return new RateLimit(perSecond, burst, maxKeys, () -> now);
    }

    private static int allowed(RateLimit limit, String key, int calls) {
        int allowed = 0;
        for (int i = 0; i < calls; i++) {
            allowed += limit.take(key) == 0 ? 1 : 0;
        }
        return allowed;
    }

    @Test
    void aBurstPassesAndThenTheRate() {
        RateLimit limit = limit(10, 5, 100);
        assertThat(allowed(limit, "a", 20)).isEqualTo(5);
        assertThat(limit.take("a")).isEqualTo(100);

        now = now.plusMillis(99);
        assertThat(limit.take("a")).isEqualTo(1);
        now = now.plusMillis(1);
        assertThat(allowed(limit, "a", 20)).isEqualTo(1);

        now = now.plusSeconds(3600);
        assertThat(allowed(limit, "a", 20)).isEqualTo(5);
    }

    @Test
    void inTheLongRunTheRateHoldsExactly() {
        RateLimit limit = limit(50, 200, 100);
        int allowed = 0;
        for (int ms = 0; ms < 10_000; ms++) {
            allowed += limit.take("a") == 0 ? 1 : 0;
            now = now.plusMillis(1);
        }
        assertThat(allowed).isEqualTo(200 + 499);
    }

    @Test
    void keysDoNotTouchEachOther() {
        RateLimit limit = limit(1, 1, 100);
        assertThat(limit.take("a")).isZero();
        assertThat(limit.take("b")).isZero();
        assertThat(limit.take("a")).isPositive();
    }

    @Test
    void askingDoesNotCount() {
        RateLimit limit = limit(1, 1, 100);
        for (int i = 0; i < 10; i++) {
            assertThat(limit.waitMs("a")).isZero();
        }
        assertThat(limit.take("a")).isZero();
        assertThat(limit.waitMs("a")).isEqualTo(1000);
    }

    @Test
    void refusalsDoNotPostponeTheNextCall() {
        RateLimit limit = limit(1, 1, 100);
        limit.take("a");
        for (int i = 0; i < 100; i++) {
            assertThat(limit.take("a")).isEqualTo(1000);
        }
    }

    @Test
    void aClockSetBackCostsABurstAtMost() {
        RateLimit limit = limit(10, 5, 100);
        allowed(limit, "a", 5);
        now = now.minusSeconds(86_400);
        assertThat(limit.waitMs("a")).isEqualTo(100);
        assertThat(limit.take("a")).isEqualTo(100);
        now = now.plusMillis(99);
        assertThat(limit.take("a")).isEqualTo(1);
        now = now.plusMillis(1);
        assertThat(limit.take("a")).isZero();
        now = now.plusMillis(500);
        assertThat(allowed(limit, "a", 20)).isEqualTo(5);
    }

    @Test
    void theKeyIdleLongestIsForgotten() {
        // One key a shard is the least that is kept.
        RateLimit limit = limit(0.001, 1, 16);
        assertThat(limit.take("mine")).isZero();
        assertThat(limit.take("mine")).isPositive();
        for (int i = 0; i < 10_000; i++) {
            limit.take("key" + i);
        }
        assertThat(limit.take("mine")).isZero();
    }
}
