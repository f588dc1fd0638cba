package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Grants at two nodes: whoever calls from wherever at once, none is over late, and all is paid. */
@Timeout(180)
class GrantsOverNodesTest {

    private static final int OWNERS = 3;
    private static final int USERS = 24;
    private static final int CALLS_EACH = 15;
    private static final long SPEND = 30_000;
    private static final int REVOCATIONS = 10;
    private static final int VISITORS = 8;
    private static final String GRANTS = "/api/account/grants";

    private List<Service> nodes;
    private List<Payer> owners;

    @BeforeEach
    void start() {
        nodes = Service.nodes(2, Config.Money.DEVNET);
        owners = IntStream.range(0, OWNERS).mapToObj(_ -> Payer.funded(nodes.getFirst())).toList();
        // Less than all of it costs: whoever comes late is not paid for.
        owners.forEach(owner -> owner.deposit(Asset.STX, 100_000));
    }

    @AfterEach
    void stop() {
        nodes.forEach(Service::close);
    }

    private static String grants(Payer owner, Payer grantee, String more) {
        return owner.post(
                        GRANTS,
                        "{\"grantee\":\"%s\",\"verbs\":[\"read\",\"write\"],%s}"
                                .formatted(grantee.address(), more))
                .expect(200)
                .at("id")
                .asString();
    }

    private Caller visiting(int node, Payer who, Payer owner) {
        return who.at(nodes.get(node)).with(List.of("Coffer-Owner", owner.address()));
    }

