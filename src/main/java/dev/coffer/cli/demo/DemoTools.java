package dev.coffer.cli.demo;

import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Response;

import java.io.IOException;

/** The demo's tools: one that computes, and one that this service has no model for. */
record DemoTools(PayingClient client, String token, Transcript shown) {

    void run() throws IOException {
        HttpCall hash = HttpCall.post("/api/text/sha256", "{\"text\":\"hello\"}");
        Response hashed = client.byToken(hash, token);
        shown.step("tool", hash, hashed);
        boolean right = hashed.json().path("hash").asString("").startsWith("2cf24dba");
        Demo.expect(hashed, 200, right, "the SHA-256 of hello");
        HttpCall speak = HttpCall.post("/api/ai/tts", "{\"text\":\"hello\"}");
        Response refused = client.byToken(speak, token);
        shown.step(
                "no model",
                speak,
                "%d %s: give `serve` %s; nothing charged"
                        .formatted(
                                refused.status(),
                                refused.json().path("code").asString(""),
                                refused.json().path("option").asString("")));
        boolean said = refused.json().path("code").asString("").equals("not_configured");
        Demo.expect(refused, 503, said, "a refusal");
    }
}
