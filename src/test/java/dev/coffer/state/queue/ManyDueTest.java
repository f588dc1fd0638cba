package dev.coffer.state.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/** More jobs become due at once than one call moves: what is told is true all the same. */
@Timeout(120)
class ManyDueTest {

    private static final int JOBS = 2_500;

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("alice");

    @AfterEach
    void close() {
        service.close();
    }

    private Answered call(String what, String fields) {
        return alice.post("/api/queue/" + what, "{\"queue\":\"q\"" + fields + "}").expect(200);
    }

    private void push(String job) {
        for (int i = 0; i < JOBS; i += 100) {
            call("push", ",\"jobs\":[" + String.join(",", Collections.nCopies(100, job)) + "]");
        }
    }

    private int count(String state) {
        return call("status", "").at(state).asInt();
    }

    @Test
    void delayedJobsCountAsPendingWhenTheyAreDue() {
        push("{\"payload\":1,\"delay\":60}");
        assertThat(count("delayed")).isEqualTo(JOBS);
        service.clock().advance(Duration.ofSeconds(60));
        assertThat(count("pending")).isEqualTo(JOBS);
        assertThat(count("delayed")).isZero();
        assertThat(call("list", ",\"status\":\"delayed\"").at("count").asInt()).isZero();

        Set<String> listed = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = call("list", ",\"status\":\"pending\",\"limit\":1000" + cursor).json();
            page.path("jobs").forEach(job -> listed.add(job.path("jobId").asString()));
            boolean complete = page.path("complete").asBoolean();
            cursor = complete ? "" : ",\"cursor\":" + page.path("cursor");
        } while (!cursor.isEmpty());
        assertThat(listed).hasSize(JOBS);
    }

    @Test
    void noLeaseThatRanOutEndsItsJob() {
        push("{\"payload\":1,\"maxAttempts\":1}");
        JsonNode last = call("pop", "").json();
        for (int i = 1; i < JOBS; i += 100) {
            last = call("pop", ",\"visibility\":61,\"max\":100").at("jobs").path(0);
        }
        service.clock().advance(Duration.ofSeconds(61));
        String speaker =
                "{\"jobId\":%s,\"lease\":%s}".formatted(last.path("jobId"), last.path("lease"));
        Answered late = alice.post("/api/queue/complete", speaker).expect(200);
        assertThat(late.at("completed").asBoolean()).isFalse();
        assertThat(late.at("error").asString()).contains("ran out");
        assertThat(count("dead")).isEqualTo(JOBS);
        assertThat(count("processing")).isZero();
    }
}
