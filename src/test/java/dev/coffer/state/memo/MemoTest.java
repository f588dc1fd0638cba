package dev.coffer.state.memo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** One finds out, the others wait: on one node and on two, whatever becomes of who finds out. */
@Timeout(120)
class MemoTest {

    private static final String BEGIN = "/api/memo/begin";
    private static final String WAITING = "{\"input\": \"q\", \"wait\": 30, \"ttl\": 60}";
    private static final String ASKING = "{\"input\": \"q\", \"ttl\": 10}";

    private static Answered begin(Service service, String json) {
        return service.payer("alice").post(BEGIN, json).expect(200);
    }

    private static Answered end(Service service, String how, Answered begun, String more) {
        String json =
                "{\"inputHash\": %s, \"lease\": %s%s}"
                        .formatted(begun.at("inputHash"), begun.at("lease"), more);
        return service.payer("alice").post("/api/memo/" + how, json);
    }

    private static List<Call<Answered>> waiters(List<Service> services, int each) {
        List<Call<Answered>> waiters = new ArrayList<>();
        for (Service service : services) {
            for (int i = 1; i <= each; i++) {
                int waiting = i;
                waiters.add(Call.start(() -> begin(service, WAITING)));
                Call.until("it waits", () -> service.waitingCalls() == waiting);
            }
        }
        return waiters;
    }

    private static void found(List<Call<Answered>> waiters, int value) {
        for (Call<Answered> waiter : waiters) {
            assertThat(waiter.get().at("hit").asBoolean()).isTrue();
            assertThat(waiter.get().at("value").asInt()).isEqualTo(value);
        }
    }

    @Test
    void whoWaitsGetsTheAnswerAtOnceAndPaysForARead() {
        try (Service service = Service.devnet()) {
            Answered first = begin(service, ASKING);
            List<Call<Answered>> waiters = waiters(List.of(service), 8);
            end(service, "commit", first, ", \"value\": 7").expect(200);
            found(waiters, 7);
            waiters.forEach(waiter ->
                    assertThat(waiter.get().header("Coffer-Charge")).isEqualTo("500 uSTX"));
        }
    }

    @Test
    void aLeaseThatIsGivenUpOrForgottenPassesOnToOneOfThem() {
        try (Service service = Service.off()) {
            Answered first = begin(service, ASKING);
            List<Call<Answered>> waiters = new ArrayList<>(waiters(List.of(service), 3));
            end(service, "abandon", first, "").expect(200);
            Answered second = leased(waiters);
            end(service, "commit", first, ", \"value\": 1").expect(409, "lease_lost");
            String hash = "{\"inputHash\": %s}".formatted(first.at("inputHash"));
            service.payer("alice").post("/api/memo/forget", hash).expect(200);
            Answered third = leased(waiters);
            end(service, "commit", second, ", \"value\": 2").expect(409, "lease_lost");
            end(service, "commit", third, ", \"value\": 3").expect(200);
            found(waiters, 3);
        }
    }

    /** The answer of the one that got the lease; it is not among the waiters any more. */
    private static Answered leased(List<Call<Answered>> waiters) {
        Call.until("one has it", () -> waiters.stream().anyMatch(Call::isDone));
        Call<Answered> done = waiters.stream().filter(Call::isDone).findFirst().orElseThrow();
        waiters.remove(done);
        assertThat(done.get().at("lease").asString("")).hasSize(32);
        return done.get();
    }

    @Test
    void theLeaseOfADeadHolderPassesOnWhenItsTimeIsOver() {
        try (Service service = Service.off()) {
            Answered dead = begin(service, ASKING);
            // By the clocks a waiter sees half a second left of it, and then none.
            service.clock().advance(Duration.ofMillis(9_500));
            List<Call<Answered>> waiters = new ArrayList<>(waiters(List.of(service), 3));
            service.clock().advance(Duration.ofMillis(500));
            Answered next = leased(waiters);
            end(service, "commit", dead, ", \"value\": 1").expect(409, "lease_lost");
            end(service, "commit", next, ", \"value\": 2").expect(200);
            found(waiters, 2);
        }
    }

    @Test
    void answersAreOverWhenTheirTimeIs() {
        try (Service service = Service.off()) {
            end(service, "commit", begin(service, ASKING), ", \"value\": 1, \"ttl\": 60")
                    .expect(200);
            service.clock().advance(Duration.ofSeconds(59));
            assertThat(begin(service, ASKING).at("hit").asBoolean()).isTrue();
            service.clock().advance(Duration.ofSeconds(1));
            assertThat(begin(service, ASKING).at("hit").asBoolean()).isFalse();
        }
    }

    @Test
    void largeValuesCostMoreAndCountInTheQuota() {
        try (Service service = Service.devnet()) {
            String large = "\"" + "v".repeat(200_000) + "\"";
            Answered begun = begin(service, ASKING);
            Answered kept = end(service, "commit", begun, ", \"value\": " + large).expect(200);
            assertThat(kept.header("Coffer-Charge")).isEqualTo("5000 uSTX");
            assertThat(begin(service, ASKING).at("value").toString()).isEqualTo(large);
            service.restartWith("ownerBytesPerCapability=200002", "ownerRowsPerCapability=2");
            Answered other = begin(service, "{\"input\": 2}");
            end(service, "commit", other, ", \"value\": 1").expect(413, "quota_exceeded");
            service.payer("alice").post(BEGIN, "{\"input\": 3}").expect(413, "quota_exceeded");
        }
    }

    /** Of each question many ask at once on two nodes; one finds out, and all get that. */
    @Test
    void oneFindsOutForAllNodes() {
        List<Service> nodes = Service.nodes(2, Config.Money.OFF);
        try {
            Answered first = begin(nodes.getFirst(), ASKING);
            List<Call<Answered>> waiters = waiters(nodes, 2);
            end(nodes.getLast(), "commit", first, ", \"value\": 5").expect(200);
            found(waiters, 5);
            Call.until(
                    "nobody waits",
                    () -> nodes.stream().allMatch(node -> node.waitingCalls() == 0));

            int questions = 8;
            List<AtomicInteger> found =
                    Stream.generate(AtomicInteger::new).limit(questions).toList();
            List<List<JsonNode>> values =
                    Call.together(
                            8,
                            caller -> {
                                Service node = nodes.get(caller % 2);
                                List<JsonNode> got = new ArrayList<>();
                                for (int i = 0; i < questions; i++) {
                                    String input = "{\"input\": [%d], \"wait\": 30}".formatted(i);
                                    Answered begun = begin(node, input);
                                    if (!begun.at("hit").asBoolean()) {
                                        found.get(i).incrementAndGet();
                                        String value = ", \"value\": %d".formatted(100 + caller);
                                        end(node, "commit", begun, value).expect(200);
                                        begun = begin(node, input);
                                    }
                                    got.add(begun.at("value"));
                                }
                                return got;
                            });
            assertThat(values.stream().distinct()).hasSize(1);
            found.forEach(times -> assertThat(times).hasValue(1));
        } finally {
            nodes.forEach(Service::close);
        }
    }
}
