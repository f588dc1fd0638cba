package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;
import dev.coffer.store.postgres.Register.Read;
import dev.coffer.store.postgres.Register.Span;
import dev.coffer.store.postgres.Register.Unknown;
import dev.coffer.store.postgres.Register.Write;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many clients of one owner write and read the same keys through several nodes, and pay for it,
 * while connections are cut. What each was answered is recorded, and must be possible: see {@link
 * Register}. Run one again with {@code -Dseed=}, longer with {@code -Dsteps=}.
 */
@Timeout(900)
class NodeHistoriesTest {

    private static final int CLIENTS = 8;
    private static final int STEPS = Integer.getInteger("steps", 60);
    private static final int KEYS = 3;
    private static final int PASTES = 12;

    /** After so many calls that were done, all connections to the database are cut. */
    private static final int DONE_UNTIL_CUT = 40;

    /** What is known of one key. */
    private static final class Recorded {
        final List<Write> writes = Collections.synchronizedList(new ArrayList<>());
        final List<Read> reads = Collections.synchronizedList(new ArrayList<>());
        final List<Unknown> unknown = Collections.synchronizedList(new ArrayList<>());
    }

    private final Map<String, Recorded> keys = new ConcurrentHashMap<>();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong charged = new AtomicLong();
    private final AtomicLong doubtful = new AtomicLong();
    private volatile List<Service> nodes = List.of();
    private volatile List<Service.Client> doors = List.of();

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void couldHaveBeenOneThingAfterAnother(int count) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("NodeHistoriesTest seed " + seed + ", nodes " + count);
        nodes = Service.nodes(count, Config.Money.DEVNET);
        try {
            Service.Client alice = nodes.getFirst().payer("alice");
            doors = nodes.stream().map(node -> node.same(alice)).toList();
            long balance = statement(alice).balance();
            List<Call<Integer>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(seed + i);
                clients.add(Call.start(() -> client(random)));
            }
            clients.forEach(Call::get);
            assertThat(done.get()).isGreaterThan(DONE_UNTIL_CUT);
            keys.forEach((key, recorded) ->
                    assertThat(
                                    Register.contradiction(
                                            recorded.writes, recorded.reads, recorded.unknown))
                            .as("key %s, seed %d", key, seed)
                            .isEmpty());
            Statement after = statement(alice);
            assertThat(after.credits() - after.charges()).isEqualTo(after.balance());
            assertThat(balance - after.balance())
                    .isBetween(charged.get(), charged.get() + doubtful.get());
        } finally {
            nodes.forEach(Service::close);
        }
    }

    @Test
    void aPasteBurnsOnceAmongFourNodes() {
        nodes = Service.nodes(4);
        try {
            for (int round = 0; round < PASTES; round++) {
                String code =
                        nodes.getFirst()
                                .payer("alice")
                                .post("/api/paste/create", "{\"content\":\"x\",\"burn\":true}")
                                .expect(200)
                                .at("code")
                                .asString();
                AtomicInteger winners = new AtomicInteger();
                List<Call<Integer>> readers = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    Service.Client reader = nodes.get(i % 4).payer("reader" + i);
                    readers.add(
                            Call.start(() -> {
                                int status = reader.get("/api/paste/" + code).status();
                                return status == 200 ? winners.incrementAndGet() : 0;
                            }));
                }
                readers.forEach(Call::get);
                assertThat(winners.get()).isEqualTo(1);
            }
        } finally {
            nodes.forEach(Service::close);
        }
    }

    private int client(Random random) {
        long lastRevision = 0;
        for (int i = 0; i < STEPS; i++) {
            String key = "k" + random.nextInt(KEYS);
            Recorded recorded = keys.computeIfAbsent(key, _ -> new Recorded());
            switch (random.nextInt(4)) {
                case 0 -> lastRevision = read(random, key, recorded).orElse(lastRevision);
                case 1 -> {
                    Optional<Long> now = read(random, key, recorded).filter(r -> r > 0);
                    if (now.isPresent()) {
                        write(random, key, recorded, now);
                    }
                }
                default -> write(random, key, recorded, Optional.empty());
            }
        }
        return STEPS;
    }

    private Service.Client door(Random random) {
        return doors.get(random.nextInt(doors.size()));
    }

    private void write(Random random, String key, Recorded recorded, Optional<Long> onlyOver) {
        long value = values.incrementAndGet();
        String only = onlyOver.map(r -> ",\"ifRevision\":" + r).orElse("");
        String json = "{\"key\":\"%s\",\"value\":%d%s}".formatted(key, value, only);
        long invoked = System.nanoTime();
        Answered answered = door(random).post("/api/kv/set", json);
        Span span = new Span(invoked, System.nanoTime());
        count(answered, 1_000);
        switch (answered.status()) {
            case 200 ->
                    recorded.writes.add(
                            new Write(span, value, answered.at("revision").asLong(), onlyOver));
            case 412 ->
                    recorded.reads.add(
                            new Read(span, answered.at("revision").asLong(), Optional.empty()));
            default -> {
                assertThat(answered.status()).as(answered.text()).isEqualTo(503);
                recorded.unknown.add(new Unknown(invoked, value));
            }
        }
    }

    /** The revision that was read; 0 if there is no value, empty if there was no answer. */
    private Optional<Long> read(Random random, String key, Recorded recorded) {
        long invoked = System.nanoTime();
        Answered answered = door(random).get("/api/kv/get?key=" + key);
        Span span = new Span(invoked, System.nanoTime());
        count(answered, 500);
        switch (answered.status()) {
            case 200 -> {
                long revision = answered.at("revision").asLong();
                Optional<Long> value = Optional.of(answered.at("value").asLong());
                recorded.reads.add(new Read(span, revision, value));
                return Optional.of(revision);
            }
            case 404 -> {
                recorded.reads.add(new Read(span, 0, Optional.empty()));
                return Optional.of(0L);
            }
            default -> {
                assertThat(answered.status()).as(answered.text()).isEqualTo(503);
                return Optional.empty();
            }
        }
    }

    /** What an answer says was charged; without an answer it may have been, or not. */
    private void count(Answered answered, long price) {
        if (answered.status() == 200) {
            charged.addAndGet(price);
            if (done.incrementAndGet() % DONE_UNTIL_CUT == 0) {
                nodes.getFirst().sever();
            }
        } else if (answered.status() == 503) {
            doubtful.addAndGet(price);
        }
    }

    private record Statement(long credits, long charges, long balance) {}

    private static Statement statement(Service.Client client) {
        // A named read is behind all charges of the owner.
        String name = "statement at " + System.nanoTime();
        long balance =
                client.get("/api/account", "Idempotency-Key", name)
                        .expect(200)
                        .at("balances")
                        .path("STX")
                        .asLong();
        Answered statement = client.get("/api/account/statement").expect(200);
        return new Statement(sum(statement.at("credits")), sum(statement.at("charges")), balance);
    }

    private static long sum(JsonNode rows) {
        long sum = 0;
        for (JsonNode row : rows) {
            sum +=
                    row.path("tokenType").asString("").equals("STX")
                            ? row.path("amount").asLong()
                            : 0;
        }
        return sum;
    }
}
