package dev.coffer.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Answered;
import dev.coffer.Service;
import dev.coffer.store.Call;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that lock, wait, write under their fence, extend, release, or forget; while time passes
 * in leaps and connections are cut. Afterwards the record is checked: one holder at a time, fences
 * that grow, no write of a holder who was not one any more. Run one again with {@code -Dseed=}; how
 * it interleaves is never the same.
 */
@Timeout(300)
class LockHistoriesTest {

    private static final int CLIENTS = 6;
    private static final int STEPS = 120;

    /** Locks held in all, or the record says little. */
    private static final int FEWEST = 40;

    /** After so many calls that were done, all connections to the database are cut. */
    private static final int DONE_UNTIL_CUT = 100;

    private static final List<String> NAMES = List.of("x", "y");

    /** A time that is not known counts as the widest that it can be. Nanoseconds. */
    private record Acquired(
            String name,
            long fence,
            long acquiredAtMs,
            long expiresAtMs,
            long invoked,
            long returned) {}

    /** The end of a holder's time: by its release, perhaps; or by the clock, at the latest then. */
    private static final class Holding {
        final Acquired acquired;
        long lastExpiryMs;
        boolean mayBeReleased;
        long releaseInvoked = Long.MAX_VALUE;

        Holding(Acquired acquired) {
            this.acquired = acquired;
            this.lastExpiryMs = acquired.expiresAtMs();
        }
    }

    private record Written(String name, long fence, long revision) {}

    private final AtomicInteger done = new AtomicInteger();
    private final List<Holding> holdings = Collections.synchronizedList(new ArrayList<>());
    private final List<Written> writes = Collections.synchronizedList(new ArrayList<>());

    @Test
    void onSqlite() {
        try (Service service = Service.off()) {
            run(List.of(service));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void onNodes(int count) {
        List<Service> nodes = Service.nodes(count);
        try {
            run(nodes);
        } finally {
            nodes.forEach(Service::close);
        }
    }

    private void run(List<Service> nodes) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("LockHistoriesTest seed " + seed + ", nodes " + nodes.size());
        AtomicBoolean over = new AtomicBoolean();
        List<Call<Integer>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(seed + i);
            clients.add(Call.start(() -> client(nodes, random)));
        }
        Random random = new Random(seed - 1);
        Call<Integer> fate = Call.start(() -> fate(nodes, random, over));
        clients.forEach(Call::get);
        over.set(true);
        fate.get();
        NAMES.forEach(this::check);
        assertThat(writes).isNotEmpty();
    }

    /** Lets time pass. */
    private static int fate(List<Service> nodes, Random random, AtomicBoolean over) {
        int leaps = 0;
        while (!over.get()) {
            Service node = nodes.get(random.nextInt(nodes.size()));
            node.clock().advance(Duration.ofMillis(random.nextInt(400)));
            // A call of each kind beside the leaps, which also paces them.
            node.payer("alice").get("/api/sync/list");
            leaps++;
        }
        return leaps;
    }

    private int client(List<Service> nodes, Random random) {
        int calls = 0;
        List<Holding> past = new ArrayList<>();
        for (int step = 0; step < STEPS || holdings.size() < FEWEST; step++) {
            if (!past.isEmpty() && random.nextInt(3) == 0) {
                // It slept, and does not know what became of its lock.
                write(nodes, random, past.get(random.nextInt(past.size())));
            }
            int ttl = 10 + random.nextInt(5);
            String name = NAMES.get(random.nextInt(NAMES.size()));
            String wait =
                    random.nextBoolean() ? ",\"wait\":true,\"timeout\":" + random.nextInt(200) : "";
            long invoked = System.nanoTime();
            Answered answered =
                    post(
                            nodes,
                            random,
                            "/api/sync/lock",
                            "{\"name\":\"%s\",\"ttl\":%d%s}".formatted(name, ttl, wait));
            calls++;
            if (answered.status() != 200 || !answered.at("acquired").asBoolean()) {
                continue;
            }
            long expiresAtMs = ms(answered);
            Acquired acquired =
                    new Acquired(
                            name,
                            answered.at("fence").asLong(),
                            expiresAtMs - ttl * 1000L,
                            expiresAtMs,
                            invoked,
                            System.nanoTime());
            past.add(hold(nodes, random, acquired, answered.at("token").toString()));
        }
        return calls;
    }

    private Holding hold(List<Service> nodes, Random random, Acquired acquired, String token) {
        Holding holding = new Holding(acquired);
        holdings.add(holding);
        String held = "\"name\":\"%s\",\"token\":%s".formatted(acquired.name(), token);
        for (int i = random.nextInt(4); i > 0; i--) {
            if (random.nextInt(4) == 0) {
                extend(nodes, random, holding, held);
            } else {
                write(nodes, random, holding);
            }
        }
        if (random.nextInt(4) > 0) {
            holding.releaseInvoked = System.nanoTime();
            Answered unlocked = post(nodes, random, "/api/sync/unlock", "{" + held + "}");
            holding.mayBeReleased = unlocked.status() != 200 || unlocked.at("released").asBoolean();
        }
        return holding;
    }

    private static long ms(Answered answered) {
        return Instant.parse(answered.at("expiresAt").asString()).toEpochMilli();
    }

    private void extend(List<Service> nodes, Random random, Holding holding, String held) {
        Answered extended = post(nodes, random, "/api/sync/extend", "{" + held + ",\"ttl\":10}");
        if (extended.status() == 200 && extended.at("extended").asBoolean()) {
            holding.lastExpiryMs = ms(extended);
        } else if (extended.status() != 200) {
            holding.lastExpiryMs = Long.MIN_VALUE; // Not known: it does not bind any more.
        }
    }

    private void write(List<Service> nodes, Random random, Holding holding) {
        Acquired acquired = holding.acquired;
        Answered written =
                post(
                        nodes,
                        random,
                        "/api/kv/set",
                        "{\"key\":\"of %s\",\"value\":%d,\"fence\":{\"lock\":\"%s\",\"number\":%d}}"
                                .formatted(
                                        acquired.name(),
                                        acquired.fence(),
                                        acquired.name(),
                                        acquired.fence()));
        if (written.status() == 200) {
            writes.add(
                    new Written(
                            acquired.name(), acquired.fence(), written.at("revision").asLong()));
        } else {
            assertThat(written.status()).as(written.text()).isIn(412, 503);
        }
    }

    private Answered post(List<Service> nodes, Random random, String path, String json) {
        Service node = nodes.get(random.nextInt(nodes.size()));
        Answered answered = node.payer("alice").post(path, json);
        if (answered.status() == 200
                && done.incrementAndGet() % DONE_UNTIL_CUT == 0
                && nodes.size() > 1) {
            node.sever();
        }
        return answered;
    }

    private void check(String name) {
        List<Holding> ordered =
                holdings.stream()
                        .filter(h -> h.acquired.name().equals(name))
                        .sorted(Comparator.comparingLong(h -> h.acquired.fence()))
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
                        .noneMatch(h ->
                                h.acquired.fence() > written.fence()
                                        && h.acquired.fence() < written.revision());
            }
        }
    }
}
