package dev.coffer.cli.demo;

import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Response;

import java.io.IOException;

/** The demo's third part: an answer that is paid for once, and a batch that fails as a whole. */
record DemoOnce(PayingClient client, String token, Transcript shown) {

    void run() throws IOException {
        remember();
        failTogether();
    }

    /** Who asks first finds it out; who asks next has it, for less. */
    private void remember() throws IOException {
        HttpCall begin = HttpCall.post("/api/memo/begin", "{\"input\":{\"q\":\"6*7\"}}");
        Response miss = client.byToken(begin, token);
        shown.step("miss", begin, charged(miss) + ": hit " + miss.json().path("hit"));
        Demo.expect(miss, 200, miss.json().has("lease"), "a lease");
        String answer =
                "{\"inputHash\":%s,\"lease\":%s,\"value\":42}"
                        .formatted(miss.json().path("inputHash"), miss.json().path("lease"));
        Response kept = client.byToken(HttpCall.post("/api/memo/commit", answer), token);
        Demo.expect(kept, 200, kept.json().path("committed").asBoolean(), "a kept answer");
        Response hit = client.byToken(begin, token);
        String said = "%s: hit %s, value %s";
        shown.step(
                "hit",
                begin,
                said.formatted(charged(hit), hit.json().path("hit"), hit.json().path("value")));
        boolean cheaper = cost(hit) > 0 && cost(hit) < cost(miss);
        Demo.expect(hit, 200, hit.json().path("value").asInt() == 42 && cheaper, "a cheaper hit");
    }

    private static String charged(Response response) {
        return "%d, Coffer-Charge: %s"
                .formatted(response.status(), response.header("Coffer-Charge").orElse("none"));
    }

    private static long cost(Response response) {
        return response.header("Coffer-Charge")
                .map(charge -> Long.parseLong(charge.split(" ", 2)[0]))
                .orElse(0L);
    }

    /** The second operation is refused, so the first did not happen. */
    private void failTogether() throws IOException {
        String operations =
                """
                {"operations":[{"path":"/api/counter/increment","body":{"name":"paid"}},\
                {"path":"/api/kv/delete","body":{"key":"none"}}]}\
                """;
        HttpCall batch = HttpCall.post("/api/batch", operations);
        Response failed = client.byToken(batch, token);
        String said = "%d %s of operation %s, nothing charged";
        shown.step(
                "batch",
                batch,
                said.formatted(failed.status(), failed.code(), failed.json().path("index")));
        Demo.expect(failed, 404, failed.json().path("index").asInt() == 1, "a refusal");
        HttpCall get = HttpCall.post("/api/counter/get", "{\"name\":\"paid\"}");
        Response counter = client.byToken(get, token);
        shown.step("undone", get, "%d %s".formatted(counter.status(), counter.code()));
        Demo.expect(counter, 404, counter.code().equals("not_found"), "no counter");
    }
}
