package dev.coffer.endpoint;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many events a second per key, with a burst: the generic cell rate algorithm (GCRA), one
 * instant a key. Memory is bounded: the keys seen longest ago are forgotten, which can only be
 * lenient.
 */
public final class RateLimit {

    private static final int KEYS = 50_000;

    private final double intervalMs;
    private final double burstMs;
    private final InstantSource clock;

    /** For each key, when its debt will be paid off. */
    private final Map<String, Double> paidOffAtMs =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Double> eldest) {
                    return size() > KEYS;
                }
            };

    public RateLimit(double perSecond, int burst, InstantSource clock) {
        this.intervalMs = 1000 / perSecond;
        this.burstMs = intervalMs * burst;
        this.clock = clock;
    }

    /**
     * Refuses a key that has used up its burst; does not count.
     *
     * @throws Problem 429 {@code rate_limited}
     */
    public synchronized void require(String key) {
        double debtMs = debtMs(key);
        if (debtMs + intervalMs > burstMs) {
            throw new Problem(
                            429,
                            "rate_limited",
                            "Too many of these calls from this address; slow down.")
                    .retryAfterMs((long) Math.ceil(debtMs + intervalMs - burstMs));
        }
    }

    /** Counts an event of a key. */
    public synchronized void count(String key) {
        paidOffAtMs.put(key, clock.millis() + debtMs(key) + intervalMs);
    }

    private double debtMs(String key) {
        return Math.max(0, paidOffAtMs.getOrDefault(key, 0.0) - clock.millis());
    }
}
