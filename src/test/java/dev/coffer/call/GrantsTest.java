package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.payment.BearerToken;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a grant lets another address do, who pays for it, and what the owner sees of it. */
class GrantsTest {

    private static final String GRANTS = "/api/account/grants";
    private static final String SET = "/api/kv/set";
    private static final String GET = "/api/kv/get";
    private static final String KEY = "{\"key\":\"shared/k\"}";
    private static final String VALUE = "{\"key\":\"shared/k\",\"value\":1}";
    private static final String POP = "{\"queue\":\"q\",\"wait\":30}";
    private static final long DEPOSITED = 1_000_000;
    private static final long READ = 500;
    private static final long WRITE = 1000;

    private final Service service = Service.devnet();
    private Payer ada;
    private Payer bob;

    @BeforeEach
    void fund() {
        ada = Payer.funded(service);
        ada.deposit(Asset.STX, DEPOSITED);
        bob = Payer.funded(service);
        bob.deposit(Asset.STX, DEPOSITED);
    }

    @AfterEach
    void close() {
        service.close();
    }

    /** A grant of Ada's to Bob; its id. */
    private String grants(String capability, String verbs, String payer, String more) {
        return ada.post(
                        GRANTS,
                        "{\"grantee\":\"%s\",\"capability\":\"%s\",\"verbs\":[%s],\"payer\":\"%s\"%s}"
                                .formatted(bob.address(), capability, verbs, payer, more))
                .expect(200)
                .at("id")
                .asString();
    }

    private String grants(String payer) {
        return grants("kv", "\"read\",\"write\"", payer, ",\"prefix\":\"shared/\"");
    }

    private void revoke(String id) {
        ada.send("DELETE", GRANTS + "/" + id, new byte[0]).expect(200);
    }

    /** Bob, who names Ada. */
    private Caller visitor() {
        return visitor(bob);
    }

    private Caller visitor(Caller who) {
        return who.with(List.of("Coffer-Owner", ada.address()));
    }

    private void spent(long adas, long bobs) {
        assertThat(List.of(DEPOSITED - ada.balance(Asset.STX), DEPOSITED - bob.balance(Asset.STX)))
                .containsExactly(adas, bobs);
        ada.addsUp();
        bob.addsUp();
    }

    private JsonNode accesses() {
        return ada.read("/api/account/access").path("accesses");
    }

    private List<String> outcomes() {
        return Stream.iterate(accesses().size() - 1, i -> i >= 0, i -> i - 1)
                .map(i -> accesses().path(i))
                .map(line ->
                        line.path("endpoint").asString()
                                + line.path("names")
                                + line.path("charge").path("amount").asLong()
                                + " "
                                + line.path("outcome").asString())
                .toList();
    }

    @Test
    void whoeverPaysItIsAmongTheOwners() {
        String bobs = grants("grantee");
        Answered set = visitor().post(SET, VALUE).expect(200);
        assertThat(set.header("Coffer-Charge")).isEqualTo("1000 uSTX");
        assertThat(set.header("Coffer-Balance")).isEqualTo(DEPOSITED - WRITE + " uSTX");
        visitor().get(GET + "?key=shared/k").expect(200);
        spent(0, WRITE + READ);
        assertThat(ada.post(GET, KEY).expect(200).at("value").asInt()).isEqualTo(1);
        bob.post(GET, KEY).expect(404, "not_found");
        revoke(bobs);
        grants("owner");
        Answered read = visitor().post(GET, KEY).expect(200);
        assertThat(read.header("Coffer-Balance"))
                .isEqualTo(DEPOSITED - 2 * READ + " uSTX"); // The payer's.
        visitor().post(SET, VALUE).expect(200);
        spent(2 * READ + WRITE, WRITE + READ);
    }

    @Test
    void itIsRevokedAtOnce() {
        String first = grants("owner");
        String second = grants("grantee");
        visitor().post(SET, VALUE).expect(200);
        revoke(first);
        visitor().post(SET, VALUE).expect(200);
        spent(WRITE, WRITE);
        revoke(second);
        visitor().post(SET, VALUE).expect(403, "grant_required");
        visitor().post(GET, KEY).expect(403, "grant_required");
        spent(WRITE, WRITE);
        ada.send("DELETE", GRANTS + "/" + second, new byte[0]).expect(404, "not_found");
    }

