package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is kept of an owner's long answers counts in its usage and its quota, as long as it is. */
class KeptAnswersTest {

    private static final String POP = "/api/queue/pop";
    private static final String TEN = "{\"queue\":\"q\",\"max\":10}";

    private final Service service = Service.devnet();
    private final Service.Client alice = service.payer("alice");

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aLongAnswerToAWriteCounts() {
        push(10);
        assertThat(kept()).isEqualTo("0 rows, 0 bytes");
        Answered first = pop("one").expect(200);
        String once = "1 rows, %d bytes".formatted(first.body().length);
        assertThat(first.body()).hasSizeGreaterThan(100_000);
        assertThat(kept()).isEqualTo(once);

        Answered again = pop("one").expect(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(kept()).isEqualTo(once);
        // What is short is not worth a count.
        pop("empty").expect(200);
        assertThat(kept()).isEqualTo(once);

        service.clock().advance(Duration.ofHours(24));
        service.sweep();
        assertThat(kept()).isEqualTo("0 rows, 0 bytes");
    }

    @Test
    void aNameThatIsUsedAgainCountsOnce() {
        push(10);
        pop("one").expect(200);
        service.clock().advance(Duration.ofHours(24));
        push(5);
        Answered later = alice.post(POP, "{\"queue\":\"q\",\"max\":5}", "Idempotency-Key", "one");
        assertThat(later.expect(200).header("Idempotent-Replay")).isEmpty();
        assertThat(kept()).isEqualTo("1 rows, %d bytes".formatted(later.body().length));
        service.clock().advance(Duration.ofHours(24));
        alice.post("/api/kv/set", "{\"key\":\"k\",\"value\":1}", "Idempotency-Key", "one")
                .expect(200);
        assertThat(kept()).isEqualTo("0 rows, 0 bytes");
    }

    @Test
    void whatDoesNotFitIsRefusedAndNothingIsDone() {
        service.restartWith("ownerBytesPerCapability=150000");
        push(10);
        Answered first = pop("one").expect(200);
        service.clock().advance(Duration.ofHours(1)); // All leases are over.
        long before = balance();
        Answered full = pop("two").expect(413, "quota_exceeded");
        assertThat(full.at("capability").asString()).isEqualTo("answer");
        assertThat(full.at("charged").asBoolean()).isFalse();
        assertThat(full.at("hint").asString()).contains("Idempotency-Key");
        assertThat(balance()).isEqualTo(before);
        assertThat(pop("one").expect(200).body()).isEqualTo(first.body());
        // Short answers, and those that nobody named, go on.
        alice.post("/api/kv/set", "{\"key\":\"k\",\"value\":1}", "Idempotency-Key", "set")
                .expect(200);
        Answered second = alice.post(POP, TEN).expect(200);
        assertThat(second.at("jobs").path(0).path("attempt").asInt()).isEqualTo(2);
    }

    private void push(int jobs) {
        String job = "{\"payload\":\"" + "x".repeat(10_500) + "\"}";
        String all = IntStream.range(0, jobs).mapToObj(_ -> job).collect(Collectors.joining(","));
        alice.post("/api/queue/push", "{\"queue\":\"q\",\"jobs\":[" + all + "]}").expect(200);
    }

    private Answered pop(String name) {
        return alice.post(POP, TEN, "Idempotency-Key", name);
    }

    private long balance() {
        return alice.read("/api/account").path("balances").path("STX").asLong();
    }

    private String kept() {
        for (JsonNode used : alice.read("/api/account").path("usage")) {
            if (used.path("capability").asString().equals("answer")) {
                return "%s rows, %s bytes".formatted(used.path("rows"), used.path("bytes"));
            }
        }
        return "0 rows, 0 bytes";
    }
}
