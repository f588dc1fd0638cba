package dev.coffer.state.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * A program of producers and workers over HTTP, each worker with connections of its own. Workers
 * die with jobs in hand or while they ask for one, a third of the jobs fail at first, some always:
 * each job ends exactly once. {@code -Djobs=100000} for more of them.
 */
@Timeout(540)
class WorkersTest {

    private static final int JOBS = Integer.getInteger("jobs", 10_000);
    private static final int WORKERS = 8;
    private static final int LOOKS_WITHOUT_PROGRESS = 200;
    private static final JsonMapper JSON = new JsonMapper();

    /** After so many ends of jobs on three nodes all connections to the database are cut. */
    private static final int ENDS_UNTIL_CUT = 100;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Map<String, Integer> pushed = new ConcurrentHashMap<>();
    private final Map<String, Integer> completions = new ConcurrentHashMap<>();
    private final Map<String, Integer> deliveries = new ConcurrentHashMap<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile List<Service> nodes = List.of();
    private volatile int jobs;
    private volatile boolean over;

    private static boolean isPoison(int payload) {
        return payload % 100 == 1;
    }

    private static boolean failsAtFirst(int payload) {
        return payload % 3 == 0;
    }

    @Test
    void eachJobEndsOnce() {
        try (Service service = Service.off()) {
            run(List.of(service), JOBS);
        }
    }

    /** The same over three nodes whose connections to the database are cut now and then. */
    @Test
    void eachJobEndsOnceOnThreeNodes() {
        List<Service> three = Service.nodes(3);
        try {
            run(three, JOBS / 5);
        } finally {
            three.forEach(Service::close);
        }
    }

    private void run(List<Service> on, int count) {
        System.out.println("WorkersTest seed " + seed + ", nodes " + on.size());
        nodes = on;
        jobs = count;
        long began = System.nanoTime();
        List<Call<Boolean>> producers =
                IntStream.range(0, 2).mapToObj(i -> Call.run(() -> produce(i))).toList();
        List<Call<Boolean>> workers =
                IntStream.range(0, WORKERS).mapToObj(i -> Call.run(() -> work(i))).toList();
        awaitEnd();
        double seconds = (System.nanoTime() - began) / 1e9;
        over = true;
        producers.forEach(Call::get);
        workers.forEach(Call::get);
        check();
        System.out.printf(
                Locale.ROOT,
                "%d jobs, %d deliveries, %d deaths of workers, %d cuts: %.1f s, %.0f jobs/s%n",
                jobs,
                deliveries.values().stream().mapToInt(n -> n).sum(),
                deaths.get(),
                cuts.get(),
                seconds,
                jobs / seconds);
    }

    private Service node(int number) {
        return nodes.get(number % nodes.size());
    }