    @Test
    void itEnds() {
        long end = service.clock().millis() + 60_000;
        grants(
                "kv",
                "\"read\"",
                "owner",
                ",\"expires\":\"%s\"".formatted(Instant.ofEpochMilli(end)));
        ada.post(SET, VALUE).expect(200);
        service.clock().advance(Duration.ofMillis(59_999));
        visitor().post(GET, KEY).expect(200);
        service.clock().advance(Duration.ofMillis(1));
        visitor().post(GET, KEY).expect(403, "grant_required");
        assertThat(ada.read(GRANTS).path("grants")).isEmpty();
        assertThat(bob.read(GRANTS + "?role=received").path("grants")).isEmpty();
        service.sweep();
        assertThat(service.query("select * from granted")).isEmpty();
        assertThat(service.query("select * from received_grant")).isEmpty();
    }

    @Test
    void anOwnerPaysNoMoreThanItSaid() {
        String id =
                grants(
                        "kv",
                        "\"read\",\"write\"",
                        "owner",
                        ",\"spend\":{\"amount\":2500,\"tokenType\":\"STX\"}");
        visitor().post(SET, VALUE).expect(200);
        visitor().post(SET + "?tokenType=sBTC", VALUE).expect(403, "grant_exceeded");
        visitor()
                .post(SET, "{\"key\":\"k\",\"value\":1,\"ifRevision\":7}")
                .expect(412, "revision_mismatch");
        visitor().post(SET, VALUE).expect(200);
        Answered refused = visitor().post(SET, VALUE).expect(403, "grant_spent");
        assertThat(refused.at("used").asLong()).isEqualTo(2000);
        visitor().post(GET, KEY).expect(200);
        visitor().post(GET, KEY).expect(403, "grant_spent");
        spent(2500, 0);
        JsonNode spend = ada.read(GRANTS).path("grants").path(0).path("spend");
        assertThat(spend.path("used").asLong()).isEqualTo(2500);
        // Where that is spent another grant counts.
        grants("grantee");
        visitor().post(GET, KEY).expect(200);
        spent(2500, READ);
        revoke(id);
    }

    @Test
    void anOwnerWithoutMoneyIsNotPaidFor() {
        Payer poor = Payer.funded(service);
        poor.deposit(Asset.STX, 400);
        ada = poor;
        grants("owner");
        Answered refused = visitor().post(SET, VALUE).expect(403, "owner_out_of_funds");
        assertThat(refused.header("PAYMENT-REQUIRED")).isEmpty();
        assertThat(refused.text()).doesNotContain("balances");
        bob = poor;
        ada = Payer.funded(service);
        ada.deposit(Asset.STX, 10_000);
        grants("grantee");
        assertThat(
                        visitor()
                                .post(SET, VALUE)
                                .expect(402, "insufficient_balance")
                                .header("PAYMENT-REQUIRED"))
                .isNotEmpty();
    }

