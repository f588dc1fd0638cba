package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Pricing;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.harness.StandIns;
import dev.coffer.room.Room;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whatever is sold answers in a batch as it does alone. Each example is called alone by two callers
 * and in a batch by a third, each after the same other calls; what differs between the first two is
 * random, or their names.
 */
class BatchedExamplesTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, JsonNode> given = new TreeMap<>();

    @Test
    void everyExampleAnswersInABatchAsAlone() {
        List<String> wrong = new ArrayList<>();
        int done = 0;
        try (Service service = Service.devnet()) {
            Samples samples = Samples.of(service.endpoints());
            int callers = 0;
            for (Room room : service.rooms()) {
                for (Endpoint<?, ?> endpoint : room.endpoints()) {
                    if (!isSold(endpoint)) {
                        continue;
                    }
                    List<String> answers = new ArrayList<>();
                    int statuses = 0;
                    for (boolean batched : new boolean[] {false, false, true}) {
                        Service.Client caller = service.payer("CALLER" + ++callers);
                        before(caller, samples, room, endpoint);
                        Answered answered = call(caller, samples, endpoint, batched);
                        JsonNode body =
                                batched && answered.status() == 200
                                        ? answered.at("results").path(0).path("body")
                                        : answered.json();
                        answers.add(isOfChance(room, endpoint) ? names(body) : shown(body));
                        statuses = answered.status();
                    }
                    String mask = masked(answers.get(0), answers.get(1));
                    if (!matches(mask, answers.get(2))) {
                        wrong.add(endpoint.path() + ": " + answers.get(2) + " and not " + mask);
                    }
                    done += statuses == 200 ? 1 : 0;
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(done).isGreaterThan(25);
    }

    private static boolean isSold(Endpoint<?, ?> endpoint) {
        return endpoint.access() instanceof Access.Paid<?> paid
                && !(paid.pricing() instanceof Pricing.Sum<?>)
                && !endpoint.gives().variants().isEmpty(); // What is no JSON is no part of a batch.
    }

    /** Time and chance are in what tools say, but in those that compute from their input alone. */
    private static boolean isOfChance(Room room, Endpoint<?, ?> endpoint) {
        return endpoint.kind() == Endpoint.Kind.PURE
                && !Set.of("data", "math", "stacks").contains(room.name());
    }

    /** The writes of the room before it, as their examples are. */
    private void before(
            Service.Client caller, Samples samples, Room room, Endpoint<?, ?> endpoint) {
        given.clear();
        for (Endpoint<?, ?> write : room.endpoints()) {
            if (write == endpoint) {
                return;
            }
            boolean undoes = write.path().matches(".*/(delete|purge|forget|abandon|unlock)");
            if (write.kind() == Endpoint.Kind.WRITE && isSold(write) && !undoes) {
                call(caller, samples, write, false)
                        .json()
                        .properties()
                        .forEach(field -> given.put(field.getKey(), field.getValue()));
            }
        }
    }

    private Answered call(
            Service.Client caller, Samples samples, Endpoint<?, ?> endpoint, boolean batched) {
        ObjectNode input = (ObjectNode) Samples.example(endpoint);
        input.remove("wait");
        given.forEach((name, value) -> {
            if (input.has(name)) {
                input.set(name, value);
            }
        });
        if (endpoint.path().contains("/registry/")) {
            // Entries of the directory are the world's, and each is its owner's.
            Map.of("owner", caller.address(), "url", StandIns.PAID + "?of=" + caller.address())
                    .forEach((name, value) -> {
                        if (input.has(name)) {
                            input.put(name, value);
                        }
                    });
        }
        List<String> inPath = new ArrayList<>();
        given.forEach((name, value) -> inPath.addAll(List.of(name, value.asString("x"))));
        String path = samples.path(endpoint, inPath.toArray(String[]::new));
        if (!path.equals(endpoint.path())) {
            input.removeAll();
        }
        if (batched) {
            return caller.post("/api/batch", BatchTest.batch(BatchTest.op(path, input.toString())));
        }
        return endpoint.methods().contains("POST")
                ? caller.post(path, input.toString())
                : caller.get(path);
    }

    /** Without what a refusal says of its place in a batch. */
    private static String shown(JsonNode body) {
        ObjectNode shown = (ObjectNode) JSON.readTree(body.toString());
        // Now and then two of the times are alike, and the third is not.
        for (String measured : List.of("elapsedMs", "responseTimeMs")) {
            shown.findParents(measured).forEach(of -> ((ObjectNode) of).remove(measured));
        }
        if (shown.has("code")) {
            shown.remove(List.of("index", "path"));
        }
        return shown.toPrettyString();
    }

    /** The names in an answer: chance and time are in what some tools say. */
    private static String names(JsonNode body) {
        return body.properties().stream()
                .filter(field -> !List.of("index", "path").contains(field.getKey()))
                .map(field -> field.getKey() + names(field.getValue()))
                .sorted()
                .toList()
                .toString();
    }

    /** Line by line: what two answers have in common, and a mark where they differ. */
    private static String masked(String one, String other) {
        String[] lines = one.split("\n", -1);
        String[] others = other.split("\n", -1);
        assertThat(others).as("%s and %s", one, other).hasSameSizeAs(lines);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].equals(others[i])) {
                lines[i] = lines[i].replaceFirst(":.*", ": ?");
            }
        }
        return String.join("\n", lines);
    }

    private static boolean matches(String mask, String answer) {
        String[] lines = mask.split("\n", -1);
        String[] answered = answer.split("\n", -1);
        if (lines.length != answered.length) {
            return false;
        }
        for (int i = 0; i < lines.length; i++) {
            boolean same =
                    lines[i].endsWith(": ?")
                            ? answered[i].startsWith(lines[i].substring(0, lines[i].length() - 1))
                            : answered[i].equals(lines[i]);
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
