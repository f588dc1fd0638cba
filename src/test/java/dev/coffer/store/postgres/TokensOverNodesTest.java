package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;
import dev.coffer.payment.BearerToken;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One token at two nodes: what counts is counted once, what is revoked is so on both. */
@Timeout(180)
class TokensOverNodesTest {

    private static final int USERS = 64;
    private static final int CALLS_EACH = 12;
    private static final long MOST_CALLS = 300;
    private static final long MOST_SPENT = 200_000;
    private static final String TOKENS = "/api/account/tokens";
    private static final String GET = "/api/kv/get?key=k";

    private List<Service> nodes;
    private Payer ada;

    @BeforeEach
    void start() {
        nodes = Service.nodes(2, Config.Money.DEVNET);
        ada = Payer.funded(nodes.getFirst());
        ada.deposit(Asset.STX, 10_000_000);
        ada.post("/api/kv/set", "{\"key\":\"k\",\"value\":1}").expect(200);
    }

    @AfterEach
    void stop() {
        nodes.forEach(Service::close);
    }

    private Caller by(int node, String token) {
        return nodes.get(node).with(List.of("Authorization", "Bearer " + token));
    }

    private static String narrowed(String token, String... caveats) {
        return BearerToken.of(token).orElseThrow().narrowed(List.of(caveats)).text();
    }

    private Answered made(String caveats) {
        return ada.post(TOKENS, "{\"label\":\"bob\",\"caveats\":[%s]}".formatted(caveats))
                .expect(200);
    }

    private static long charged(Answered answered) {
        String charge = answered.header("Coffer-Charge");
        boolean replay = !answered.header("Idempotent-Replay").isEmpty();
        return charge.isEmpty() || replay ? 0 : Long.parseLong(charge.replace(" uSTX", ""));
    }

    /** One of what a user of the token may do: it succeeds, fails, is replayed, waits in vain. */
    private static Answered something(Caller caller, Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> caller.post("/api/kv/set", "{\"key\":\"k\",\"value\":2}");
            case 1 -> caller.post("/api/kv/set", "{\"key\":\"k\",\"value\":2,\"ifRevision\":1}");
            case 2 -> caller.get("/api/kv/get?key=none");
            case 3 ->
                    caller.post(
                            "/api/counter/increment",
                            "{\"name\":\"n\"}",
                            "Idempotency-Key",
                            "key " + random.nextInt(8));
            case 4 -> caller.post("/api/queue/pop", "{\"queue\":\"q\",\"wait\":1}");
            case 5 -> caller.post("/api/queue/push", "{\"queue\":\"q\",\"payload\":1}");
            default -> caller.get(GET);
        };
    }

    @Test
    void capsAreExact() {
        String calls = "\"calls %d n\"".formatted(MOST_CALLS);
        String spend = "\"spend %d STX n\"".formatted(MOST_SPENT);
        String token = made(calls + "," + spend).at("token").asString();
        String further = narrowed(token, "id further", "calls 1000 m");
        long seed = new Random().nextLong();
        List<List<Answered>> all =
                Call.together(
                        USERS,
                        user -> {
                            Random random = new Random(seed + user);
                            List<Answered> answers = new ArrayList<>();
                            Caller caller = by(user % 2, user % 4 < 2 ? token : further);
                            for (int i = 0; i < CALLS_EACH; i++) {
                                answers.add(something(caller, random));
                            }
                            return answers;
                        });
        List<Answered> answers = all.stream().flatMap(List::stream).toList();
        assertThat(answers)
                .allMatch(a -> List.of(200, 201, 403, 404, 409, 412).contains(a.status()));
        assertThat(answers).noneMatch(a -> a.status() == 403 && !a.code().equals("cap_reached"));
        long spent = answers.stream().mapToLong(TokensOverNodesTest::charged).sum();
        long charged = answers.stream().filter(a -> charged(a) > 0).count();
        used("seed " + seed, charged, spent);
        Answered last = by(0, token).get(GET);
        while (last.status() == 200) {
            spent += charged(last);
            charged++;
            last = by((int) (charged % 2), token).get(GET);
        }
        last.expect(403, "cap_reached");
        used("seed " + seed, charged, spent);
        assertThat(charged == MOST_CALLS || spent > MOST_SPENT - 500).isTrue();
        by(1, further).get(GET).expect(403, "cap_reached");
        // Reads' charges are committed a moment after their answers.
        ada.addsUp();
        long total = 0;
        for (JsonNode charge : ada.statement().path("charges")) {
            total += charge.path("amount").asLong();
        }
        assertThat(total).as("seed %d", seed).isEqualTo(spent + 1000);
    }

    private void used(String as, long calls, long spent) {
        List<Long> used = new ArrayList<>();
        ada.read(TOKENS)
                .path("tokens")
                .path(0)
                .path("used")
                .forEach(each -> used.add(each.path("used").asLong()));
        assertThat(used).as(as).containsExactly(calls, spent);
        assertThat(calls).isLessThanOrEqualTo(MOST_CALLS);
        assertThat(spent).isLessThanOrEqualTo(MOST_SPENT);
    }

    @Test
    void whatIsRevokedIsSoOnAllNodes() {
        Answered bobs = made("\"read\"");
        String bob = bobs.at("token").asString();
        String carol = narrowed(bob, "id carol");
        String dave = narrowed(ada.token(), "id dave");
        List<String> others = List.of(ada.token(), narrowed(ada.token(), "id erin"));
        for (int node = 0; node < 2; node++) {
            for (String token : List.of(bob, carol, dave)) {
                by(node, token).get(GET).expect(200);
            }
        }
        revoke(0, "carol");
        by(0, carol).get(GET).expect(401, "invalid_token");
        by(0, bob).get(GET).expect(200);
        revoke(1, bobs.at("id").asString());
        by(1, bob).get(GET).expect(401, "invalid_token");
        revoke(1, "dave");
        revoke(1, "dave");
        for (String token : List.of(bob, carol, dave)) {
            Call.until("both know", () -> isRevoked(by(0, token)) && isRevoked(by(1, token)));
        }
        assertThat(ada.read(TOKENS).path("tokens").isEmpty()).isTrue();
        nodes.forEach(Service::restart);
        for (int node = 0; node < 2; node++) {
            for (String token : List.of(bob, carol, dave)) {
                assertThat(isRevoked(by(node, token))).isTrue();
            }
            for (String token : others) {
                by(node, token).get(GET).expect(200);
            }
        }
        // Another owner's of the same name is another.
        Payer eve = Payer.funded(nodes.getFirst());
        eve.deposit(Asset.STX, 10_000);
        by(0, narrowed(eve.token(), "id dave")).get(GET).expect(404);
    }

    private void revoke(int node, String name) {
        by(node, ada.token()).send("DELETE", TOKENS + "/" + name, new byte[0]).expect(200);
    }

    private static boolean isRevoked(Caller caller) {
        Answered answered = caller.get(GET);
        return answered.status() == 401 && answered.at("reason").asString().equals("revoked");
    }
}