    /**
     * One of what is granted: it succeeds, fails, is replayed, comes to nothing, is one of several.
     */
    private static Answered something(Caller caller, Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> caller.post("/api/kv/set", "{\"key\":\"k\",\"value\":2}");
            case 1 -> caller.post("/api/kv/set", "{\"key\":\"k\",\"value\":2,\"ifRevision\":1}");
            case 2 -> caller.get("/api/kv/get?key=k");
            case 3 ->
                    caller.post(
                            "/api/counter/increment",
                            "{\"name\":\"n\"}",
                            "Idempotency-Key",
                            "key " + random.nextInt(8));
            case 4 ->
                    caller.post(
                            "/api/batch",
                            "{\"operations\":[{\"path\":\"/api/kv/set\",\"body\":{\"key\":\"b\",\"value\":1}},{\"path\":\"/api/kv/get\",\"body\":{\"key\":\"b\"}}]}");
            case 5 -> caller.post("/api/counter/increment", "{\"name\":\"free\"}");
            default -> caller.get("/api/kv/get?key=none");
        };
    }

    private static long charged(Answered answered) {
        String charge = answered.header("Coffer-Charge");
        boolean replay = !answered.header("Idempotent-Replay").isEmpty();
        return charge.isEmpty() || replay ? 0 : Long.parseLong(charge.replace(" uSTX", ""));
    }

    /**
     * A grants to B what it pays, B to C what C pays, and so on in a circle, and each for itself.
     */
    @Test
    void thosePayExactlyWhoAreSaidTo() {
        for (int i = 0; i < OWNERS; i++) {
            Payer owner = owners.get(i);
            for (String capability : List.of("kv", "counter")) {
                String to = "\"capability\":\"%s\",\"payer\":".formatted(capability);
                String spend = ",\"spend\":{\"amount\":%d,\"tokenType\":\"STX\"}".formatted(SPEND);
                grants(owner, owners.get((i + 1) % OWNERS), to + "\"owner\"" + spend);
                grants(owner, owners.get((i + 2) % OWNERS), to + "\"grantee\"");
            }
        }
        long seed = new Random().nextLong();
        List<List<Answered>> all =
                Call.together(
                        USERS,
                        user -> {
                            Random random = new Random(seed + user);
                            List<Answered> answers = new ArrayList<>();
                            for (int i = 0; i < CALLS_EACH; i++) {
                                Payer who = owners.get(random.nextInt(OWNERS));
                                Payer owner = owners.get(random.nextInt(OWNERS));
                                answers.add(something(visiting(user % 2, who, owner), random));
                            }
                            return answers;
                        });
        List<Answered> answers = all.stream().flatMap(List::stream).toList();
        assertThat(answers)
                .as("seed %d", seed)
                .allMatch(a -> List.of(200, 402, 403, 404, 409, 412).contains(a.status()));
        assertThat(answers)
                .filteredOn(a -> a.status() == 403)
                .extracting(Answered::code)
                .isSubsetOf("grant_spent", "owner_out_of_funds", "grant_exceeded");
        long told = answers.stream().mapToLong(GrantsOverNodesTest::charged).sum();
        assertThat(told).isPositive();
        long paid = 0;
        for (Payer owner : owners) {
            owner.addsUp();
            assertThat(owner.balance(Asset.STX)).isNotNegative();
            for (JsonNode charge : owner.statement().path("charges")) {
                paid += charge.path("amount").asLong();
            }
            for (JsonNode grant : owner.read(GRANTS).path("grants")) {
                JsonNode spend = grant.path("spend");
                assertThat(spend.path("used").asLong(0)).isLessThanOrEqualTo(SPEND);
                if (!spend.isMissingNode()) {
                    assertThat(logged(owner, grant.path("id").asLong()))
                            .as("seed %d", seed)
                            .isEqualTo(spend.path("used").asLong());
                }
            }
        }
        assertThat(paid).as("seed %d", seed).isEqualTo(told);
        assertThat(
                        nodes.getFirst()
                                .query(
                                        """
                                        select (select sum(amount) from credit where asset = 'STX')
                                            - (select sum(price * calls) from charge where asset = 'STX')
                                            - (select sum(stx) from owner)\
                                        """))
                .containsExactly(List.of("0"));
    }

    /** What the log says that calls by a grant cost. */
    private static long logged(Payer owner, long grant) {
        long sum = 0;
        for (JsonNode line : owner.read("/api/account/access?limit=1000").path("accesses")) {
            if (line.path("grant").asLong() == grant) {
                sum += line.path("charge").path("amount").asLong();
            }
        }
        return sum;
    }

    private static long revision(Payer owner) {
        return Long.parseLong(owner.get("/api/kv/get?key=k").expect(200).at("revision").asString());
    }

    private record Tried(long beganNanos, Answered answered) {}

    /** No call that begins after a revocation is answered gets anything, on either node. */
    @Test
    void noneIsDoneOnceItIsRevoked() {
        Payer ada = owners.getFirst();
        Payer bob = owners.getLast();
        ada.post("/api/kv/set", "{\"key\":\"k\",\"value\":1}").expect(200);
        for (int i = 0; i < REVOCATIONS; i++) {
            String payer = i % 2 == 0 ? "owner" : "grantee";
            String id = grants(ada, bob, "\"capability\":\"kv\",\"payer\":\"%s\"".formatted(payer));
            int revokedAt = i % 2;
            AtomicLong revokedNanos = new AtomicLong(Long.MAX_VALUE);
            List<Call<List<Tried>>> visits =
                    IntStream.range(0, VISITORS)
                            .mapToObj(v ->
                                    Call.start(() ->
                                            visits(
                                                    visiting(v % 2, bob, ada),
                                                    v % 4 < 2,
                                                    revokedNanos)))
                            .toList();
            visiting(0, bob, ada).get("/api/kv/get?key=k").expect(200);
            ada.at(nodes.get(revokedAt)).send("DELETE", GRANTS + "/" + id, new byte[0]).expect(200);
            long revision = revision(ada);
            revokedNanos.set(System.nanoTime());
            List<Tried> tried = visits.stream().flatMap(visit -> visit.get().stream()).toList();
            assertThat(tried)
                    .filteredOn(each -> each.beganNanos() > revokedNanos.get())
                    .isNotEmpty()
                    .allMatch(each -> each.answered().code().equals("grant_required"));
            // Nor was anything done since of what began before.
            assertThat(revision(ada)).isEqualTo(revision);
        }
        owners.forEach(Payer::addsUp);
    }

    /** Calls until it is revoked, and once more. */
    private static List<Tried> visits(Caller visitor, boolean reads, AtomicLong revokedNanos) {
        List<Tried> tried = new ArrayList<>();
        boolean revoked;
        do {
            revoked = revokedNanos.get() != Long.MAX_VALUE;
            long began = System.nanoTime();
            Answered answered =
                    reads
                            ? visitor.get("/api/kv/get?key=k")
                            : visitor.post("/api/kv/set", "{\"key\":\"k\",\"value\":1}");
            tried.add(new Tried(began, answered));
        } while (!revoked);
        return tried;
    }
}
