package dev.coffer.call;

import static dev.coffer.call.BatchTest.batch;
import static dev.coffer.call.BatchTest.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Child;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server is killed while 64 clients move units from one counter to another, push a job for each,
 * and write what the counter says under a lock's fence, each time in one batch: all of it is there
 * or nothing, and all that was acknowledged is.
 */
@Timeout(120)
class BatchCrashTest {

    private static final int KILLS = Integer.getInteger("coffer.batch.kills", 2);
    private static final int CLIENTS = 64;
    private static final int MOVES_BEFORE_A_KILL = 300;

    private final AtomicInteger acknowledged = new AtomicInteger();

    private static Answered post(Child child, String path, String json) {
        return child.post(path, json, "X-Payer", "alice");
    }

    private static String move(int client, String lock, long fence) {
        return batch(
                op("/api/counter/decrement", "{\"name\": \"from\"}"),
                op("/api/counter/increment", "{\"name\": \"to\"}", "to"),
                op("/api/queue/push", "{\"queue\": \"q\", \"payload\": {\"$ref\": \"to.value\"}}"),
                op(
                        "/api/kv/set",
                        """
                        {"key": "client-%d", "value": {"$ref": "to.value"},
                         "fence": {"lock": "%s", "number": %d}}\
                        """
                                .formatted(client, lock, fence)));
    }

    /** Until the server is gone; each eighth client has a fence that does not hold. */
    private int work(Child child, int client, String lock, long fence) {
        boolean late = client % 8 == 0;
        try {
            while (true) {
                Answered answered =
                        post(child, "/api/batch", move(client, lock, late ? fence + 1 : fence));
                if (late) {
                    answered.expect(412, "fenced_off");
                } else {
                    answered.expect(200);
                    acknowledged.incrementAndGet();
                }
            }
        } catch (UncheckedIOException gone) {
            return client;
        }
    }

    @Test
    void whatStandsInABatchIsThereTogetherOrNotAtAll(@TempDir Path directory) {
        Path data = directory.resolve("data");
        Path log = directory.resolve("child.log");
        for (int kill = 1; kill <= KILLS; kill++) {
            try (Child child = Child.start(data, Config.Money.OFF, log)) {
                String lock = "l" + kill;
                String locking = "{\"name\": \"%s\", \"ttl\": 300}".formatted(lock);
                Answered locked = post(child, "/api/sync/lock", locking).expect(200);
                long fence = locked.at("fence").asLong();
                int wanted = kill * MOVES_BEFORE_A_KILL;
                List<Call<Integer>> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    int client = i;
                    clients.add(Call.start(() -> work(child, client, lock, fence)));
                }
                Call.until("some are done", () -> acknowledged.get() >= wanted);
                child.kill();
                clients.forEach(Call::get);
            }
            try (Child child = Child.start(data, Config.Money.OFF, log)) {
                long moved = look(child);
                assertThat(moved)
                        .isBetween(
                                (long) acknowledged.get(),
                                acknowledged.get() + (long) kill * CLIENTS);
                String list = "{\"prefix\": \"client-\", \"values\": true}";
                post(child, "/api/kv/list", list)
                        .expect(200)
                        .at("entries")
                        .forEach(entry ->
                                assertThat(entry.path("value").asLong()).isBetween(1L, moved));
            }
        }
    }

    /** How many units moved, by either counter and the queue. */
    private static long look(Child child) {
        Answered from = post(child, "/api/counter/get", "{\"name\": \"from\"}");
        if (from.status() == 404) {
            return 0;
        }
        long moved = -from.expect(200).at("value").asLong();
        Answered to = post(child, "/api/counter/get", "{\"name\": \"to\"}").expect(200);
        Answered jobs = post(child, "/api/queue/status", "{\"queue\": \"q\"}").expect(200);
        assertThat(to.at("value").asLong()).isEqualTo(moved);
        assertThat(jobs.at("pending").asLong()).isEqualTo(moved);
        return moved;
    }
}
