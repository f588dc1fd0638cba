package dev.coffer.state.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;
import dev.coffer.state.queue.QueueModel.Job;
import dev.coffer.state.queue.QueueModel.Order;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Random histories of queues over HTTP beside a plain model: every answer must be the model's, and
 * what is listed and counted too. Connections are cut on the way. Run one again with {@code
 * -Dseed=}.
 */
@Timeout(300)
class QueueModelTest {

    private static final List<String> QUEUES = List.of("a", "b");
    private static final int STEPS = 1200;

    @Test
    void onOneNode() {
        try (Service service = Service.off()) {
            history(List.of(service));
        }
    }

    @Test
    void onThreeNodes() {
        List<Service> nodes = Service.nodes(3);
        try {
            history(nodes);
        } finally {
            nodes.forEach(Service::close);
        }
    }

    private List<Service> nodes = List.of();
    private Random random = new Random();
    private QueueModel model = new QueueModel();
    private final List<String> oldLeases = new ArrayList<>();
    private final Set<String> completed = new HashSet<>();
    private int calls;

    private void history(List<Service> on) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("QueueModelTest seed " + seed + ", nodes " + on.size());
        nodes = on;
        random = new Random(seed);
        model = new QueueModel();
        model.now(nowMs());
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(24)) {
                case 0, 1, 2, 3 -> push();
                case 4, 5 -> pushSeveral();
                case 6, 7, 8, 9, 10 -> pop();
                case 11, 12, 13 -> complete();
                case 14, 15 -> fail();
                case 16 -> extend();
                case 17 -> retry();
                case 18 -> {
                    if (random.nextInt(4) == 0) {
                        purge();
                    }
                }
                case 19 -> check(queue());
                case 20 -> {
                    int chance = random.nextInt(40);
                    if (chance < 2) {
                        advance(Duration.ofHours(chance == 0 ? 25 : 14 * 24));
                        nodes.getFirst().sweep();
                    } else if (chance < 6) {
                        nodes.get(random.nextInt(nodes.size())).sever();
                    }
                }
                default -> advance(Duration.ofMillis(random.nextInt(15_000)));
            }
        }
        QUEUES.forEach(this::check);
        JsonNode usage = call("account", "").at("usage").path(0);
        assertThat(usage.path("rows").asLong()).isEqualTo(model.jobs().size());
        assertThat(usage.path("bytes").asLong())
                .isEqualTo(
                        model.jobs().stream()
                                .mapToLong(j -> Integer.toString(j.payload).length())
                                .sum());
    }

    private long nowMs() {
        return nodes.getFirst().clock().instant().toEpochMilli();
    }

    private void advance(Duration by) {
        nodes.getFirst().clock().advance(by);
        model.now(nowMs());
    }

    private String queue() {
        return QUEUES.get(random.nextInt(QUEUES.size()));
    }

    /** On any node; again where a cut connection was in the way, which its key makes harmless. */
    private Answered call(String what, String json) {
        String key = "call " + calls++;
        while (true) {
            Service.Client client = nodes.get(random.nextInt(nodes.size())).payer("alice");
            Answered answered =
                    json.isEmpty()
                            ? client.get("/api/" + what, "Idempotency-Key", key)
                            : client.post("/api/queue/" + what, json, "Idempotency-Key", key);
            if (answered.status() != 503) {
                return answered;
            }
        }
    }

    private Order order() {
        return new Order(
                random.nextInt(100_000),
                random.nextInt(5) - 2,
                random.nextInt(4) == 0 ? 1 + random.nextInt(40) : 0,
                1 + random.nextInt(3),
                random.nextInt(6),
                random.nextInt(3) == 0 ? "key" + random.nextInt(3) : "");
    }

    private static String fields(Order order) {
        return "\"payload\":%d,\"priority\":%d,\"delay\":%d,\"maxAttempts\":%d,\"backoff\":%d%s"
                .formatted(
                        order.payload(),
                        order.priority(),
                        order.delay(),
                        order.maxAttempts(),
                        order.backoff(),
                        order.dedupeKey().isEmpty()
                                ? ""
                                : ",\"dedupeKey\":\"%s\"".formatted(order.dedupeKey()));
    }

    private void push() {
        Order order = order();
        String queue = queue();
        String json = "{\"queue\":\"%s\",%s}".formatted(queue, fields(order));
        pushed(order, queue, call("push", json).expect(200).json());
    }

    private void pushSeveral() {
        String queue = queue();
        List<Order> orders = new ArrayList<>();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            orders.add(order());
        }
        String items = String.join("},{", orders.stream().map(QueueModelTest::fields).toList());
        String json = "{\"queue\":\"%s\",\"jobs\":[{%s}]}".formatted(queue, items);
        JsonNode answer = call("push", json).expect(200).json();
        assertThat(answer.path("count").asInt()).isEqualTo(orders.size());
        for (int i = 0; i < orders.size(); i++) {
            pushed(orders.get(i), queue, answer.path("jobs").path(i));
        }
    }

    private void pushed(Order order, String queue, JsonNode answer) {
        String id = answer.path("jobId").asString();
        Optional<Job> first =
                order.dedupeKey().isEmpty()
                        ? Optional.empty()
                        : model.waiting(queue, order.dedupeKey());
        assertThat(answer.path("duplicate").asBoolean(false)).isEqualTo(first.isPresent());
        if (first.isPresent()) {
            assertThat(id).isEqualTo(first.get().id);
        } else {
            assertThat(answer.path("position").asLong())
                    .isEqualTo(model.position(queue, order.priority()));
            assertThat(model.jobs()).noneMatch(job -> job.id.equals(id));
            model.push(order, id, queue);
        }
    }

    private void pop() {
        String queue = queue();
        int max = random.nextInt(4);
        int visibility = 10 + random.nextInt(30);
        String json =
                "{\"queue\":\"%s\",\"visibility\":%d%s}"
                        .formatted(queue, visibility, max == 0 ? "" : ",\"max\":" + max);
        JsonNode answer = call("pop", json).expect(200).json();
        List<Job> expected = model.pop(queue, Math.max(1, max), visibility);
        assertThat(answer.path("empty").asBoolean(false)).isEqualTo(expected.isEmpty());
        List<JsonNode> delivered = new ArrayList<>();
        if (max > 0) {
            answer.path("jobs").forEach(delivered::add);
        } else if (!expected.isEmpty()) {
            delivered.add(answer);
        }
        assertThat(delivered).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Job job = expected.get(i);
            JsonNode it = delivered.get(i);
            assertThat(it.path("jobId").asString()).isEqualTo(job.id);
            assertThat(it.path("payload").asInt()).isEqualTo(job.payload);
            assertThat(it.path("attempt").asInt()).isEqualTo(job.attempts);
            assertThat(instantMs(it.path("visibleUntil"))).isEqualTo(job.at);
            job.lease = it.path("lease").asString();
            assertThat(oldLeases).doesNotContain(job.lease);
            oldLeases.add(job.lease);
        }
    }

    private static long instantMs(JsonNode text) {
        return Instant.parse(text.asString()).toEpochMilli();
    }

    /** Somebody who says to have delivered a job, rightly or not. */
    private record Speaker(Job job, Optional<String> lease, boolean heard, boolean refused) {
        String json() {
            return "\"jobId\":\"%s\"%s"
                    .formatted(job.id, lease.map(l -> ",\"lease\":\"" + l + "\"").orElse(""));
        }
    }

    private Optional<Speaker> speaker(boolean mayHaveNone) {
        List<Job> some = new ArrayList<>(model.jobs());
        if (random.nextInt(4) > 0) {
            some.removeIf(job -> !job.state.equals("processing"));
        }
        if (some.isEmpty()) {
            return Optional.empty();
        }
        Job job = some.get(random.nextInt(some.size()));
        boolean held = job.state.equals("processing");
        int chance = random.nextInt(6);
        if (mayHaveNone && chance == 0) {
            boolean known = job.deliveries == 1;
            return Optional.of(new Speaker(job, Optional.empty(), held && known, held && !known));
        }
        if (chance == 1 && !oldLeases.isEmpty()) {
            String lease = oldLeases.get(random.nextInt(oldLeases.size()));
            return Optional.of(
                    new Speaker(job, Optional.of(lease), held && lease.equals(job.lease), false));
        }
        String lease = job.lease.isEmpty() ? "none" : job.lease;
        return Optional.of(new Speaker(job, Optional.of(lease), held, false));
    }

    private void complete() {
        speaker(true)
                .ifPresent(speaker -> {
                    Answered answered = call("complete", "{%s}".formatted(speaker.json()));
                    if (speaker.refused()) {
                        answered.expect(409, "lease_required");
                        return;
                    }
                    Job job = speaker.job();
                    boolean again =
                            job.state.equals("completed")
                                    && speaker.lease().filter(job.lease::equals).isPresent();
                    assertThat(answered.expect(200).at("completed").asBoolean())
                            .isEqualTo(speaker.heard() || again);
                    assertThat(answered.at("error").isMissingNode())
                            .isEqualTo(speaker.heard() || again);
                    if (speaker.heard()) {
                        assertThat(completed.add(job.id)).as("completed once").isTrue();
                        model.complete(job);
                    }
                });
    }

    private void fail() {
        speaker(true)
                .ifPresent(speaker -> {
                    boolean retry = random.nextInt(5) > 0;
                    Optional<Integer> delay =
                            retry && random.nextInt(3) == 0
                                    ? Optional.of(random.nextInt(20))
                                    : Optional.empty();
                    String error = random.nextBoolean() ? "error " + calls : "";
                    String json =
                            "{%s,\"retry\":%s%s%s}"
                                    .formatted(
                                            speaker.json(),
                                            retry,
                                            delay.map(d -> ",\"delay\":" + d).orElse(""),
                                            error.isEmpty() ? "" : ",\"error\":\"" + error + "\"");
                    Answered answered = call("fail", json);
                    if (speaker.refused()) {
                        answered.expect(409, "lease_required");
                        return;
                    }
                    assertThat(answered.expect(200).at("failed").asBoolean())
                            .isEqualTo(speaker.heard());
                    Job job = speaker.job();
                    boolean again = speaker.heard() && model.fail(job, retry, delay, error);
                    assertThat(answered.at("willRetry").asBoolean()).isEqualTo(again);
                    if (again) {
                        assertThat(instantMs(answered.at("nextAttemptAt"))).isEqualTo(job.at);
                    }
                });
    }

    private void extend() {
        speaker(false)
                .ifPresent(speaker -> {
                    int visibility = 10 + random.nextInt(50);
                    String json = "{%s,\"visibility\":%d}".formatted(speaker.json(), visibility);
                    Answered answered = call("extend", json).expect(200);
                    assertThat(answered.at("extended").asBoolean()).isEqualTo(speaker.heard());
                    if (speaker.heard()) {
                        speaker.job().at = nowMs() + visibility * 1000L;
                        assertThat(instantMs(answered.at("visibleUntil")))
                                .isEqualTo(speaker.job().at);
                    }
                });
    }

    private void retry() {
        String queue = queue();
        List<Job> dead = model.list(queue, "dead");
        if (random.nextBoolean() || dead.isEmpty()) {
            Answered answered = call("retry", "{\"queue\":\"%s\"}".formatted(queue)).expect(200);
            assertThat(answered.at("retried").asInt()).isEqualTo(dead.size());
            dead.forEach(model::retry);
        } else {
            Job job = dead.get(random.nextInt(dead.size()));
            call("retry", "{\"jobId\":\"%s\"}".formatted(job.id)).expect(200);
            model.retry(job);
        }
    }

    private void purge() {
        String queue = queue();
        String state = QueueModel.STATES.get(random.nextInt(QueueModel.STATES.size()));
        List<Job> gone = model.list(queue, state);
        String json = "{\"queue\":\"%s\",\"status\":\"%s\"}".formatted(queue, state);
        assertThat(call("purge", json).expect(200).at("purged").asInt()).isEqualTo(gone.size());
        model.jobs().removeAll(gone);
    }

    /** The counts are the model's, and each list is, page by page. */
    private void check(String queue) {
        JsonNode status = call("status", "{\"queue\":\"%s\"}".formatted(queue)).expect(200).json();
        Map<String, Long> counts = new TreeMap<>();
        QueueModel.STATES.forEach(state -> counts.put(state, status.path(state).asLong()));
        assertThat(counts).isEqualTo(model.counts(queue));
        assertThat(status.path("total").asLong())
                .isEqualTo(counts.values().stream().mapToLong(Long::longValue).sum());
        for (String state : QueueModel.STATES) {
            List<String> listed = new ArrayList<>();
            String cursor = "";
            do {
                String json =
                        "{\"queue\":\"%s\",\"status\":\"%s\",\"limit\":%d%s}"
                                .formatted(queue, state, 1 + random.nextInt(9), cursor);
                JsonNode page = call("list", json).expect(200).json();
                page.path("jobs").forEach(job -> listed.add(shown(job)));
                boolean complete = page.path("complete").asBoolean();
                cursor = complete ? "" : ",\"cursor\":" + page.path("cursor");
            } while (!cursor.isEmpty());
            assertThat(listed)
                    .isEqualTo(
                            model.list(queue, state).stream().map(QueueModelTest::shown).toList());
        }
    }

    private static String shown(JsonNode job) {
        JsonNode at = job.path("nextAttemptAt");
        at = at.isMissingNode() ? job.path("visibleUntil") : at;
        at = at.isMissingNode() ? job.path("endedAt") : at;
        return "%s %s %d, attempt %d, %s %s"
                .formatted(
                        job.path("jobId").asString(),
                        job.path("status").asString(),
                        at.isMissingNode() ? 0 : instantMs(at),
                        job.path("attempts").asInt(),
                        job.path("payload").asInt(),
                        job.path("error").asString(""));
    }

    private static String shown(Job job) {
        return "%s %s %d, attempt %d, %s %s"
                .formatted(
                        job.id,
                        job.state,
                        job.state.equals("pending") ? 0 : job.at,
                        job.attempts,
                        job.payload,
                        job.error);
    }
}
