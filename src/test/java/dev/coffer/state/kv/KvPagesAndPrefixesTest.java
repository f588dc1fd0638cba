package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Limits;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/** Pages that values fill, and keys that go by prefix. */
class KvPagesAndPrefixesTest {

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("ALICE");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aPageOfValuesEndsWhereItsBytesDo() {
        // With its quotes: what counts is what goes out.
        String third = "x".repeat(Limits.PAGE_VALUE_BYTES.whole() / 3 - 2);
        for (int i = 0; i < 7; i++) {
            set("{\"key\":\"k%d\",\"value\":\"%s\"}".formatted(i, third));
        }
        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String cursor = "";
        boolean complete = false;
        while (!complete) {
            Answered page = alice.get("/api/kv/list?values=true" + cursor).expect(200);
            sizes.add(page.at("count").asInt());
            for (JsonNode entry : page.at("entries")) {
                assertThat(entry.path("value").asString()).hasSize(third.length());
                seen.add(entry.path("key").asString());
            }
            complete = page.at("complete").asBoolean();
            cursor = "&cursor=" + page.at("cursor").asString("");
        }
        assertThat(seen).containsExactly("k0", "k1", "k2", "k3", "k4", "k5", "k6");
        assertThat(sizes).containsExactly(3, 3, 1);
    }

    @Test
    void aValueLargerThanAPageIsAPage() {
        String large = "x".repeat(Limits.PAGE_VALUE_BYTES.whole() + 1);
        set("{\"key\":\"a\",\"value\":1}");
        set("{\"key\":\"b\",\"value\":\"%s\"}".formatted(large));
        set("{\"key\":\"c\",\"value\":1}");
        Answered first = alice.get("/api/kv/list?values=true").expect(200);
        assertThat(first.at("keys").toString()).isEqualTo("[\"a\"]");
        Answered second =
                alice.get("/api/kv/list?values=true&cursor=" + first.at("cursor").asString())
                        .expect(200);
        assertThat(second.at("keys").toString()).isEqualTo("[\"b\"]");
        Answered third =
                alice.get("/api/kv/list?values=true&cursor=" + second.at("cursor").asString())
                        .expect(200);
        assertThat(third.at("keys").toString()).isEqualTo("[\"c\"]");
        assertThat(third.at("complete").asBoolean()).isTrue();
    }

    @Test
    void manyKeysGoByPrefixInRounds() {
        Call.together(
                64,
                t -> {
                    for (int i = t; i < 2100; i += 64) {
                        set(
                                "{\"key\":\"p/%04d\",\"value\":\"12\",\"visibility\":\"%s\"}"
                                        .formatted(i, i % 3 == 0 ? "public" : "private"));
                    }
                    return t;
                });
        set("{\"key\":\"p\",\"value\":\"stays\"}");
        set("{\"key\":\"p0\",\"value\":\"stays\"}");
        List<String> rounds = new ArrayList<>();
        boolean complete = false;
        while (!complete) {
            Answered round = alice.post("/api/kv/delete", "{\"prefix\":\"p/\"}").expect(200);
            complete = round.at("complete").asBoolean();
            rounds.add(round.at("deletedCount").asString() + (complete ? " last" : ""));
        }
        assertThat(rounds).containsExactly("1000", "1000", "100 last");
        assertThat(alice.get("/api/kv/list").at("keys").toString()).isEqualTo("[\"p\",\"p0\"]");
        JsonNode usage = alice.get("/api/account").at("usage").path(0);
        assertThat(usage.path("rows").asInt()).isEqualTo(2);
        assertThat(usage.path("bytes").asInt()).isEqualTo(10);
    }

    @Test
    void exactlyAThousandKeysAreOneRound() {
        Call.together(
                50,
                t -> {
                    for (int i = 0; i < 20; i++) {
                        set("{\"key\":\"p%d-%d\",\"value\":1}".formatted(t, i));
                    }
                    return t;
                });
        Answered round = alice.post("/api/kv/delete", "{\"prefix\":\"p\"}").expect(200);
        assertThat(round.at("deletedCount").asInt()).isEqualTo(1000);
        assertThat(round.at("complete").asBoolean()).isTrue();
    }

    @Test
    void theNamespacedKeyHasItsLimitInBytes() {
        int room = 512 - "kv:private:ALICE:".length();
        String fits = "\u20ac".repeat(room / 3) + "x".repeat(room % 3);
        set("{\"key\":\"%s\",\"value\":1}".formatted(fits));
        Answered more = alice.post("/api/kv/set", "{\"key\":\"%sx\",\"value\":1}".formatted(fits));
        more.expect(400, "invalid_input");
        // `public` is one character shorter than `private`.
        set("{\"key\":\"%sx\",\"value\":1,\"visibility\":\"public\"}".formatted(fits));
    }

    private void set(String json) {
        alice.post("/api/kv/set", json).expect(200);
    }
}
