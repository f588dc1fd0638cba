package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.payment.BearerToken;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a narrowed token may, and what its holder is told where it may not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NarrowedTokensTest {

    private static final String SET = "/api/kv/set";
    private static final String GET = "/api/kv/get";
    private static final String POP = "/api/queue/pop";
    private static final String VALUE = "{\"key\": \"shared/k\", \"value\": 1}";
    private static final String KEY = "{\"key\": \"shared/k\"}";
    private static final long CREDIT = 100_000;

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
        ada.post(SET, VALUE).expect(200);
    }

    @AfterAll
    void stop() {
        service.close();
    }

    private static String narrowed(String token, String... caveats) {
        return BearerToken.of(token).orElseThrow().narrowed(List.of(caveats)).text();
    }

    private Caller by(String token) {
        return service.with(List.of("Authorization", "Bearer " + token));
    }

    /** Whoever holds Ada's token with more caveats. */
    private Caller holder(String... caveats) {
        return by(narrowed(ada.token(), caveats));
    }

    private static void notAllowed(String caveat, Answered answered) {
        assertThat(answered.expect(403, "not_allowed").at("caveat").asString()).isEqualTo(caveat);
    }

    private static void reached(String caveat, long limit, long used, Answered answered) {
        JsonNode json = answered.expect(403, "cap_reached").json();
        assertThat(json.path("caveat").asString()).isEqualTo(caveat);
        assertThat(json.path("limit").asLong()).isEqualTo(limit);
        assertThat(json.path("used").asLong()).isEqualTo(used);
        assertThat(answered.header("PAYMENT-REQUIRED")).isEmpty();
    }

    @Test
    void onlyNamesEndpoints() {
        String only = "only /api/kv/get /api/counter/*";
        Caller bob = holder(only);
        bob.post(GET, KEY).expect(200);
        bob.post("/api/counter/increment", "{\"name\": \"n\"}").expect(200);
        notAllowed(only, bob.post(SET, VALUE));
        notAllowed("only /api/kv/ge", holder("only /api/kv/ge").post(GET, KEY));
        Caller both = holder("only /*", "only /api/kv/get");
        both.post(GET, KEY).expect(200);
        notAllowed("only /api/kv/get", both.post(SET, VALUE));
    }

    @Test
    void readChangesNothing() {
        holder("read").post(GET, KEY).expect(200);
        holder("read").post("/api/kv/list", "{}").expect(200);
        notAllowed("read", holder("read").post(SET, VALUE));
        notAllowed("read", holder("read").post(POP, "{\"queue\": \"q\"}"));
    }

    @Test
    void keysAreNamesWithAPrefix() {
        ada.post(SET, "{\"key\": \"private\", \"value\": 2}").expect(200);
        ada.post(SET, "{\"key\": \"grün %/k\", \"value\": 3}").expect(200);
        Caller bob = holder("keys shared/");
        bob.post(GET, KEY).expect(200);
        bob.post(SET, VALUE).expect(200);
        bob.post("/api/kv/list", "{\"prefix\": \"shared/\"}").expect(200);
        notAllowed("keys shared/", bob.post(GET, "{\"key\": \"private\"}"));
        notAllowed("keys shared/", bob.post("/api/kv/list", "{}"));
        notAllowed("keys shared/", bob.post("/api/kv/list", "{\"prefix\": \"shared\"}"));
        notAllowed("keys shared/", bob.post("/api/paste/create", "{\"content\": \"c\"}"));
        notAllowed("keys shared/", bob.post("/api/queue/queues", "{}"));
        // The fence's lock is one of the names.
        String fenced = VALUE.replace("}", ", \"fence\": {\"lock\": \"%s\", \"number\": 1}}");
        notAllowed("keys shared/", bob.post(SET, fenced.formatted("l")));
        bob.post(SET, fenced.formatted("shared/l")).expect(412, "fenced_off");
        String green = "keys gr%C3%BCn%20%25/";
        holder(green).post(GET, "{\"key\": \"grün %/k\"}").expect(200);
        notAllowed(green, holder(green).post(GET, KEY));
        Caller carol = holder("keys shared/", "keys shared/a");
        notAllowed("keys shared/a", carol.post(GET, KEY));
    }

    @Test
    void theEarliestEndCounts() {
        long now = service.clock().millis();
        holder("until " + (now + 60_000)).post(GET, KEY).expect(200);
        Answered over = holder("until " + now, "until " + (now + 60_000)).post(GET, KEY);
        assertThat(over.expect(401, "invalid_token").at("reason").asString()).isEqualTo("expired");
    }

    @Test
    void whatIsNoCaveatMakesTheTokenVoid() {
        for (String line :
                List.of(
                        "",
                        "read ",
                        "READ",
                        "write",
                        "until",
                        "until x",
                        "until 01",
                        "until +99999999999999",
                        "until 99999999999999 1",
                        "only",
                        "only ",
                        "only api/kv/get",
                        "only /api/kv/get  /api/kv/set",
                        "only /a*b",
                        "keys",
                        "keys ",
                        "keys a b",
                        "keys %",
                        "keys %zz",
                        "keys %FF",
                        "calls 5",
                        "calls -5 n",
                        "calls 5 ",
                        "spend 5 STX",
                        "spend 5 stx n",
                        "spend 1.5 STX n",
                        "id",
                        "id a b")) {
            assertThat(holder(line).post(GET, KEY).expect(401, "invalid_token").at("reason"))
                    .as(line)
                    .hasToString("\"unknown\"");
        }
        String[] many = new String[32];
        Arrays.fill(many, "read");
        holder(many).post(GET, KEY).expect(401, "invalid_token");
        String[] caps = new String[9];
        Arrays.fill(caps, "calls 9 n");
        holder(caps).post(GET, KEY).expect(401, "invalid_token");
    }

    @Test
    void callsAreCountedWhenTheyAreCharged() {
        Caller bob = holder("calls 3 n");
        bob.post(GET, "{\"key\": \"none\"}").expect(404);
        bob.post(SET, VALUE.replace("1}", "1, \"ifRevision\": 99}")).expect(412);
        String[] named = {"Idempotency-Key", "bobs"};
        bob.post(SET, VALUE, named).expect(200);
        assertThat(bob.post(SET, VALUE, named).header("Idempotent-Replay")).isEqualTo("true");
        bob.post(POP, "{\"queue\": \"q\"}").expect(200);
        // What is made of it shares its count.
        Caller carol = holder("calls 3 n", "calls 9 m");
        carol.post(GET, KEY).expect(200);
        reached("calls 3 n", 3, 3, bob.post(GET, KEY));
        reached("calls 3 n", 3, 3, bob.post(SET, VALUE));
        reached("calls 3 n", 3, 3, carol.post(GET, KEY));
        reached("calls 3 n", 3, 3, bob.post(POP, "{\"queue\": \"q\", \"wait\": 30}"));
        // Another line is another count, and what was answered stays answered.
        holder("calls 3 other").post(GET, KEY).expect(200);
        assertThat(bob.post(SET, VALUE, named).header("Idempotent-Replay")).isEqualTo("true");
        reached("calls 0 n", 0, 0, holder("calls 0 n").post(GET, KEY));
        assertThat(ada.balance(Asset.STX)).isEqualTo(CREDIT - 1000 - 1000 - 500 - 500 - 500);
    }

    @Test
    void whatIsSpentIsOfOneAsset() {
        ada.deposit(Asset.SBTC, 10_000);
        String line = "spend 2500 STX n";
        Caller bob = holder(line);
        bob.post(SET, VALUE).expect(200);
        bob.post(POP, "{\"queue\": \"q\"}").expect(200); // Came to nothing: a read's price.
        assertThat(bob.post(SET, VALUE).expect(200).header("Coffer-Charge")).isEqualTo("1000 uSTX");
        reached(line, 2500, 2500, bob.post(GET, KEY));
        notAllowed(line, bob.post(GET + "?tokenType=sBTC", KEY));
        String sbtc = "spend 100 sBTC n";
        assertThat(holder(sbtc).post(SET, VALUE).expect(200).header("Coffer-Charge"))
                .isEqualTo("100 sats");
        notAllowed(sbtc, holder(line, sbtc).post(GET, KEY));
        assertThat(ada.balance(Asset.STX)).isEqualTo(CREDIT - 1000 - 2500);
        assertThat(ada.balance(Asset.SBTC)).isEqualTo(9_900);
    }

    @Test
    void anOwnerWithoutFundsIsNotPaidFor() {
        Payer poor = Payer.funded(service);
        poor.deposit(Asset.STX, 999);
        Caller bob = by(narrowed(poor.token(), "id bob"));
        Answered refused = bob.post(SET, VALUE).expect(403, "owner_out_of_funds");
        assertThat(refused.at("needed").path("STX").asLong()).isEqualTo(1000);
        assertThat(refused.header("PAYMENT-REQUIRED")).isEmpty();
        bob.post(POP, "{\"queue\": \"q\", \"wait\": 30}").expect(403, "owner_out_of_funds");
        poor.post(SET, VALUE).expect(402, "insufficient_balance");
        // A token that only ends is the owner's own.
        by(narrowed(poor.token(), "until " + Long.MAX_VALUE / 10))
                .post(SET, VALUE)
                .expect(402, "insufficient_balance");
    }

    @Test
    void theAccountIsOpenToWhomItIsNamedInFull() {
        notAllowed("id bob", holder("id bob").get("/api/account"));
        notAllowed("only /api/*", holder("only /api/*").get("/api/account"));
        holder("only /api/account").get("/api/account").expect(200);
        notAllowed("only /api/account", holder("only /api/account").get("/api/account/statement"));
        // What another line closed, none opens again.
        notAllowed("read", holder("read", "only /api/account").get("/api/account"));
        notAllowed("only /api/*", holder("only /api/account", "only /api/*").get("/api/account"));
        Answered made =
                ada.post("/api/account/tokens", "{\"caveats\": [\"read\", \"only /api/account\"]}")
                        .expect(200);
        by(made.at("token").asString()).get("/api/account").expect(200);
    }

    @Test
    void noNarrowedTokenMakesTokens() {
        String only = "only /api/account/tokens /api/account/deposit";
        notAllowed(only, holder(only).post("/api/account/tokens", "{}"));
        notAllowed(only, holder(only).post("/api/account/deposit", "{}"));
        holder(only).get("/api/account/tokens").expect(200);
        // The payment is the owner's word, whatever token came with it.
        String[] payment = X402.v2(Asset.STX, 500, ada.pays(Asset.STX, 500, ada.nonce()));
        assertThat(
                        holder(only)
                                .post("/api/account/deposit", "{\"amount\": 500}", payment)
                                .expect(200)
                                .at("token")
                                .asString())
                .startsWith("cof_");
    }

    @Test
    void whatATokenMakesEndsNoLaterThanItself() {
        long end = service.clock().millis() + 3_600_000;
        Caller hour = holder("until " + end);
        Answered made = hour.post("/api/account/tokens", "{}").expect(200);
        assertThat(Instant.parse(made.at("until").asString()).toEpochMilli()).isEqualTo(end);
        String later = Instant.ofEpochMilli(end + 1).toString();
        hour.post("/api/account/tokens", "{\"until\": \"%s\"}".formatted(later))
                .expect(400, "invalid_input");
        String sooner = Instant.ofEpochMilli(end - 1000).toString();
        hour.post("/api/account/tokens", "{\"until\": \"%s\"}".formatted(sooner)).expect(200);
    }

    @Test
    void oneThatIsGivenAgainIsNotKept() {
        String[] name = {"Idempotency-Key", "a token for reading, please"};
        String body = "{\"caveats\":[\"read\"]}";
        Answered first = ada.post("/api/account/tokens", body, name).expect(200);
        Answered again = ada.post("/api/account/tokens", body, name).expect(200);
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(first.text());
        String token = first.at("token").stringValue();
        assertThat(service.query("select cast(body as text) from answer").toString())
                .contains(first.at("id").stringValue())
                .doesNotContain(token.substring(token.indexOf('.') + 1));
    }

    @Test
    void rightsAreJudgedBeforeAnAnswerIsLookedFor() {
        String[] named = {"Idempotency-Key", "adas"};
        ada.post(GET, KEY, named).expect(200);
        notAllowed("keys other/", holder("keys other/").post(GET, KEY, named));
        notAllowed("spend 1 sBTC n", holder("spend 1 sBTC n").post(GET + "?tokenType=STX", KEY));
        assertThat(holder("read").post(GET, KEY, named).header("Idempotent-Replay"))
                .isEqualTo("true");
    }

    /** Over the catalog: what a caveat is against is 403, never 2xx, and nobody is asked to pay. */
    @Test
    void everyEndpointHeedsEveryCaveat() {
        ada.deposit(Asset.STX, 10_000_000);
        Samples samples = Samples.of(service.endpoints());
        List<String> wrong = new ArrayList<>();
        for (Endpoint<?, ?> endpoint : service.endpoints()) {
            if (endpoint.access() instanceof Access.Anybody<?>) {
                continue;
            }
            for (String caveat : List.of("read", "keys no-such/", "only /none", "calls 0 n")) {
                for (String method : endpoint.methods()) {
                    Answered answered =
                            method.equals("POST")
                                    ? holder(caveat).post(endpoint.path(), endpoint.example())
                                    : holder(caveat)
                                            .send(method, samples.path(endpoint), new byte[0]);
                    boolean admits =
                            caveat.equals("read")
                                    && endpoint.kind() != Endpoint.Kind.WRITE
                                    && endpoint.access() instanceof Access.Paid<?>;
                    boolean refused = answered.status() == 403;
                    // By a query without its fields, or about what is not there, or not so.
                    boolean otherwise = List.of(400, 404, 409).contains(answered.status());
                    boolean byToken = refused && !answered.code().equals("operator_only");
                    if (admits ? byToken || answered.status() == 402 : !refused && !otherwise) {
                        wrong.add(method + endpoint.path() + " " + caveat + answered.status());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void aTokenThatIsNoGoodHidesNoPayment() {
        String[] payment = X402.v2(Asset.STX, 1000, ada.pays(Asset.STX, 1000, ada.nonce()));
        for (String no : List.of("Bearer cof_x", "Bearer " + ada.token() + "=", "Basic eDp5")) {
            service.post(SET, VALUE, "Authorization", no).expect(401, "invalid_token");
        }
        List<String> with = new ArrayList<>(List.of(payment));
        with.addAll(List.of("Authorization", "Bearer cof_x"));
        service.post(SET, VALUE, with.toArray(String[]::new)).expect(200);
        Payer eve = Payer.funded(service);
        eve.withToken(narrowed(ada.token(), "until 1"));
        String[] hers = X402.v2(Asset.STX, 1000, eve.pays(Asset.STX, 1000, eve.nonce()));
        eve.post(SET, VALUE, hers).expect(200);
    }

    @Test
    void aTokenHasOneSpelling() {
        String token = ada.token();
        for (int dot = token.indexOf('.'), i = 0; i < 64; i++) {
            String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            char digit = digits.charAt(i);
            for (int at : new int[] {dot - 1, token.length() - 1}) {
                String other = token.substring(0, at) + digit + token.substring(at + 1);
                if (!other.equals(token)) {
                    by(other).post(GET, KEY).expect(401, "invalid_token");
                }
            }
        }
        for (String other :
                List.of(token + "=", token.replace(".", "=."), token + "==", token + ".")) {
            by(other).post(GET, KEY).expect(401, "invalid_token");
        }
    }
}
