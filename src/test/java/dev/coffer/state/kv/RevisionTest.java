package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Revisions under writers that get in each other's way. */
class RevisionTest {

    private static final int WRITERS = 64;
    private static final int ROUNDS = 5;

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("ALICE");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void everyIncrementOfSixtyFourWritersCountsOnce() {
        alice.post("/api/kv/set", "{\"key\":\"n\",\"value\":0}").expect(200);
        List<Set<Long>> revisions = Call.together(WRITERS, _ -> increments());
        assertThat(alice.get("/api/kv/get?key=n").at("value").asInt()).isEqualTo(WRITERS * ROUNDS);
        Set<Long> all = new HashSet<>();
        revisions.forEach(all::addAll);
        assertThat(all).hasSize(WRITERS * ROUNDS);
    }

    private Set<Long> increments() {
        Set<Long> revisions = new HashSet<>();
        while (revisions.size() < ROUNDS) {
            JsonNode now = alice.get("/api/kv/get?key=n").expect(200).json();
            Answered set =
                    alice.post(
                            "/api/kv/set",
                            "{\"key\":\"n\",\"value\":%d,\"ifRevision\":%d}"
                                    .formatted(
                                            now.path("value").asInt() + 1,
                                            now.path("revision").asLong()));
            if (set.status() == 200) {
                assertThat(set.at("revision").asLong())
                        .isGreaterThan(now.path("revision").asLong());
                revisions.add(set.at("revision").asLong());
            } else {
                set.expect(412, "revision_mismatch");
                assertThat(set.at("revision").asLong())
                        .isGreaterThan(now.path("revision").asLong());
            }
        }
        return revisions;
    }

    @Test
    void oneOfManyWhoWantItAbsentWins() {
        List<Answered> answers =
                Call.together(
                        WRITERS,
                        i ->
                                alice.post(
                                        "/api/kv/set",
                                        "{\"key\":\"seat\",\"value\":%d,\"ifAbsent\":true}"
                                                .formatted(i)));
        List<Answered> won = answers.stream().filter(a -> a.status() == 200).toList();
        assertThat(won).hasSize(1);
        answers.stream()
                .filter(a -> a.status() != 200)
                .forEach(lost -> {
                    lost.expect(412, "revision_mismatch");
                    assertThat(lost.at("revision").asLong())
                            .isEqualTo(won.getFirst().at("revision").asLong());
                });
        int value = alice.get("/api/kv/get?key=seat").at("value").asInt();
        assertThat(answers.get(value).status()).isEqualTo(200);
    }

    @Test
    void oneOfManyWhoDeleteWins() {
        long revision =
                alice.post("/api/kv/set", "{\"key\":\"k\",\"value\":1}").at("revision").asLong();
        List<Answered> answers =
                Call.together(
                        WRITERS,
                        _ ->
                                alice.post(
                                        "/api/kv/delete",
                                        "{\"key\":\"k\",\"ifRevision\":%d}".formatted(revision)));
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(a -> a.status() == 404)).hasSize(WRITERS - 1);
    }

    @Test
    void aRevisionNeverComesBack() {
        long last = 0;
        for (int i = 0; i < 5; i++) {
            long set = revision("{\"key\":\"k\",\"value\":1}");
            long again = revision("{\"key\":\"k\",\"value\":1}");
            assertThat(set).isGreaterThan(last);
            assertThat(again).isGreaterThan(set);
            last = again;
            if (i % 2 == 0) {
                alice.post("/api/kv/delete", "{\"key\":\"k\"}").expect(200);
            } else {
                service.clock().advance(Duration.ofDays(2));
                service.sweep();
            }
            service.restart();
        }
    }

    private long revision(String json) {
        return alice.post("/api/kv/set", json).expect(200).at("revision").asLong();
    }
}
