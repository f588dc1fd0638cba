package dev.coffer.endpoint;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits how often something happens per key, by GCRA: a burst at once, then a steady rate.
 *
 * <ul>
 *   <li>A refused call counts for nothing: who keeps knocking is let in as early as who waits.
 *   <li>Memory is bounded: of too many keys, the one idle longest is forgotten, as if it had never
 *       called.
 *   <li>A clock that is set back costs a key at most its burst.
 * </ul>
 */
public final class RateLimit {

    /** So that cores seldom wait for each other. */
    private static final int SHARDS = 16;

    private final long intervalNanos;
    private final long burst;
    private final long burstNanos;
    private final InstantSource clock;
    private final List<Shard> shards = new ArrayList<>(SHARDS);

    /**
     * Makes one.
     *
     * @param perSecond how many calls a key may make in the long run
     * @param burst how many at once
     * @param maxKeys how many keys are remembered
     */
    public RateLimit(double perSecond, int burst, int maxKeys, InstantSource clock) {
        this.intervalNanos = (long) (1e9 / perSecond);
        this.burst = burst;
        this.burstNanos = intervalNanos * burst;
        this.clock = clock;
        for (int i = 0; i < SHARDS; i++) {
            shards.add(new Shard(Math.max(1, maxKeys / SHARDS)));
        }
    }

    /** The key of an address: an IPv6 caller has as many as it likes of one /64 network. */
    public static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
        } catch (IllegalArgumentException _) {
            return address; // A proxy's own notation.
        }
    }

    /**
     * What is left to a key.
     *
     * @param waitMs 0 if what was asked for is allowed, else after how long it will be
     * @param calls how many it may make now
     * @param fullInMs when it may make a whole burst again
     */
    public record Left(long waitMs, long calls, long fullInMs) {}

    /** How many calls at once are allowed. */
    public long burst() {
        return burst;
    }

    /** How long it takes from none left to a whole burst. */
    public long burstMs() {
        return burstNanos / 1_000_000L;
    }

    /** Counts a call if it is allowed: 0; else the milliseconds after which one will be. */
    public long take(String key) {
        return take(key, 1).waitMs();
    }

    /** The same of something that weighs as much as so many calls, a whole burst at most. */
    public Left take(String key, long calls) {
        return ask(key, Math.min(calls, burst), /* count= */ true);
    }

    /** What {@link #take} would say, without counting: for what is only counted when it fails. */
    public long waitMs(String key) {
        return look(key).waitMs();
    }

    /** The same, with what is left besides. */
    public Left look(String key) {
        return ask(key, 1, /* count= */ false);
    }

    private Left ask(String key, long calls, boolean count) {
        Instant instant = clock.instant();
        long now = instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
        int hash = key.hashCode();
        Shard shard = shards.get((hash ^ hash >>> 16) & SHARDS - 1);
        synchronized (shard) {
            // When the key's calls so far will be paid off, at the steady rate.
            long kept = shard.getOrDefault(key, now);
            long paidOff = Math.clamp(kept, now, now + burstNanos);
            if (kept > paidOff) {
                shard.put(key, paidOff); // The clock was set back: from now on it is paid off.
            }
            long after = paidOff + calls * intervalNanos;
            long excess = after - (now + burstNanos);
            if (excess > 0) {
                return left(Math.ceilDiv(excess, 1_000_000L), paidOff - now);
            }
            if (count) {
                shard.put(key, after);
            }
            return left(0, after - now);
        }
    }

    private Left left(long waitMs, long owedNanos) {
        long calls = intervalNanos == 0 ? burst : (burstNanos - owedNanos) / intervalNanos;
        return new Left(waitMs, calls, Math.ceilDiv(owedNanos, 1_000_000L));
    }

    /** Keys in the order of their last use. */
    private static final class Shard extends LinkedHashMap<String, Long> {
        private final int max;

        Shard(int max) {
            super(16, 0.75f, /* accessOrder= */ true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > max;
        }
    }
}
