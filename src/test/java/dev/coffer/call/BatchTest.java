package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.payment.BearerToken;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;

/** A batch is its operations: numbers, rights, caps, charges, quotas and limits among them. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BatchTest {

    private static final String BATCH = "/api/batch";
    private static final String SET = "/api/kv/set";
    private static final String GET = "/api/kv/get";
    private static final String PUSH = "/api/queue/push";
    private static final long CREDIT = 1_000_000;

    private Service service;
    private Payer ada;

    @BeforeAll
    void start() {
        service = Service.ticking();
    }

    @BeforeEach
    void fund() {
        ada = Payer.funded(service);
        ada.deposit(Asset.STX, CREDIT);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    static String op(String path, String body) {
        return "{\"path\": \"%s\", \"body\": %s}".formatted(path, body);
    }

    static String op(String path, String body, String as) {
        return "{\"path\": \"%s\", \"body\": %s, \"as\": \"%s\"}".formatted(path, body, as);
    }

    static String set(String key, String value) {
        return op(SET, "{\"key\": \"%s\", \"value\": %s}".formatted(key, value));
    }

    static String batch(String... operations) {
        return "{\"operations\": [" + String.join(", ", operations) + "]}";
    }

    private static String apart(String... operations) {
        return batch(operations).replaceFirst("}$", ", \"atomic\": false}");
    }

    private static List<JsonNode> bodies(Answered answered) {
        return StreamSupport.stream(answered.at("results").spliterator(), false)
                .map(result -> result.path("body"))
                .toList();
    }

    private static long number(JsonNode body, String field) {
        return body.path(field).asLong();
    }

    private void spent(long amount) {
        assertThat(CREDIT - ada.balance(Asset.STX)).isEqualTo(amount);
    }

    @Test
    void eachOperationHasANumberOfItsOwn() {
        long before = number(ada.post(SET, "{\"key\": \"k\", \"value\": 0}").json(), "revision");
        String lock = "{\"name\": \"%s\"}";
        String push = "{\"queue\": \"q\", \"payload\": %d}";
        List<JsonNode> done =
                bodies(
                        ada.post(
                                        BATCH,
                                        batch(
                                                op(SET, "{\"key\": \"k\", \"value\": 1}", "first"),
                                                op(
                                                        SET,
                                                        "{\"key\": \"k\", \"value\": 2, \"ifRevision\": {\"$ref\": \"first.revision\"}}"),
                                                op("/api/sync/lock", lock.formatted("a")),
                                                op("/api/sync/lock", lock.formatted("b")),
                                                op(PUSH, push.formatted(1)),
                                                op(PUSH, push.formatted(2)),
                                                op("/api/queue/pop", "{\"queue\": \"q\"}")))
                                .expect(200));
        List<Long> numbers =
                List.of(
                        before,
                        number(done.get(0), "revision"),
                        number(done.get(1), "revision"),
                        number(done.get(2), "fence"),
                        number(done.get(3), "fence"));
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(done.get(4).path("jobId")).isNotEqualTo(done.get(5).path("jobId"));
        assertThat(number(done.get(5), "position")).isEqualTo(2);
        assertThat(done.get(6).path("jobId")).isEqualTo(done.get(4).path("jobId"));
        Answered pop = ada.post("/api/queue/pop", "{\"queue\": \"q\"}").expect(200);
        assertThat(pop.at("jobId")).isEqualTo(done.get(5).path("jobId"));
        Answered later = ada.post(SET, "{\"key\": \"k\", \"value\": 3}").expect(200);
        assertThat(number(later.json(), "revision")).isGreaterThan(numbers.getLast());
    }

    @Test
    void aPartThatFailsAfterItWroteLeavesNothing() {
        // The second push makes its first job, and then has no room for its second.
        service.restartWith("ownerRowsPerCapability=2");
        String two = "{\"queue\": \"q\", \"jobs\": [{\"payload\": 1}, {\"payload\": 2}]}";
        String one = "{\"queue\": \"q\", \"payload\": 3}";
        Answered done =
                ada.post(BATCH, apart(op(PUSH, one), op(PUSH, two), op(PUSH, one))).expect(200);
        assertThat(bodies(done).get(1).path("code").asString()).isEqualTo("quota_exceeded");
        assertThat(number(bodies(done).get(2), "position")).isEqualTo(2);
        ada.post(BATCH, batch(op(PUSH, one), op(PUSH, one))).expect(413, "quota_exceeded");
        spent(2000);
        service.restartWith("ownerRowsPerCapability=2000000");
    }

    @Test
    void quotasCountWhatEarlierOperationsKeep() {
        service.restartWith("ownerRowsPerCapability=3");
        String four = batch(set("a", "1"), set("b", "2"), set("c", "3"), set("d", "4"));
        Answered refused = ada.post(BATCH, four).expect(413, "quota_exceeded");
        assertThat(refused.at("index").asInt()).isEqualTo(3);
        assertThat(refused.at("used").asInt()).isEqualTo(3);
        spent(0);
        ada.post(GET, "{\"key\": \"a\"}").expect(404);
        ada.post(BATCH, four.replace("\"d\"", "\"a\"")).expect(200);
        service.restartWith("ownerRowsPerCapability=2000000");
    }

    @Test
    void theStatementSaysWhatWasBoughtAndAddsUp() {
        String reads = op(GET, "{\"key\": \"k\"}");
        Answered done =
                ada.post(
                                BATCH,
                                batch(
                                        set("k", "1"),
                                        set("l", "2"),
                                        reads,
                                        op(
                                                SET,
                                                "{\"key\": \"m\", \"value\": \""
                                                        + "v".repeat(110_000)
                                                        + "\"}")))
                        .expect(200);
        assertThat(done.header("Coffer-Charge")).isEqualTo("7500 uSTX");
        assertThat(done.at("charged").toString()).isEqualTo("{\"asset\":\"STX\",\"amount\":7500}");
        List<String> lines = new ArrayList<>();
        ada.statement()
                .path("charges")
                .forEach(charge ->
                        lines.add(
                                charge.path("endpoint").asString()
                                        + " "
                                        + charge.path("price")
                                        + " "
                                        + charge.path("calls")));
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "/api/kv/set 1000 2", "/api/kv/set 5000 1", "/api/kv/get 500 1");
        ada.addsUp();
    }

    @Test
    void whatAReferenceStandsForIsCoveredBeforeAndChargedAsItIs() {
        ada.post(SET, "{\"key\": \"k\", \"value\": 1}").expect(200);
        String copy =
                batch(
                        op(GET, "{\"key\": \"k\"}", "k"),
                        op(SET, "{\"key\": \"l\", \"value\": {\"$ref\": \"k.value\"}}"));
        assertThat(ada.post(BATCH, copy).expect(200).header("Coffer-Charge"))
                .isEqualTo("1500 uSTX");
        spent(2500);
        ada.addsUp();
        Payer poor = Payer.funded(service);
        poor.deposit(Asset.STX, 5_499);
        JsonNode needed = poor.post(BATCH, copy).expect(402, "insufficient_balance").at("needed");
        assertThat(needed.path("STX").asLong()).isEqualTo(5_500);
        assertThat(poor.balance(Asset.STX)).isEqualTo(5_499);
    }

    @Test
    void aBatchIsPaidByOnePaymentOfTheSum() {
        String three = batch(set("a", "1"), set("b", "2"), op(GET, "{\"key\": \"a\"}"));
        Payer payer = Payer.funded(service);
        JsonNode offer = service.post(BATCH, three).expect(402).json();
        assertThat(offer.path("maxAmountRequired").asString()).isEqualTo("2500");
        Answered paid =
                service.post(BATCH, three, X402.v1(Asset.STX, payer.pays(offer, payer.nonce())))
                        .expect(200);
        assertThat(paid.header("Coffer-Charge")).isEqualTo("2500 uSTX");
        assertThat(paid.at("results").size()).isEqualTo(3);
    }

    @Test
    void aRepetitionGetsTheSameAnswerAndNoPasteThatBurnt() {
        String create = "{\"content\": \"secret\", \"burn\": true}";
        String two =
                batch(
                        op("/api/paste/create", create, "paste"),
                        op("/api/paste/get", "{\"code\": {\"$ref\": \"paste.code\"}}"));
        String[] key = {"Idempotency-Key", "a key of sixteen"};
        Answered first = ada.post(BATCH, two, key).expect(200);
        assertThat(bodies(first).get(1).path("content").asString()).isEqualTo("secret");
        Answered again = ada.post(BATCH, two, key).expect(200);
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(bodies(again).get(0)).isEqualTo(bodies(first).get(0));
        assertThat(bodies(again).get(1).path("code").asString()).isEqualTo("paste_burnt");
        assertThat(again.text()).doesNotContain("secret");
        ada.post(BATCH, batch(set("k", "1")), key).expect(409, "idempotency_conflict");
        String plain = batch(set("k", "1"), op("/api/counter/increment", "{\"name\": \"n\"}"));
        key[1] = "another of sixteen";
        assertThat(ada.post(BATCH, plain, key).expect(200).text())
                .isEqualTo(ada.post(BATCH, plain, key).expect(200).text());
        spent(3500);
    }

    private Caller holder(String... caveats) {
        String text = BearerToken.of(ada.token()).orElseThrow().narrowed(List.of(caveats)).text();
        return service.with(List.of("Authorization", "Bearer " + text));
    }

    @Test
    void aNarrowedTokenMayWhatItMayAlone() {
        String get = op(GET, "{\"key\": \"shared/k\"}", "k");
        ada.post(SET, "{\"key\": \"shared/k\", \"value\": 1}").expect(200);
        holder("only /api/kv/get").post(BATCH, batch(get)).expect(200);
        holder("only /api/batch").post(BATCH, batch(get)).expect(403, "not_allowed");
        holder("only /api/kv/get")
                .post(BATCH, batch(get, set("k", "1")))
                .expect(403, "not_allowed");
        holder("read").post(BATCH, batch(get)).expect(200);
        holder("read").post(BATCH, batch(set("k", "1"))).expect(403, "not_allowed");
        Caller keys = holder("keys shared/");
        keys.post(BATCH, batch(get, set("shared/l", "1"))).expect(200);
        keys.post(BATCH, apart(get, set("mine", "1"))).expect(403, "not_allowed");
        String fenced =
                "{\"key\": \"shared/k\", \"value\": 1, \"fence\": {\"lock\": \"l\", \"number\": 1}}";
        keys.post(BATCH, batch(op(SET, fenced))).expect(403, "not_allowed");
        String referring = "{\"key\": \"shared/m\", \"value\": {\"$ref\": \"k.value\"}}";
        keys.post(BATCH, batch(get, op(SET, referring))).expect(403, "not_allowed");
        holder("read", "only /api/kv/*")
                .post(BATCH, batch(get, get.replace("\"as\": \"k\"", "\"as\": \"l\"")))
                .expect(200);
    }

    @Test
    void capsCountEachOperationAndTheirSum() {
        String three = batch(set("a", "1"), set("b", "2"), op(GET, "{\"key\": \"a\"}"));
        Caller five = holder("calls 5 n");
        five.post(BATCH, three).expect(200);
        Answered refused = five.post(BATCH, three).expect(403, "cap_reached");
        assertThat(refused.at("used").asInt()).isEqualTo(3);
        assertThat(refused.at("index").isMissingNode()).isTrue();
        five.post(BATCH, batch(set("a", "1"), set("b", "2"))).expect(200);
        Caller spend = holder("spend 5000 STX n");
        spend.post(BATCH, three).expect(200);
        // What fails gives back what it was taken for.
        spend.post(BATCH, apart(set("c", "1"), op(GET, "{\"key\": \"none\"}"))).expect(200);
        assertThat(
                        spend.post(BATCH, apart(set("d", "1"), set("e", "1")))
                                .expect(403, "cap_reached")
                                .at("used")
                                .asInt())
                .isEqualTo(3500);
        spend.post(BATCH, apart(set("d", "1"), op(GET, "{\"key\": \"a\"}"))).expect(200);
        ada.addsUp();
    }

    @Test
    void aBatchWeighsAsMuchAsItsOperations() {
        service.restartWith("callUnitsPerSecond=1", "callUnitsBurst=100");
        Payer bob = Payer.funded(service);
        bob.deposit(Asset.STX, CREDIT);
        String reads =
                batch(Collections.nCopies(60, op("/api/kv/list", "{}")).toArray(String[]::new));
        bob.post(BATCH, reads).expect(200);
        Answered refused = bob.post(BATCH, reads).expect(429, "rate_limited");
        assertThat(refused.header("RateLimit-Policy")).startsWith("\"payer\"");
        bob.post("/api/kv/list", "{}").expect(200);
        service.restartWith("callUnitsPerSecond=200000", "callUnitsBurst=1000000");
    }

    @Test
    void resultsAndWhatReferencesStandForAreBounded() {
        String value = "\"" + "v".repeat(3 << 20) + "\"";
        ada.post(SET, "{\"key\": \"k\", \"value\": " + value + "}").expect(200);
        String get = op(GET, "{\"key\": \"k\"}");
        ada.post(BATCH, batch(get, get)).expect(200);
        Answered refused = ada.post(BATCH, batch(get, get, get)).expect(413, "results_too_large");
        assertThat(refused.at("index").asInt()).isEqualTo(2);
        String twice =
                op(
                        SET,
                        "{\"key\": \"l\", \"value\": [{\"$ref\": \"k.value\"}, {\"$ref\": \"k.value\"}]}");
        ada.post(BATCH, batch(op(GET, "{\"key\": \"k\"}", "k"), twice))
                .expect(413, "results_too_large");
        ada.addsUp();
    }

    @Test
    void whatABatchDoesIsBounded() {
        String jobs = String.join(",", Collections.nCopies(100, "{\"payload\": 1}"));
        String push = op(PUSH, "{\"queue\": \"q\", \"jobs\": [" + jobs + "]}");
        String[] pushes = Collections.nCopies(60, push).toArray(String[]::new);
        ada.post(BATCH, batch(pushes)).expect(413, "batch_too_large");
        spent(0);
        List<JsonNode> apart = bodies(ada.post(BATCH, apart(pushes)).expect(200));
        long done = apart.stream().filter(body -> body.has("count")).count();
        assertThat(done).isBetween(30L, 50L);
        assertThat(apart.getLast().path("code").asString()).isEqualTo("batch_too_large");
        Answered status = ada.post("/api/queue/status", "{\"queue\": \"q\"}").expect(200);
        assertThat(status.at("pending").asLong()).isEqualTo(100 * done);
        ada.addsUp();
    }

    @Test
    void whatTakesATurnStandsInABatchOnceAndLetsGoOfIt() {
        String lift = op("/api/pebble/lift", "{\"name\": \"flint\"}");
        for (int i = 0; i < 3; i++) {
            ada.post(BATCH, batch(lift, set("k", "1"))).expect(200);
            ada.post(BATCH, batch(lift, op(GET, "{\"key\": \"none\"}"))).expect(404);
            ada.post(BATCH, batch(lift, op(GET, "{\"key\": \"k\", \"owner\": \"STX\"}")))
                    .expect(400, "not_in_batch");
        }
        Answered refused = ada.post(BATCH, batch(lift, lift)).expect(400, "not_in_batch");
        assertThat(refused.at("index").asInt()).isEqualTo(1);
        List<JsonNode> apart = bodies(ada.post(BATCH, apart(lift, lift)).expect(200));
        assertThat(apart.get(0).path("name").asString()).isEqualTo("flint");
        assertThat(apart.get(1).path("code").asString()).isEqualTo("not_in_batch");
    }
}
