package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Where readers who take nothing hold the memory, no call is done whose answer has no room. */
class NoRoomTest {

    /** Bytes: far more than a socket takes in. */
    private static final int LARGE = 9 << 20;

    private final Service service = Service.devnet();
    private final Service.Client alice = service.payer("alice");
    private final List<Wiretap> readers = new ArrayList<>();

    @BeforeEach
    void shareOut() {
        service.restartWithBudget(2 * LARGE + (10 << 10));
    }

    @AfterEach
    void close() throws Exception {
        letGo();
        service.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 100_000})
    void noCallIsDoneWhoseAnswerHasNoRoom(int bytes) throws Exception {
        Map<String, Supplier<Answered>> calls = calls("x".repeat(bytes));
        holdAll();
        long before = balance();
        calls.forEach((name, call) -> {
            Answered refused = call.get();
            assertThat(refused.status() + " " + refused.code())
                    .as(name)
                    .isEqualTo("503 overloaded");
            assertThat(refused.at("charged").asBoolean()).as(name).isFalse();
        });
        assertThat(balance()).isEqualTo(before);
        set("small", "\"x\"", "");
        alice.get("/api/kv/get?key=small").expect(200);

        letGo();
        awaitRoom();
        calls.forEach((name, call) -> assertThat(call.get().status()).as(name).isEqualTo(200));
    }

    /** One of each that answers with what is stored. */
    private Map<String, Supplier<Answered>> calls(String text) {
        String quoted = "\"" + text + "\"";
        String visible = paste(quoted, "");
        String[] named = {"Idempotency-Key", "before"};
        set("mid", quoted, ",\"visibility\":\"public\"");
        for (String queue : List.of("a", "b", "c", "d")) {
            alice.post(
                            "/api/queue/push",
                            "{\"queue\":\"%s\",\"payload\":%s}".formatted(queue, quoted))
                    .expect(200);
        }
        pop("a", named).expect(200);
        alice.get("/api/kv/get?key=mid", "Idempotency-Key", "get before").expect(200);

        Map<String, Supplier<Answered>> calls = new LinkedHashMap<>();
        calls.put("a value", () -> alice.get("/api/kv/get?key=mid"));
        calls.put("a value, named", () -> alice.get("/api/kv/get?key=mid", named("get")));
        calls.put("again", () -> alice.get("/api/kv/get?key=mid", named("get before")));
        calls.put("a public value", () -> service.get("/public/" + alice.address() + "/mid"));
        calls.put("values", () -> alice.get("/api/kv/list?values=true"));
        calls.put("a paste", () -> alice.get("/api/paste/get?code=" + visible));
        calls.put("a paste by its path", () -> alice.get("/api/paste/" + visible));
        calls.put("a paste's text", () -> service.get("/p/" + visible));
        calls.put("a paste's page", () -> service.get("/p/" + visible, "Accept", "text/html"));
        String burning = paste(quoted, ",\"burn\":true");
        calls.put("a paste that burns", () -> alice.get("/api/paste/get?code=" + burning));
        String once = paste(quoted, ",\"burn\":true");
        calls.put("the same, named", () -> alice.get("/api/paste/get?code=" + once, named("once")));
        String last = paste(quoted, ",\"burn\":true");
        calls.put("a burning page", () -> service.post("/p/" + last, ""));
        calls.put("a job", () -> pop("b"));
        calls.put("a job, named", () -> pop("c", named("pop")));
        calls.put("a job again", () -> pop("a", named));
        calls.put("a value by a tool", () -> byTool("mid"));
        calls.put("jobs", () -> alice.get("/api/queue/list?queue=d&status=pending"));
        return calls;
    }

    /** What a tool's result says, as the answer that it is of. */
    private Answered byTool(String key) {
        Answered answered =
                alice.post(
                                "/mcp",
                                """
                                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {
                                  "name": "kv", "arguments": {"action": "get", "key": "%s"}}}
                                """
                                        .formatted(key))
                        .expect(200);
        JsonNode result = answered.at("result").path("structuredContent");
        boolean refused = answered.at("result").path("isError").asBoolean();
        return new Answered(
                refused ? result.path("status").asInt() : 200,
                answered.headers(),
                result.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String[] named(String name) {
        return new String[] {"Idempotency-Key", name};
    }

    /** Its text is the sixth part of what stands in the store and goes out. */
    @Test
    void roomIsTakenForWhatGoesOutAndNotForTheTextThatItMeans() throws Exception {
        set("escaped", "\"" + "\\u0001".repeat((4 << 20) / 6) + "\"", "");
        set("most", "\"" + "x".repeat(LARGE - (1 << 20)) + "\"", ",\"visibility\":\"public\"");
        set("large", "\"" + "x".repeat(LARGE) + "\"", ",\"visibility\":\"public\"");
        hold("large");
        hold("most");
        long before = balance();
        for (String target :
                List.of("/api/kv/get?key=escaped", "/api/kv/list?values=true&prefix=e")) {
            alice.get(target).expect(503, "overloaded");
            alice.get(target, named(target)).expect(503, "overloaded");
        }
        assertThat(balance()).isEqualTo(before);
    }

    /** A page of values is as long as they are, and not as the texts that they mean. */
    @Test
    void aPageCountsWhatGoesOut() {
        for (int i = 0; i < 3; i++) {
            set("escaped" + i, "\"" + "\\u0001".repeat((5 << 20) / 6) + "\"", "");
        }
        Answered page = alice.get("/api/kv/list?values=true").expect(200);
        assertThat(page.at("count").asInt()).isEqualTo(1);
        assertThat(page.at("complete").asBoolean()).isFalse();
    }

    private void holdAll() throws Exception {
        set("large", "\"" + "x".repeat(LARGE) + "\"", ",\"visibility\":\"public\"");
        hold("large");
        hold("large");
    }

    private void hold(String key) throws Exception {
        Wiretap reader = new Wiretap(service.port());
        readers.add(reader);
        reader.ask("GET /public/%s/%s HTTP/1.1".formatted(alice.address(), key));
        assertThat(reader.hearHead().status()).isEqualTo(200);
    }

    private void letGo() throws Exception {
        for (Wiretap reader : readers) {
            reader.close();
        }
        readers.clear();
    }

    /** That a reader is gone is noticed in a moment. */
    private void awaitRoom() {
        Caller anyone = service.anyone();
        while (anyone.get("/public/" + alice.address() + "/large").status() == 503) {
            Thread.onSpinWait();
        }
    }

    private void set(String key, String json, String more) {
        String body = "{\"key\":\"%s\",\"value\":%s%s}".formatted(key, json, more);
        alice.send("POST", "/api/kv/set", body.getBytes(StandardCharsets.UTF_8)).expect(200);
    }

    private String paste(String quoted, String more) {
        return alice.post("/api/paste/create", "{\"content\":" + quoted + more + "}")
                .expect(200)
                .at("code")
                .asString();
    }

    private Answered pop(String queue, String... headers) {
        return alice.post("/api/queue/pop", "{\"queue\":\"" + queue + "\"}", headers);
    }

    private long balance() {
        return alice.read("/api/account").path("balances").path("STX").asLong();
    }
}
