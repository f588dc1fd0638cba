package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keys end when they are told to, by the clock and not by the sweeper. */
class ExpiryTest {

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("ALICE");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aKeyIsThereUntilItsLastMillisecond() {
        Answered set = set("{\"key\":\"k\",\"value\":1,\"ttl\":60,\"visibility\":\"public\"}");
        Instant end = Instant.parse(set.at("expiresAt").asString());
        assertThat(end).isEqualTo(service.clock().instant().plusSeconds(60));

        service.clock().advance(Duration.ofMillis(59_999));
        assertThat(alice.get("/api/kv/get?key=k").expect(200).at("expiresAt"))
                .isEqualTo(set.at("expiresAt"));
        assertThat(count()).isEqualTo(1);
        assertThat(service.anyone().get("/public/ALICE/k").expect(200).header("Cache-Control"))
                .contains("max-age=0");

        service.clock().advance(Duration.ofMillis(1));
        alice.get("/api/kv/get?key=k").expect(404, "not_found");
        alice.post("/api/kv/delete", "{\"key\":\"k\"}").expect(404, "not_found");
        service.anyone().get("/public/ALICE/k").expect(404, "not_found");
        assertThat(count()).isZero();
    }

    @Test
    void aDayIsWhatAKeyLivesWithoutAWord() {
        set("{\"key\":\"k\",\"value\":1}");
        service.clock().advance(Duration.ofDays(1).minusMillis(1));
        alice.get("/api/kv/get?key=k").expect(200);
        service.clock().advance(Duration.ofMillis(1));
        alice.get("/api/kv/get?key=k").expect(404);
    }

    @Test
    void aPersistentKeyStaysAndALaterTtlEndsIt() {
        set("{\"key\":\"k\",\"value\":1,\"persist\":true}");
        service.clock().advance(Duration.ofDays(40_000));
        service.sweep();
        assertThat(alice.get("/api/kv/get?key=k").expect(200).at("expiresAt").isMissingNode())
                .isTrue();
        set("{\"key\":\"k\",\"value\":1,\"ttl\":60}");
        service.clock().advance(Duration.ofSeconds(60));
        alice.get("/api/kv/get?key=k").expect(404);
    }

    @Test
    void anExpiredKeyIsAbsentForEveryCondition() {
        long revision = set("{\"key\":\"k\",\"value\":1,\"ttl\":60}").at("revision").asLong();
        service.clock().advance(Duration.ofSeconds(60));
        Answered gone =
                alice.post(
                        "/api/kv/set",
                        "{\"key\":\"k\",\"value\":2,\"ifRevision\":%d}".formatted(revision));
        gone.expect(412, "revision_mismatch");
        assertThat(gone.at("revision").asLong()).isZero();

        String absent = "{\"key\":\"k\",\"value\":3,\"ifAbsent\":true}";
        assertThat(set(absent).at("revision").asLong()).isGreaterThan(revision);
        alice.post("/api/kv/set", absent).expect(412, "revision_mismatch");
        Answered got = alice.get("/api/kv/get?key=k").expect(200);
        assertThat(got.at("value").asInt()).isEqualTo(3);
        assertThat(Instant.parse(got.at("createdAt").asString()))
                .isEqualTo(service.clock().instant());
    }

    @Test
    void aTouchRenewsTheExpiryAndNothingElse() {
        set("{\"key\":\"k\",\"value\":1,\"ttl\":60,\"metadata\":{\"m\":1}}");
        Answered before = alice.get("/api/kv/get?key=k").expect(200);
        service.clock().advance(Duration.ofSeconds(59));
        alice.post("/api/kv/touch", "{\"key\":\"k\",\"ttl\":60}").expect(200);
        service.clock().advance(Duration.ofSeconds(59));
        Answered after = alice.get("/api/kv/get?key=k").expect(200);
        for (String same : List.of("value", "metadata", "createdAt", "updatedAt", "revision")) {
            assertThat(after.at(same)).as(same).isEqualTo(before.at(same));
        }
        assertThat(Instant.parse(after.at("expiresAt").asString()))
                .isEqualTo(Instant.parse(before.at("expiresAt").asString()).plusSeconds(59));
        service.clock().advance(Duration.ofSeconds(1));
        alice.post("/api/kv/touch", "{\"key\":\"k\",\"ttl\":60}").expect(404, "not_found");
    }

    @Test
    void createdStaysAndUpdatedGoesOn() {
        set("{\"key\":\"k\",\"value\":1}");
        Instant created = service.clock().instant();
        service.clock().advance(Duration.ofSeconds(5));
        set("{\"key\":\"k\",\"value\":2}");
        Answered got = alice.get("/api/kv/get?key=k").expect(200);
        assertThat(Instant.parse(got.at("createdAt").asString())).isEqualTo(created);
        assertThat(Instant.parse(got.at("updatedAt").asString())).isEqualTo(created.plusSeconds(5));
    }

    @Test
    void theSweeperGivesBackWhatExpiredKeysUsed() {
        set("{\"key\":\"a\",\"value\":\"12345\",\"ttl\":60}");
        set("{\"key\":\"a\",\"value\":\"123\",\"ttl\":60,\"visibility\":\"public\"}");
        set("{\"key\":\"b\",\"value\":\"1234567\",\"persist\":true}");
        assertThat(usage()).isEqualTo("3 rows, 15 bytes");
        service.clock().advance(Duration.ofSeconds(60));
        service.sweep();
        assertThat(usage()).isEqualTo("1 rows, 7 bytes");
        service.sweep();
        service.restart();
        assertThat(usage()).isEqualTo("1 rows, 7 bytes");
    }

    @Test
    void usageFollowsEveryChange() {
        set("{\"key\":\"a\",\"value\":\"12345\"}");
        set("{\"key\":\"a\",\"value\":\"1\"}");
        assertThat(usage()).isEqualTo("1 rows, 1 bytes");
        set("{\"key\":\"a\",\"value\":[1,2,3],\"visibility\":\"public\"}");
        assertThat(usage()).isEqualTo("2 rows, 8 bytes");
        service.clock().advance(Duration.ofDays(1));
        set("{\"key\":\"a\",\"value\":\"zz\"}");
        assertThat(usage()).isEqualTo("2 rows, 9 bytes");
        alice.post("/api/kv/delete", "{\"key\":\"a\"}").expect(200);
        service.sweep();
        assertThat(usage()).isEqualTo("0 rows, 0 bytes");
    }

    private Answered set(String json) {
        return alice.post("/api/kv/set", json).expect(200);
    }

    private int count() {
        return alice.get("/api/kv/list").expect(200).at("count").asInt();
    }

    private String usage() {
        var kv = alice.get("/api/account").expect(200).at("usage").path(0);
        return kv.path("rows").asLong() + " rows, " + kv.path("bytes").asLong() + " bytes";
    }
}