    /** Every second payload, some at a time. */
    private void produce(int parity) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            produce(parity, http);
        }
    }

    private void produce(int parity, HttpClient http) {
        Random random = new Random(seed + parity);
        int next = parity;
        while (next < jobs) {
            List<Integer> payloads = new ArrayList<>();
            for (int i = random.nextInt(1, 101); i > 0 && next < jobs; i--, next += 2) {
                payloads.add(next);
            }
            String items =
                    String.join(
                            ",",
                            payloads.stream()
                                    .map(p -> "{\"payload\":%d,\"backoff\":%d}".formatted(p, p % 2))
                                    .toList());
            String json = "{\"queue\":\"work\",\"jobs\":[" + items + "]}";
            JsonNode answer = call(node(parity), http, "push", json);
            for (int i = 0; i < payloads.size(); i++) {
                pushed.put(answer.path("jobs").path(i).path("jobId").asString(), payloads.get(i));
            }
        }
    }

    /** One worker after another: each works until it dies. */
    private void work(int number) {
        Random random = new Random(seed + 100 + number);
        while (!over) {
            Service service = node(random.nextInt(nodes.size()));
            try (HttpClient http = HttpClient.newHttpClient()) {
                int calls = random.nextInt(1, 300);
                for (int i = 0; i < calls && !over; i++) {
                    int max = random.nextInt(1, 11);
                    String pop = "{\"queue\":\"work\",\"wait\":1,\"max\":%d}".formatted(max);
                    if (i == calls - 1) {
                        die(service, http, pop, random.nextBoolean());
                        break;
                    }
                    for (JsonNode job : call(service, http, "pop", pop).path("jobs")) {
                        handle(service, http, job);
                    }
                }
            }
        }
    }

    /** With jobs in hand, or while it asks for some. */
    private void die(Service service, HttpClient http, String pop, boolean inHand) {
        deaths.incrementAndGet();
        if (inHand) {
            call(service, http, "pop", pop).path("jobs").forEach(this::delivered);
        } else {
            var _ =
                    http.sendAsync(
                            request(service, "pop", pop), HttpResponse.BodyHandlers.ofString());
        }
        http.shutdownNow();
    }

    private void delivered(JsonNode job) {
        deliveries.merge(job.path("jobId").asString(), 1, Integer::sum);
    }

    private void handle(Service service, HttpClient http, JsonNode job) {
        delivered(job);
        int payload = job.path("payload").asInt();
        String speaker =
                "\"jobId\":%s,\"lease\":%s".formatted(job.path("jobId"), job.path("lease"));
        if (isPoison(payload) || (failsAtFirst(payload) && job.path("attempt").asInt() == 1)) {
            call(service, http, "fail", "{" + speaker + ",\"error\":\"on purpose\"}");
        } else {
            JsonNode answer = call(service, http, "complete", "{" + speaker + "}");
            if (answer.path("completed").asBoolean()) {
                completions.merge(job.path("jobId").asString(), 1, Integer::sum);
            }
        }
    }

    private HttpRequest request(Service service, String what, String json) {
        return HttpRequest.newBuilder(URI.create(service.url() + "/api/queue/" + what))
                .header("X-Payer", "alice")
                .header("Idempotency-Key", "call " + calls.getAndIncrement())
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
    }

    /** Again where the database was away, which the call's key makes harmless. */
    private JsonNode call(Service service, HttpClient http, String what, String json) {
        HttpRequest request = request(service, what, json);
        try {
            HttpResponse<String> answer;
            do {
                answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            } while (answer.statusCode() == 503);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        } catch (Exception e) {
            throw new AssertionError(what, e);
        }
    }

    private JsonNode look(String target) {
        Answered answer;
        do {
            answer = node(0).payer("alice").get("/api/queue/" + target);
        } while (answer.status() == 503);
        return answer.expect(200).json();
    }

    /** Time goes on when nothing else does: backoffs end, and the leases of the dead run out. */
    private void awaitEnd() {
        String last = "";
        int looks = 0;
        while (true) {
            JsonNode status = status();
            int ended = status.path("completed").asInt() + status.path("dead").asInt();
            if (ended == jobs) {
                return;
            }
            if (nodes.size() > 1 && ended / ENDS_UNTIL_CUT > cuts.get()) {
                node(cuts.incrementAndGet()).sever();
            }
            String now = status.toString();
            looks = now.equals(last) ? looks + 1 : 0;
            last = now;
            if (looks == LOOKS_WITHOUT_PROGRESS) {
                node(0).clock().advance(Duration.ofSeconds(61));
            }
        }
    }

    private JsonNode status() {
        return look("status?queue=work");
    }

    private void check() {
        Map<String, JsonNode> completed = all("completed");
        Map<String, JsonNode> dead = all("dead");
        assertThat(pushed).hasSize(jobs);
        Map<String, JsonNode> ended = new HashMap<>(completed);
        ended.putAll(dead);
        assertThat(ended.keySet())
                .isEqualTo(pushed.keySet())
                .hasSize(completed.size() + dead.size());
        assertThat(completions.keySet()).isEqualTo(completed.keySet());
        assertThat(completions.values()).containsOnly(1);
        pushed.forEach((id, payload) -> {
            JsonNode job = Objects.requireNonNull(ended.get(id));
            assertThat(job.path("payload").asInt()).isEqualTo(payload);
            assertThat(job.path("attempts").asInt())
                    .isBetween(Math.max(1, deliveries.getOrDefault(id, 0)), 3);
            if (isPoison(payload)) {
                assertThat(dead).containsKey(id);
            } else if (failsAtFirst(payload) && completed.containsKey(id)) {
                assertThat(job.path("attempts").asInt()).isGreaterThan(1);
            }
        });
        dead.values()
                .forEach(job ->
                        assertThat(job.path("error").asString())
                                .isIn("on purpose", Queues.TIMED_OUT));
        JsonNode status = status();
        assertThat(status.path("completed").asInt()).isEqualTo(completed.size());
        assertThat(status.path("dead").asInt()).isEqualTo(dead.size());
        assertThat(status.path("total").asInt()).isEqualTo(jobs);
    }

    private Map<String, JsonNode> all(String state) {
        Map<String, JsonNode> jobs = new HashMap<>();
        String cursor = "";
        do {
            String target = "list?queue=work&limit=1000&status=" + state + cursor;
            JsonNode page = look(target);
            for (JsonNode job : page.path("jobs")) {
                assertThat(jobs.put(job.path("jobId").asString(), job)).as("listed once").isNull();
            }
            boolean complete = page.path("complete").asBoolean();
            cursor = complete ? "" : "&cursor=" + page.path("cursor").asString();
        } while (!cursor.isEmpty());
        return jobs;
    }
}
