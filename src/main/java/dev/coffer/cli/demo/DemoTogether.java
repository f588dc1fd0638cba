package dev.coffer.cli.demo;

import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Response;
import dev.coffer.payment.BearerToken;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The demo's second part, two agents of one account: a token narrowed for the other, a lock handed
 * over, a job tried twice, a database of their own.
 */
record DemoTogether(PayingClient client, String token, Transcript shown) {

    void run() throws IOException {
        narrow();
        handOver();
        retry();
        new DemoLink(client, token, shown).run();
        query();
    }

    /** What Bob may read and spend, Ada says without asking the server. */
    private void narrow() throws IOException {
        List<String> caveats = List.of("read", "keys greeting", "spend 1000 STX demo");
        String bobs = BearerToken.of(token).orElseThrow().narrowed(caveats).text();
        shown.step(
                "narrow",
                "without the server, a token for Bob: " + String.join(", ", caveats),
                "%.20s…".formatted(bobs));
        HttpCall get = HttpCall.post("/api/kv/get", "{\"key\":\"greeting\"}");
        for (int i = 0; i < 2; i++) {
            Response read = client.byToken(get, bobs);
            Demo.expect(read, 200, true, "what Bob may read");
        }
        Response more = client.byToken(get, bobs);
        String said = "%d %s, not charged: Bob has spent %d of %d uSTX";
        long used = more.json().path("used").asLong();
        long limit = more.json().path("limit").asLong();
        shown.step("spent", get, said.formatted(more.status(), more.code(), used, limit));
        Demo.expect(more, 403, more.code().equals("cap_reached"), "cap_reached");
    }

    private Response step(String name, String path, String json) throws IOException {
        HttpCall call = HttpCall.post(path, json);
        Response response = client.byToken(call, token);
        shown.step(name, call, response);
        return response;
    }

    /** Ada has the lock, Bob waits for it; what Ada writes too late is refused. */
    private void handOver() throws IOException {
        Response ada = step("lock", "/api/sync/lock", "{\"name\":\"report\",\"holder\":\"ada\"}");
        Demo.expect(ada, 200, ada.json().path("acquired").asBoolean(), "the lock");
        long fence = ada.json().path("fence").asLong();
        HttpCall check = HttpCall.post("/api/sync/check", "{\"name\":\"report\"}");
        HttpCall waiting =
                HttpCall.post(
                        "/api/sync/lock", "{\"name\":\"report\",\"holder\":\"bob\",\"wait\":true}");
        Response bob;
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Response> answer = thread.submit(() -> client.byToken(waiting, token));
            Response line;
            do {
                line = client.byToken(check, token);
                Demo.expect(line, 200, !answer.isDone(), "Bob to wait");
            } while (line.json().path("waiters").asInt() == 0);
            String unlock =
                    "{\"name\":\"report\",\"token\":%s}".formatted(ada.json().path("token"));
            Response unlocked = step("unlock", "/api/sync/unlock", unlock);
            Demo.expect(unlocked, 200, unlocked.json().path("released").asBoolean(), "a release");
            bob = Demo.of(answer, "the wait for the lock failed");
        }
        shown.step("waiter", waiting, bob);
        boolean later = bob.json().path("fence").asLong() > fence;
        Demo.expect(bob, 200, later, "the lock, with a higher fence");
        String fenced =
                "{\"key\":\"report\",\"value\":1,\"fence\":{\"lock\":\"report\",\"number\":%d}}";
        HttpCall write = HttpCall.post("/api/kv/set", fenced.formatted(fence));
        Response late = client.byToken(write, token);
        String said = "%d %s, not charged: Ada writes too late";
        shown.step("late", write, said.formatted(late.status(), late.code()));
        Demo.expect(late, 412, late.code().equals("fenced_off"), "fenced_off");
    }

    /** A job whose first attempt fails is delivered again. */
    private void retry() throws IOException {
        String job = "{\"queue\":\"mail\",\"payload\":{\"to\":\"ada\"}}";
        Response pushed = step("push", "/api/queue/push", job);
        Demo.expect(pushed, 200, true, "a job");
        Response first = step("pop", "/api/queue/pop", "{\"queue\":\"mail\",\"wait\":20}");
        Demo.expect(first, 200, first.json().path("attempt").asInt() == 1, "the first attempt");
        String failure =
                "{\"jobId\":%s,\"lease\":%s,\"error\":\"no answer\",\"delay\":0}"
                        .formatted(first.json().path("jobId"), first.json().path("lease"));
        Response failed = step("fail", "/api/queue/fail", failure);
        Demo.expect(failed, 200, failed.json().path("willRetry").asBoolean(), "a retry");
        Response second = step("again", "/api/queue/pop", "{\"queue\":\"mail\",\"wait\":20}");
        Demo.expect(second, 200, second.json().path("attempt").asInt() == 2, "the second attempt");
        String completion =
                "{\"jobId\":%s,\"lease\":%s}"
                        .formatted(second.json().path("jobId"), second.json().path("lease"));
        Response done = step("complete", "/api/queue/complete", completion);
        Demo.expect(done, 200, done.json().path("completed").asBoolean(), "a completed job");
    }

    /** A table, rows in it, and what they come to. */
    private void query() throws IOException {
        String table = "{\"query\":\"create table spent (on_what text, micro int)\"}";
        Response made = step("table", "/api/sql/execute", table);
        Demo.expect(made, 200, true, "a table");
        String insert =
                "{\"query\":\"insert into spent values ('kv', 1000), ('sql', 1000), ('sql', 500) returning rowid\"}";
        Response inserted = step("insert", "/api/sql/execute", insert);
        boolean three = inserted.json().path("rows").size() == 3;
        Demo.expect(inserted, 200, three, "three rows");
        String sum =
                "{\"query\":\"select on_what, sum(micro) s from spent group by 1 having s > ?\",\"params\":[1000]}";
        Response summed = step("query", "/api/sql/query", sum);
        boolean right = summed.json().path("rows").path(0).path("s").asLong() == 1500;
        Demo.expect(summed, 200, right, "the sum");
    }
}
