package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What is private is out of everybody else's reach, whatever they send. */
class IsolationTest {

    private static final String SECRET = "TOP-SECRET";

    private final Service service = Service.devnet();
    private final Service.Client alice = service.payer("alice");
    private final Service.Client mallory = service.payer("mallory");

    @AfterEach
    void close() {
        service.close();
    }

    @BeforeEach
    void aliceHasASecret() {
        alice.post(
                        "/api/kv/set",
                        "{\"key\":\"k\",\"value\":\""
                                + SECRET
                                + "\",\"metadata\":\""
                                + SECRET
                                + "\"}")
                .expect(200);
        alice.post("/api/kv/set", "{\"key\":\"shown\",\"value\":1,\"visibility\":\"public\"}")
                .expect(200);
    }

    @Test
    void nobodyElseReadsAPrivateValue() {
        String owner = alice.address();
        List<Answered> tried = new ArrayList<>();
        for (String visibility :
                List.of("private", "public", "all", "PRIVATE", "private,public", "")) {
            for (String path : List.of("/api/kv/get", "/api/kv/list")) {
                tried.add(
                        mallory.post(
                                path,
                                "{\"key\":\"k\",\"owner\":\"%s\",\"visibility\":\"%s\"}"
                                        .formatted(owner, visibility)));
                tried.add(
                        mallory.post(
                                path,
                                "{\"owner\":\"%s\",\"visibility\":\"%s\",\"values\":true}"
                                        .formatted(owner, visibility)));
                tried.add(
                        mallory.get(
                                path
                                        + "?key=k&owner="
                                        + owner
                                        + "&visibility="
                                        + visibility.replace(",", "%2C")));
            }
        }
        for (String other :
                List.of(
                        owner.toLowerCase(java.util.Locale.ROOT),
                        owner + "%20",
                        "%20" + owner,
                        owner + "%00",
                        "-",
                        "%25",
                        "*",
                        owner + "'--")) {
            tried.add(mallory.get("/api/kv/get?key=k&owner=" + other));
            tried.add(mallory.get("/api/kv/list?values=true&owner=" + other));
            tried.add(service.anyone().get("/public/" + other + "/k"));
        }
        for (String key :
                List.of(
                        "k",
                        "k%00",
                        "../k",
                        "%2e%2e/k",
                        "private:" + owner + ":k",
                        "k?visibility=private")) {
            tried.add(service.anyone().get("/public/" + owner + "/" + key));
            tried.add(mallory.get("/public/" + owner + "/" + key));
        }
        tried.add(mallory.post("/api/kv/get", "{\"key\":\"k\"}", "X-Payer", owner));
        tried.add(mallory.post("/api/kv/get?owner=" + owner, "{\"key\":\"k\"}"));
        tried.add(mallory.post("/api/kv/get", "{\"key\":\"k\",\"owner\":[\"" + owner + "\"]}"));
        tried.add(mallory.get("/api/kv/list?values=true&reverse=true&limit=1000&owner=" + owner));
        tried.add(mallory.get("/api/kv/list?values=true"));
        for (Answered answered : tried) {
            assertThat(answered.status()).isLessThan(500);
            assertThat(answered.headers().map() + answered.text()).doesNotContain(SECRET);
        }
    }

    @Test
    void anothersPublicListHasNoTraceOfPrivateKeys() {
        for (int i = 0; i < 20; i++) {
            alice.post(
                            "/api/kv/set",
                            "{\"key\":\"p%02d\",\"value\":1,\"visibility\":\"%s\"}"
                                    .formatted(i, i % 2 == 0 ? "public" : "private"))
                    .expect(200);
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            Answered page =
                    mallory.get("/api/kv/list?limit=3&prefix=p&owner=" + alice.address() + cursor)
                            .expect(200);
            page.at("keys").forEach(key -> seen.add(key.asString()));
            page.at("entries")
                    .forEach(e -> assertThat(e.path("visibility").asString()).isEqualTo("public"));
            cursor =
                    page.at("complete").asBoolean()
                            ? ""
                            : "&cursor=" + page.at("cursor").asString();
        } while (!cursor.isEmpty());
        assertThat(seen).hasSize(10).allMatch(key -> Integer.parseInt(key.substring(1)) % 2 == 0);
    }

    @Test
    void aCursorOfAnotherOwnerOpensNothing() {
        alice.post("/api/kv/set", "{\"key\":\"a\",\"value\":\"" + SECRET + "\"}").expect(200);
        String cursor = alice.get("/api/kv/list?limit=1").expect(200).at("cursor").asString();
        Answered page = mallory.get("/api/kv/list?values=true&cursor=" + cursor).expect(200);
        assertThat(page.at("count").asInt()).isZero();
    }

    @Test
    void nobodyElseChangesOrDeletes() {
        String owner = alice.address();
        mallory.post("/api/kv/delete", "{\"key\":\"k\"}").expect(404);
        mallory.post("/api/kv/delete", "{\"key\":\"shown\"}").expect(404);
        mallory.post("/api/kv/delete", "{\"key\":\"shown\",\"owner\":\"%s\"}".formatted(owner))
                .expect(400, "unknown_field");
        assertThat(
                        mallory.post("/api/kv/delete", "{\"prefix\":\"k\"}")
                                .expect(200)
                                .at("deletedCount")
                                .asInt())
                .isZero();
        assertThat(
                        mallory.post(
                                        "/api/kv/delete",
                                        "{\"prefix\":\"s\",\"visibility\":\"public\"}")
                                .expect(200)
                                .at("deletedCount")
                                .asInt())
                .isZero();
        mallory.post(
                        "/api/kv/set",
                        "{\"key\":\"k\",\"value\":\"mine\",\"owner\":\"%s\"}".formatted(owner))
                .expect(400, "unknown_field");
        mallory.post("/api/kv/set", "{\"key\":\"k\",\"value\":\"mine\"}").expect(200);
        mallory.post(
                        "/api/kv/set",
                        "{\"key\":\"shown\",\"value\":\"mine\",\"visibility\":\"public\"}")
                .expect(200);
        assertThat(alice.get("/api/kv/get?key=k").at("value").asString()).isEqualTo(SECRET);
        assertThat(service.anyone().get("/public/" + owner + "/shown").text()).isEqualTo("1");
        assertThat(alice.get("/api/account").at("usage").path(0).path("rows").asInt()).isEqualTo(2);
    }

    @Test
    void aValueIsNotShownOnceItIsPrivateAgain() {
        alice.post("/api/kv/delete", "{\"key\":\"shown\",\"visibility\":\"public\"}").expect(200);
        alice.post("/api/kv/set", "{\"key\":\"shown\",\"value\":\"" + SECRET + "\"}").expect(200);
        mallory.get("/api/kv/get?key=shown&owner=" + alice.address()).expect(404);
        service.anyone().get("/public/" + alice.address() + "/shown").expect(404);
    }
}
