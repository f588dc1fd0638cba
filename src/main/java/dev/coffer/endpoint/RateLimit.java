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

    /** Counts a call if it is allowed: 0; else the milliseconds after which one will be. */
    public long take(String key) {
        return ask(key, /* count= */ true);
    }

    /** What {@link #take} would say, without counting: for what is only counted when it fails. */
    public long waitMs(String key) {
        return ask(key, /* count= */ false);
    }

    private long ask(String key, boolean count) {
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
            long excess = paidOff + intervalNanos - (now + burstNanos);
            if (excess > 0) {
                return Math.ceilDiv(excess, 1_000_000L);
            }
            if (count) {
                shard.put(key, paidOff + intervalNanos);
            }
            return 0;
        }
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
