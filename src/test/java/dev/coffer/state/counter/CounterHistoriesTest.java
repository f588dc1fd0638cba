package dev.coffer.state.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that change the same counters at once, on one node and on three, while connections are
 * cut. What they were answered must be one chain, each change beginning where another ended. Run
 * one again with {@code -Dseed=}; how it interleaves is never the same.
 */
@Timeout(300)
class CounterHistoriesTest {

    private static final int CLIENTS = 8;
    private static final int STEPS = 120;

    /** After so many changes that were done, all connections to the database are cut. */
    private static final int DONE_UNTIL_CUT = 30;

    private static final long MIN = -40;
    private static final long MAX = 60;

    private final AtomicInteger done = new AtomicInteger();

    private record Change(String counter, long previous, long value, long step) {}

    @Test
    void onOneNode() {
        try (Service service = Service.off()) {
            run(List.of(service));
        }
    }

    @Test
    void onThreeNodes() {
        List<Service> nodes = Service.nodes(3);
        try {
            run(nodes);
        } finally {
            nodes.forEach(Service::close);
        }
    }

    private void run(List<Service> nodes) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("CounterHistoriesTest seed " + seed + ", nodes " + nodes.size());
        List<Call<List<Change>>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            clients.add(Call.start(() -> client(nodes, client, new Random(seed + client))));
        }
        List<Change> changes = new ArrayList<>();
        clients.forEach(client -> changes.addAll(client.get()));
        for (String counter : List.of("free", "bounded")) {
            List<Change> of = changes.stream().filter(c -> c.counter().equals(counter)).toList();
            long end =
                    nodes.getLast()
                            .payer("alice")
                            .get("/api/counter/get?name=" + counter)
                            .expect(200)
                            .at("value")
                            .asLong();
            checkChain(of, end);
        }
        assertThat(changes.stream().filter(c -> c.counter().equals("free")))
                .allMatch(c -> c.value() - c.previous() == c.step());
        assertThat(changes.stream().filter(c -> c.counter().equals("bounded")))
                .allMatch(c ->
                        c.value() == Math.clamp(c.previous() + c.step(), MIN, MAX)
                                && c.value() >= MIN
                                && c.value() <= MAX);
    }

    private List<Change> client(List<Service> nodes, int client, Random random) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            boolean bounded = random.nextBoolean();
            boolean up = random.nextBoolean();
            long step = random.nextInt(60) - 20;
            String body =
                    bounded
                            ? "{\"name\":\"bounded\",\"step\":%d,\"min\":%d,\"max\":%d}"
                                    .formatted(step, MIN, MAX)
                            : "{\"name\":\"free\",\"step\":%d}".formatted(step);
            String path = "/api/counter/" + (up ? "increment" : "decrement");
            String key = "client %d step %d".formatted(client, i);
            Answered answered = post(nodes, random, path, body, key);
            changes.add(
                    new Change(
                            bounded ? "bounded" : "free",
                            answered.at("previousValue").asLong(),
                            answered.at("value").asLong(),
                            up ? step : -step));
        }
        return changes;
    }

    /** Again where a cut connection was in the way, which its key makes harmless. */
    private Answered post(
            List<Service> nodes, Random random, String path, String body, String key) {
        while (true) {
            Service node = nodes.get(random.nextInt(nodes.size()));
            Answered answered = node.payer("alice").post(path, body, "Idempotency-Key", key);
            if (answered.status() != 503) {
                if (done.incrementAndGet() % DONE_UNTIL_CUT == 0 && nodes.size() > 1) {
                    node.sever();
                }
                return answered.expect(200);
            }
        }
    }

    /** Each value is left as often as it is come to, but for 0, the first, and the last. */
    private static void checkChain(List<Change> changes, long end) {
        Map<Long, Integer> balance = new HashMap<>();
        for (Change change : changes) {
            balance.merge(change.previous(), 1, Integer::sum);
            balance.merge(change.value(), -1, Integer::sum);
        }
        balance.merge(0L, -1, Integer::sum);
        balance.merge(end, 1, Integer::sum);
        assertThat(balance.values()).as("%s, which end at %d", changes, end).containsOnly(0);
    }
}
