package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever keeps as many keys as it may is refused more, and nothing else. */
class KvQuotaTest {

    private final Service service = Service.off();

    @AfterEach
    void close() {
        service.close();
    }

    private static String body(String key) {
        return "{\"key\":\"%s\",\"value\":\"12345\"}".formatted(key);
    }

    @Test
    void whoIsFullMayReplaceAndDeleteAndThenKeepsMore() {
        service.restartWith("ownerRowsPerCapability=2");
        Service.Client owner = service.payer("FULL");
        owner.post("/api/kv/set", body("a")).expect(200);
        owner.post("/api/kv/set", body("b")).expect(200);
        for (int time = 0; time < 3; time++) {
            Answered refused = owner.post("/api/kv/set", body("c")).expect(413, "quota_exceeded");
            assertThat(refused.at("used").asLong()).isEqualTo(2);
            assertThat(refused.at("limit").asLong()).isEqualTo(2);
            owner.post("/api/kv/set", body("a")).expect(200);
        }
        owner.get("/api/kv/get?key=c").expect(404);
        service.payer("ANOTHER").post("/api/kv/set", body("c")).expect(200);
        owner.post("/api/kv/delete", "{\"key\":\"b\"}").expect(200);
        owner.post("/api/kv/set", body("c")).expect(200);
        owner.post("/api/kv/set", body("d")).expect(413, "quota_exceeded");
    }
}
