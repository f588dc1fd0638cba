package dev.coffer.state.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Who held the locks of an owner, as those were told who asked; and whether that may be: one at a
 * time, with fences that grow, and no write of one who held it no more.
 */
public final class Holdings {

    /** A time that is not known counts as the widest that it can be. Nanoseconds. */
    private record Acquired(
            String name,
            long fence,
            long acquiredAtMs,
            long expiresAtMs,
            long invoked,
            long returned) {}

    /** The end of a holder's time: by its release, perhaps; or by the clock, at the latest then. */
    public static final class Holding {
        private final Acquired acquired;
        private long lastExpiryMs;
        private boolean mayBeReleased;
        private long releaseInvoked = Long.MAX_VALUE;

        private Holding(Acquired acquired) {
            this.acquired = acquired;
            this.lastExpiryMs = acquired.expiresAtMs();
        }

        public String name() {
            return acquired.name();
        }

        public long fence() {
            return acquired.fence();
        }

        /** It was asked for longer. */
        void extended(Answered answered) {
            if (answered.status() == 200 && answered.at("extended").asBoolean()) {
                lastExpiryMs = ms(answered);
            } else if (answered.status() != 200) {
                lastExpiryMs = Long.MIN_VALUE; // Not known: it does not bind any more.
            }
        }

        /** It was given back, or it is not known whether it was. */
        public void released(long invoked, Answered answered) {
            releaseInvoked = invoked;
            mayBeReleased = answered.status() != 200 || answered.at("released").asBoolean();
        }
    }

    private record Written(String name, long fence, long revision) {}

    private final List<Holding> holdings = Collections.synchronizedList(new ArrayList<>());
    private final List<Written> writes = Collections.synchronizedList(new ArrayList<>());

    /**
     * A lock was acquired.
     *
     * @param invoked when it was asked for, in the nanoseconds of this machine
     */
    public Holding acquired(String name, int ttl, long invoked, Answered answered) {
        long expiresAtMs = ms(answered);
        Holding holding =
                new Holding(
                        new Acquired(
                                name,
                                answered.at("fence").asLong(),
                                expiresAtMs - ttl * 1000L,
                                expiresAtMs,
                                invoked,
                                System.nanoTime()));
        holdings.add(holding);
        return holding;
    }

    /** A write under the holder's fence was done, and its revision is this. */
    public void wrote(Holding holding, long revision) {
        writes.add(new Written(holding.name(), holding.fence(), revision));
    }

    public int count() {
        return holdings.size();
    }

    public int writes() {
        return writes.size();
    }

    /** Fails the test if it can't have been so. Only when all clients have ended. */
    public void check() {
        holdings.stream().map(Holding::name).distinct().toList().forEach(this::check);
    }

    private static long ms(Answered answered) {
        return Instant.parse(answered.at("expiresAt").asString()).toEpochMilli();
    }

    private void check(String name) {
        List<Holding> ordered =
                holdings.stream()
                        .filter(h -> h.name().equals(name))
                        .sorted(Comparator.comparingLong(Holding::fence))
                        .toList();
        for (int i = 1; i < ordered.size(); i++) {
            Acquired before = ordered.get(i - 1).acquired;
            Acquired next = ordered.get(i).acquired;
            assertThat(next.fence()).isGreaterThan(before.fence());
            assertThat(next.returned())
                    .as("%s came back before %s was asked for", next, before)
                    .isGreaterThan(before.invoked());
            boolean released =
                    ordered.get(i - 1).mayBeReleased
                            && ordered.get(i - 1).releaseInvoked < next.returned();
            boolean over = next.acquiredAtMs() >= ordered.get(i - 1).lastExpiryMs;
            assertThat(released || over).as("%s and %s at once", before, next).isTrue();
        }
        // Fences and revisions are the same numbers: the owner's works, one after another.
        for (Written written : writes) {
            if (written.name().equals(name)) {
                assertThat(ordered)
                        .as("%s, written by a holder that was none any more", written)
                        .noneMatch(
                                h -> h.fence() > written.fence() && h.fence() < written.revision());
            }
        }
    }
}
