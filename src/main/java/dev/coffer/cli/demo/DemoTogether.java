package dev.coffer.cli.demo;

import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.PayingClient;
import dev.coffer.cli.client.Response;
import dev.coffer.endpoint.Json;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The demo's second part, two agents of one account: a lock handed over, a job tried twice. */
final class DemoTogether {

    private final PayingClient client;
    private final String token;
    private final Transcript shown;

    DemoTogether(PayingClient client, String token, Transcript shown) {
        this.client = client;
        this.token = token;
        this.shown = shown;
    }

    void run() throws IOException {
        handOver();
        retry();
    }

    private Response post(String path, String json) throws IOException {
        return client.byToken(HttpCall.post(path, json), token);
    }

    private Response step(String name, String path, String json) throws IOException {
        Response response = post(path, json);
        show(name, path, json, response);
        return response;
    }

    private void show(String name, String path, String json, Response response) {
        shown.step(
                name,
                "POST " + path + " " + json,
                response.status() + " " + Json.MAPPER.writeValueAsString(response.json()));
    }

    /** Ada has the lock, Bob waits for it; what Ada writes too late is refused. */
    private void handOver() throws IOException {
        Response ada = step("lock", "/api/sync/lock", "{\"name\":\"report\",\"holder\":\"ada\"}");
        Demo.expect(ada, 200, ada.json().path("acquired").asBoolean(), "the lock");
        long fence = ada.json().path("fence").asLong();
        String waiting = "{\"name\":\"report\",\"holder\":\"bob\",\"wait\":true}";
        Response bob;
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Response> answer = thread.submit(() -> post("/api/sync/lock", waiting));
            Response line;
            do {
                line = post("/api/sync/check", "{\"name\":\"report\"}");
                Demo.expect(line, 200, !answer.isDone(), "Bob to wait");
            } while (line.json().path("waiters").asInt() == 0);
            Response unlocked =
                    step(
                            "unlock",
                            "/api/sync/unlock",
                            "{\"name\":\"report\",\"token\":%s}"
                                    .formatted(ada.json().path("token")));
            Demo.expect(unlocked, 200, unlocked.json().path("released").asBoolean(), "a release");
            bob = answer.get();
        } catch (ExecutionException e) {
            throw new IOException("the wait for the lock failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        show("waiter", "/api/sync/lock", waiting, bob);
        boolean later = bob.json().path("fence").asLong() > fence;
        Demo.expect(bob, 200, later, "the lock, with a higher fence");
        Response late =
                post(
                        "/api/kv/set",
                        "{\"key\":\"report\",\"value\":1,\"fence\":{\"lock\":\"report\",\"number\":%d}}"
                                .formatted(fence));
        shown.step(
                "late",
                "POST /api/kv/set {\"key\":\"report\",\"value\":1,\"fence\":{\"lock\":\"report\",\"number\":%d}}"
                        .formatted(fence),
                "%d %s, not charged: Ada writes too late".formatted(late.status(), late.code()));
        Demo.expect(late, 412, late.code().equals("fenced_off"), "fenced_off");
    }

    /** A job whose first attempt fails is delivered again. */
    private void retry() throws IOException {
        Response pushed =
                step(
                        "push",
                        "/api/queue/push",
                        "{\"queue\":\"mail\",\"payload\":{\"to\":\"ada\"}}");
        Demo.expect(pushed, 200, true, "a job");
        Response first = step("pop", "/api/queue/pop", "{\"queue\":\"mail\",\"wait\":20}");
        Demo.expect(first, 200, first.json().path("attempt").asInt() == 1, "the first attempt");
        Response failed =
                step(
                        "fail",
                        "/api/queue/fail",
                        "{\"jobId\":%s,\"lease\":%s,\"error\":\"no answer\",\"delay\":0}"
                                .formatted(first.json().path("jobId"), first.json().path("lease")));
        Demo.expect(failed, 200, failed.json().path("willRetry").asBoolean(), "a retry");
        Response second = step("again", "/api/queue/pop", "{\"queue\":\"mail\",\"wait\":20}");
        Demo.expect(second, 200, second.json().path("attempt").asInt() == 2, "the second attempt");
        Response done =
                step(
                        "complete",
                        "/api/queue/complete",
                        "{\"jobId\":%s,\"lease\":%s}"
                                .formatted(
                                        second.json().path("jobId"), second.json().path("lease")));
        Demo.expect(done, 200, done.json().path("completed").asBoolean(), "a completed job");
    }
}