    @Test
    void theLogHasEveryAccess() {
        String id = grants("grantee");
        visitor().post(SET, VALUE).expect(200);
        visitor().get(GET + "?key=shared/k").expect(200);
        visitor().get(GET + "?key=shared/none").expect(404);
        visitor().post(SET, VALUE, "Idempotency-Key", "one").expect(200);
        visitor().post(SET, VALUE, "Idempotency-Key", "one").expect(200);
        visitor()
                .post(
                        "/api/batch",
                        "{\"atomic\":false,\"operations\":[{\"path\":\"/api/kv/get\",\"body\":{\"key\":\"shared/none\"}},{\"path\":\"/api/nothing\"},{\"path\":\"/api/kv/get\",\"body\":{\"key\":\"shared/k\"}}]}")
                .expect(200);
        visitor()
                .post(
                        "/api/batch",
                        "{\"operations\":[{\"path\":\"/api/kv/get\",\"body\":{\"key\":\"shared/k\"}},{\"path\":\"/api/kv/get\",\"body\":{\"key\":\"shared/none\"}}]}")
                .expect(404);
        // What no grant covers gets nowhere, nor what can't be read.
        visitor().post(GET, "{\"key\":\"k\"}").expect(403);
        visitor().post(GET, "{}").expect(400);
        List<String> lines =
                List.of(
                        "/api/kv/set[\"shared/k\"]1000 200",
                        "/api/kv/get[\"shared/k\"]500 200",
                        "/api/kv/get[\"shared/none\"]0 404 not_found",
                        "/api/kv/set[\"shared/k\"]1000 200",
                        "/api/kv/set[\"shared/k\"]0 200 again",
                        "/api/kv/get[\"shared/none\"]0 404",
                        "/api/kv/get[\"shared/k\"]500 200",
                        "/api/kv/get[\"shared/k\"]0 404 not_found",
                        "/api/kv/get[\"shared/none\"]0 404 not_found");
        assertThat(outcomes()).containsExactlyElementsOf(lines);
        JsonNode line = accesses().path(0);
        assertThat(line.path("grantee").asString()).isEqualTo(bob.address());
        assertThat(line.path("grant").asString()).isEqualTo(id);
        assertThat(line.path("payer").asString()).isEqualTo("grantee");
        assertThat(bob.read("/api/account/access").path("accesses")).isEmpty();
        List<String> paged = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = ada.read("/api/account/access?limit=4" + cursor);
            page.path("accesses").forEach(each -> paged.add(each.path("outcome").asString()));
            cursor = "&cursor=" + page.path("cursor").asString("");
        } while (!cursor.equals("&cursor="));
        assertThat(paged).hasSize(lines.size());
        assertThat(paged.getLast()).isEqualTo("200");
        service.clock().advance(Duration.ofDays(30));
        ada.deposit(Asset.STX, 1); // For another token.
        assertThat(accesses()).isEmpty();
        service.sweep();
        assertThat(service.query("select * from accessed")).isEmpty();
    }

    @Test
    void aPaymentIsTheGranteesDeposit() {
        ada.post(SET, VALUE).expect(200);
        String grantees = grants("grantee");
        Payer eve = Payer.funded(service);
        long nonce = eve.nonce();
        String[] hers = X402.v2(Asset.STX, 1500, eve.pays(Asset.STX, 1500, nonce));
        visitor(service.anyone()).post(SET, VALUE, hers).expect(403, "grant_required");
        assertThat(eve.nonce()).isEqualTo(nonce); // It is hers still.
        String[] bobs = X402.v2(Asset.STX, 1000, bob.pays(Asset.STX, 1000, bob.nonce()));
        Answered paid = visitor(service.anyone()).post(SET, VALUE, bobs).expect(200);
        assertThat(paid.header("Coffer-Charge")).isEqualTo("1000 uSTX");
        assertThat(paid.header("Coffer-Credited")).isEmpty();
        spent(WRITE, 0);
        visitor(service.anyone()).post(SET, VALUE, bobs).expect(409, "payment_used");
        revoke(grantees);
        grants("owner");
        String[] enough = X402.v2(Asset.STX, 1000, bob.pays(Asset.STX, 1000, bob.nonce()));
        assertThat(
                        visitor(service.anyone())
                                .post(SET, VALUE, enough)
                                .expect(200)
                                .header("Coffer-Credited"))
                .isEqualTo("1000 uSTX");
        spent(2 * WRITE, -1000);
    }

    @Test
    void aKeptAnswerIsTheGranteesAsLongAsTheGrantStands() {
        String id = grants("owner");
        String[] named = {"Idempotency-Key", "the same for both"};
        ada.post(SET, VALUE, named).expect(200);
        Answered first = visitor().post(SET, VALUE, named).expect(200);
        assertThat(first.header("Idempotent-Replay")).isEmpty();
        assertThat(visitor().post(SET, VALUE, named).expect(200).header("Idempotent-Replay"))
                .isEqualTo("true");
        String read = "the name of what bob read";
        visitor().post(GET, KEY, "Idempotency-Key", read).expect(200);
        revoke(id);
        visitor().post(SET, VALUE, named).expect(403, "grant_required");
        visitor().post(GET, KEY, "Idempotency-Key", read).expect(403, "grant_required");
        spent(2 * WRITE + READ, 0);
    }

    @Test
    void whoWaitsIsLookedAtAgain() {
        String id = grants("queue", "\"write\"", "grantee", "");
        Call<Answered> waiting = Call.start(() -> visitor().post("/api/queue/pop", POP));
        Call.until("it waits", () -> service.waitingCalls() == 1);
        revoke(id);
        ada.post("/api/queue/push", "{\"queue\":\"q\",\"payload\":1}").expect(200);
        waiting.get().expect(403, "grant_required");
        spent(WRITE, 0);
        grants("queue", "\"write\"", "grantee", "");
        assertThat(visitor().post("/api/queue/pop", POP).expect(200).at("payload").asInt())
                .isEqualTo(1);
        spent(WRITE, WRITE);
        assertThat(outcomes())
                .containsExactly(
                        "/api/queue/pop[\"q\"]0 403 grant_required",
                        "/api/queue/pop[\"q\"]1000 200");
    }

    @Test
    void whatNarrowsTheGranteesTokenStays() {
        grants("kv", "\"read\",\"write\"", "owner", "");
        Caller reading = narrowed("read");
        visitor(reading).post(SET, VALUE).expect(403, "not_allowed");
        ada.post(SET, VALUE).expect(200);
        visitor(reading).post(GET, KEY).expect(200);
        visitor(narrowed("keys other/")).post(GET, KEY).expect(403, "not_allowed");
        visitor(narrowed("only /api/counter/*")).post(GET, KEY).expect(403, "not_allowed");
        Caller twice = narrowed("calls 2 n");
        visitor(twice).post(GET, KEY).expect(200);
        visitor(twice).post(GET, KEY).expect(200);
        visitor(twice).post(GET, KEY).expect(403, "cap_reached");
        twice.post(SET, VALUE).expect(403, "cap_reached");
        spent(WRITE + 3 * READ, 0);
        assertThat(service.query("select owner, used from token_cap"))
                .containsExactly(List.of(bob.address(), "2"));
    }

    private Caller narrowed(String caveat) {
        String token = BearerToken.of(bob.token()).orElseThrow().narrowed(List.of(caveat)).text();
        return service.with(List.of("Authorization", "Bearer " + token));
    }

    @Test
    void aGrantEndsWithTheTokenItWasGivenWith() {
        long end = service.clock().millis() + 3_600_000;
        String token =
                BearerToken.of(ada.token()).orElseThrow().narrowed(List.of("until " + end)).text();
        Caller hour = service.with(List.of("Authorization", "Bearer " + token));
        String body =
                "{\"grantee\":\"%s\",\"capability\":\"kv\",\"verbs\":[\"read\"],\"payer\":\"owner\"%s}";
        Answered made = hour.post(GRANTS, body.formatted(bob.address(), "")).expect(200);
        assertThat(made.at("expires").asString()).isEqualTo(Instant.ofEpochMilli(end).toString());
        String later = ",\"expires\":\"%s\"".formatted(Instant.ofEpochMilli(end + 1));
        hour.post(GRANTS, body.formatted(bob.address(), later)).expect(400, "invalid_input");
        Caller narrowed =
                service.with(
                        List.of(
                                "Authorization",
                                "Bearer "
                                        + BearerToken.of(ada.token())
                                                .orElseThrow()
                                                .narrowed(List.of("only " + GRANTS))
                                                .text()));
        narrowed.post(GRANTS, body.formatted(bob.address(), "")).expect(403, "not_allowed");
        narrowed.get(GRANTS).expect(200);
    }

    @Test
    void whatIsStoredCountsAmongTheOwners() {
        grants("owner");
        visitor().post(SET, VALUE).expect(200);
        assertThat(ada.read("/api/account").path("usage").path(0).path("rows").asInt())
                .isEqualTo(1);
        assertThat(bob.read("/api/account").path("usage")).isEmpty();
    }

    @Test
    void grantsArePaged() {
        for (int i = 0; i < 5; i++) {
            grants("owner");
        }
        for (Payer who : List.of(ada, bob)) {
            String role = "?limit=2&role=" + (who == ada ? "given" : "received");
            List<Long> ids = new ArrayList<>();
            String cursor = "";
            do {
                JsonNode page = who.read(GRANTS + role + cursor);
                page.path("grants").forEach(each -> ids.add(each.path("id").asLong()));
                cursor = "&cursor=" + page.path("cursor").asString("");
            } while (!cursor.equals("&cursor="));
            assertThat(ids).hasSize(5).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aToolsCallNamesTheOwner() {
        ada.post(SET, VALUE).expect(200);
        grants("grantee");
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"kv\",\"arguments\":{\"action\":\"get\",\"key\":\"shared/k\"}%s}}";
        String[] accepts = {"Accept", "application/json, text/event-stream"};
        String meta = ",\"_meta\":{\"dev.coffer/owner\":\"%s\"}".formatted(ada.address());
        assertThat(bob.post("/mcp", call.formatted(meta), accepts).expect(200).text())
                .contains("\"value\":1");
        assertThat(visitor().post("/mcp", call.formatted(""), accepts).expect(200).text())
                .contains("\"value\":1");
        assertThat(bob.post("/mcp", call.formatted(""), accepts).expect(200).text())
                .contains("not_found");
        spent(WRITE, 2 * READ);
    }
}
