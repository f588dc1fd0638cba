package dev.coffer.cli.demo;

import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.Response;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.List;

/** The demo's third part: what was remembered is found by what it means. */
record DemoMemory(PayingClient client, String token, Transcript shown) {

    private static final int TRIES = 100;
    private static final long PAUSE_MS = 100;

    void run() throws IOException {
        List<String> memories =
                List.of(
                        "{\"key\":\"wish\",\"content\":\"Ann dreams of a green bicycle.\"}",
                        "{\"key\":\"bank\",\"content\":\"The bank closes at four on Fridays.\"}",
                        "{\"key\":\"dog\",\"content\":\"Bob is afraid of large dogs.\"}");
        for (String memory : memories) {
            HttpCall store = HttpCall.post("/api/memory/store", memory);
            Response stored = client.byToken(store, token);
            shown.step("remember", store, stored);
            Demo.expect(stored, 200, stored.json().path("stored").asBoolean(), "a memory");
        }
        HttpCall search =
                HttpCall.post(
                        "/api/memory/search",
                        "{\"query\":\"Which present would make her happy?\",\"limit\":1}");
        Response found = client.byToken(search, token);
        // Shortly after a start the model is being loaded, and vectors come a moment later.
        for (int i = 0; i < TRIES && !isFound(found); i++) {
            Remote.pause(PAUSE_MS);
            found = client.byToken(search, token);
        }
        JsonNode first = found.json().path("results").path(0);
        shown.step(
                "recall",
                search,
                "%d %s: \"%s\", similarity %s, not a word in common"
                        .formatted(
                                found.status(),
                                first.path("key").asString(),
                                first.path("content").asString(),
                                first.path("similarity")));
        Demo.expect(found, 200, isFound(found), "the memory that means the most");
    }

    private static boolean isFound(Response found) {
        return found.json().path("results").path(0).path("key").asString("").equals("wish");
    }
}
