package dev.coffer.state.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;
import dev.coffer.state.sync.Holdings.Holding;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
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

    private final AtomicInteger done = new AtomicInteger();
    private final Holdings holdings = new Holdings();

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
        holdings.check();
        assertThat(holdings.writes()).isPositive();
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
        for (int step = 0; step < STEPS || holdings.count() < FEWEST; step++) {
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
            Holding holding = holdings.acquired(name, ttl, invoked, answered);
            hold(nodes, random, holding, answered.at("token").toString());
            past.add(holding);
        }
        return calls;
    }

    private void hold(List<Service> nodes, Random random, Holding holding, String token) {
        String held = "\"name\":\"%s\",\"token\":%s".formatted(holding.name(), token);
        for (int i = random.nextInt(4); i > 0; i--) {
            if (random.nextInt(4) == 0) {
                holding.extended(
                        post(nodes, random, "/api/sync/extend", "{" + held + ",\"ttl\":10}"));
            } else {
                write(nodes, random, holding);
            }
        }
        if (random.nextInt(4) > 0) {
            long invoked = System.nanoTime();
            holding.released(invoked, post(nodes, random, "/api/sync/unlock", "{" + held + "}"));
        }
    }

    private void write(List<Service> nodes, Random random, Holding holding) {
        Answered written =
                post(
                        nodes,
                        random,
                        "/api/kv/set",
                        "{\"key\":\"of %s\",\"value\":1,\"fence\":{\"lock\":\"%s\",\"number\":%d}}"
                                .formatted(holding.name(), holding.name(), holding.fence()));
        if (written.status() == 200) {
            holdings.wrote(holding, written.at("revision").asLong());
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
}
