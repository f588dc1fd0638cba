package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.Response;
import dev.coffer.endpoint.Json;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How often what answers a question is among the first that are found. What was found is ranked
 * anew by words alone and by vectors alone, for comparison.
 */
public final class MemoryRecall {

    private static final int FOUND = 100;
    private static final List<Integer> FIRST = List.of(1, 5, 10);

    private static final Map<String, ToDoubleFunction<JsonNode>> RANKINGS = new LinkedHashMap<>();

    static {
        RANKINGS.put(
                "words alone (BM25)", result -> result.path("explain").path("ownWords").asDouble());
        RANKINGS.put("vectors alone", result -> result.path("similarity").asDouble());
        RANKINGS.put("search", result -> result.path("score").asDouble());
    }

    private final Remote remote;
    private final Map<String, int[]> hits = new LinkedHashMap<>();
    private int questions;

    private MemoryRecall(Remote remote) {
        this.remote = remote;
        RANKINGS.keySet().forEach(name -> hits.put(name, new int[FIRST.size()]));
    }

    public static void measure(Remote remote, Path dataset, PrintWriter out) throws IOException {
        MemoryRecall measured = new MemoryRecall(remote);
        JsonNode conversations =
                Json.MAPPER.readTree(Files.readAllBytes(dataset)).path("conversations");
        if (conversations.isEmpty()) {
            throw new Failure(dataset + " has no conversations");
        }
        for (int i = 0; i < conversations.size(); i++) {
            measured.conversation("dialogue-" + i, conversations.path(i));
        }
        measured.print(out);
    }

    private void conversation(String owner, JsonNode conversation) throws IOException {
        search(owner, "Is the model there?"); // Waits until it is.
        for (JsonNode memory : conversation.path("memories")) {
            Map<String, Object> metadata =
                    Map.of("source", owner + "/" + session(memory), "type", "conversation");
            post(
                    owner,
                    "/api/memory/store",
                    Map.of(
                            "key",
                            memory.path("key").asString(),
                            "content",
                            memory.path("content").asString(),
                            "similar",
                            false,
                            "metadata",
                            metadata));
        }
        while (pending(owner)) {
            Remote.pause(200);
        }
        for (JsonNode question : conversation.path("questions")) {
            List<String> evidence = new ArrayList<>();
            question.path("evidence").forEach(key -> evidence.add(key.asString()));
            count(search(owner, question.path("query").asString()), evidence);
        }
    }

    /** One meeting of a conversation: what was said at one time. */
    private static String session(JsonNode memory) {
        return memory.path("at").asString("");
    }

    private boolean pending(String owner) throws IOException {
        JsonNode listed = post(owner, "/api/memory/list", Map.of("limit", 1000)).path("memories");
        for (JsonNode memory : listed) {
            if (!memory.path("hasEmbedding").asBoolean()) {
                return true;
            }
        }
        return false;
    }

    private JsonNode search(String owner, String query) throws IOException {
        return post(
                        owner,
                        "/api/memory/search",
                        Map.of("query", query, "limit", FOUND, "explain", true))
                .path("results");
    }

    private JsonNode post(String owner, String path, Map<String, Object> body) throws IOException {
        HttpCall call = HttpCall.post(path, new String(Json.write(body), StandardCharsets.UTF_8));
        Response response = remote.send(call, Map.of("X-Payer", owner));
        for (int i = 0; response.status() == 503 && i < 30; i++) {
            Remote.pause(response.retryAfterMs());
            response = remote.send(call, Map.of("X-Payer", owner));
        }
        if (!response.ok()) {
            throw new Failure(path + ": " + response.problem());
        }
        return response.json();
    }

    private void count(JsonNode results, List<String> evidence) {
        questions++;
        RANKINGS.forEach((name, score) -> {
            List<JsonNode> ranked = new ArrayList<>();
            results.forEach(ranked::add);
            ranked.sort(Comparator.comparingDouble(score).reversed());
            for (int i = 0; i < FIRST.size(); i++) {
                boolean found =
                        ranked.stream()
                                .limit(FIRST.get(i))
                                .anyMatch(r -> evidence.contains(r.path("key").asString()));
                hits.getOrDefault(name, new int[FIRST.size()])[i] += found ? 1 : 0;
            }
        });
    }

    private void print(PrintWriter out) {
        out.printf(Locale.ROOT, "%-24s  R@1   R@5   R@10   (%d questions)%n", "", questions);
        hits.forEach((name, counts) -> {
            out.printf(Locale.ROOT, "%-24s", name);
            for (int count : counts) {
                out.printf(Locale.ROOT, " %.3f", (double) count / Math.max(1, questions));
            }
            out.println();
        });
    }
}
