package dev.coffer.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.harness.Call;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Requests;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Cap;
import dev.coffer.payment.Door;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.Pass;
import dev.coffer.payment.Period;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;
import dev.coffer.payment.Rights;
import dev.coffer.payment.Tokens;
import dev.coffer.payment.grant.Grants;
import dev.coffer.room.Room;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.postgres.PostgresServer;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Who calls, whose data it is and who pays may be three, and each call keeps them apart. */
class PassTest {

    private static final Owner OWNER = new Owner("STOWNER");
    private static final Owner GUEST = new Owner("STGUEST");
    private static final Owner SPONSOR = new Owner("STSPONSOR");
    private static final Rights NONE =
            (_, _) -> {
                throw new Problem(new ErrorCode(403, "test_rights"), "No.");
            };
    private static final long CREDIT = 1_000_000;
    private static final long READ = 500;
    private static final long WRITE = 1000;

    private static final String SET = "/api/kv/set";
    private static final String GET = "/api/kv/get";
    private static final String KEY = "{\"key\": \"k\"}";
    private static final String VALUE = "{\"key\": \"k\", \"value\": 1}";

    private final Ledger ledger = new Ledger();
    private final List<Room> rooms = Pebbles.soldByCoffer();
    private Store store;

    /** Lets in whoever the pass says. */
    private record Passing(Pass pass) implements Door {
        @Override
        public Visitor visitor(Request request) {
            return new Known(pass);
        }

        @Override
        public Answer invite(
                Endpoint<?, ?> endpoint,
                Request request,
                List<Price> prices,
                Optional<Problem> why) {
            throw why.orElseThrow();
        }
    }

    @BeforeEach
    void open(@TempDir Path data) {
        store =
                "postgres".equals(System.getProperty("coffer.store"))
                        ? PostgresStore.open(
                                PostgresServer.shared().newDatabase(),
                                PostgresStore.Use.of(10_000, 10_000))
                        : SqliteStore.open(
                                data,
                                InstantSource.system(),
                                new SqliteStore.Bounds(10_000, 10_000));
        for (Owner each : List.of(OWNER, GUEST, SPONSOR)) {
            store.write(
                    each,
                    tx -> {
                        ledger.credit(tx, new Price(Asset.STX, CREDIT), "test");
                        return 0;
                    });
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Pass pass(Owner caller, Owner owner, Owner payer) {
        return pass(caller, owner, payer, Rights.ALL);
    }

    private static Pass pass(Owner caller, Owner owner, Owner payer, Rights rights, Cap... caps) {
        return new Pass(caller, owner, Optional.of(payer), rights, List.of(caps));
    }

    private Answer call(Pass pass, String path, String json, String... headers) {
        Endpoint<?, ?> endpoint =
                rooms.stream()
                        .flatMap(room -> room.endpoints().stream())
                        .filter(e -> e.path().equals(path))
                        .findFirst()
                        .orElseThrow();
        return new Checkout(
                        store,
                        ledger,
                        Prices.defaults(),
                        new Passing(pass),
                        (tx, fence) ->
                                rooms.forEach(r -> r.fences().ifPresent(f -> f.accept(tx, fence))),
                        new Answers((_, _, _) -> {}, new Tokens(store, new Random(1))),
                        Optional.empty(),
                        new Grants(Map.of(), List.of()),
                        Capacities.usual(),
                        InstantSource.system())
                .serve(endpoint, Requests.post(path, json, headers));
    }

    private static JsonNode json(Answer answer) {
        return Json.MAPPER.readTree(answer.body());
    }

    private Problem refusal(Pass pass, String path, String json, String... headers) {
        return catchThrowableOfType(Problem.class, () -> call(pass, path, json, headers));
    }

    private long balance(Owner owner) {
        // In the owner's turn, to see the charges of reads too, which are written behind.
        Map<Asset, Long> balances = store.write(owner, tx -> ledger.balances(tx, owner.address()));
        return balances.getOrDefault(Asset.STX, 0L);
    }

    private void spent(long owner, long guest, long sponsor) {
        assertThat(List.of(OWNER, GUEST, SPONSOR))
                .extracting(each -> CREDIT - balance(each))
                .containsExactly(owner, guest, sponsor);
        assertThat(List.of(OWNER, GUEST, SPONSOR))
                .extracting(each ->
                        store
                                .readGlobal(tx -> Period.always(each.address()).charges(tx, 100))
                                .stream()
                                .mapToLong(Period.Charge::amount)
                                .sum())
                .containsExactly(owner, guest, sponsor);
    }

    @Test
    void theDataIsTheOwnersAndTheChargeThePayers() {
        Answer set = call(pass(GUEST, OWNER, SPONSOR), SET, VALUE);
        assertThat(set.headers().get("Coffer-Charge")).isEqualTo("1000 uSTX");
        assertThat(set.headers().get("Coffer-Balance")).isEqualTo(CREDIT - WRITE + " uSTX");
        spent(0, 0, WRITE);
        assertThat(json(call(Pass.of(OWNER.address()), GET, KEY)).path("value").intValue())
                .isEqualTo(1);
        assertThat(refusal(Pass.of(GUEST.address()), GET, KEY).status()).isEqualTo(404);
        spent(READ, 0, WRITE);
        call(pass(GUEST, OWNER, GUEST), GET, KEY);
        call(pass(GUEST, OWNER, GUEST), GET, KEY, "Idempotency-Key", "read");
        spent(READ, 2 * READ, WRITE);
    }

    @Test
    void theNumberIsTheOwnersWhoeverPays() {
        long first = json(call(Pass.of(OWNER.address()), SET, VALUE)).path("revision").asLong();
        for (Owner payer : List.of(GUEST, OWNER, SPONSOR)) {
            JsonNode set = json(call(pass(GUEST, OWNER, payer), SET, VALUE));
            assertThat(set.path("revision").asLong()).isEqualTo(++first);
        }
    }

    @Test
    void whatIsRefusedOrNotCoveredCostsNobody() {
        Owner poor = new Owner("STPOOR");
        assertThat(refusal(pass(GUEST, OWNER, poor), SET, VALUE).code())
                .isEqualTo("owner_out_of_funds");
        Problem uncovered = refusal(pass(poor, OWNER, poor), SET, VALUE);
        assertThat(uncovered.code()).isEqualTo("insufficient_balance");
        assertThat(uncovered.body().toString())
                .contains("balances={STX=0, sBTC=0, USDCx=0, USDC=0}");
        Problem absent =
                refusal(
                        pass(GUEST, OWNER, SPONSOR),
                        SET,
                        "{\"key\": \"k\", \"value\": 1, \"ifRevision\": 7}");
        assertThat(absent.status()).isEqualTo(412);
        assertThat(refusal(Pass.of(OWNER.address()), GET, KEY).status()).isEqualTo(404);
        spent(0, 0, 0);
    }

    @Test
    void rightsAreJudgedBeforeAnAnswerIsLookedFor() {
        String[] named = {"Idempotency-Key", "one"};
        call(Pass.of(OWNER.address()), SET, VALUE, named);
        assertThat(refusal(pass(OWNER, OWNER, OWNER, NONE), SET, VALUE, named).code())
                .isEqualTo("test_rights");
        Answer again = call(Pass.of(OWNER.address()), SET, VALUE, named);
        assertThat(again.headers()).containsEntry("Idempotent-Replay", "true");
        spent(WRITE, 0, 0);
    }

    @Test
    void anAnswerIsTheCallersWhoNamedIt() {
        String lock = "{\"name\": \"deploy\"}";
        String[] named = {"Idempotency-Key", "one"};
        Answer held = call(Pass.of(OWNER.address()), "/api/sync/lock", lock, named);
        assertThat(json(held).has("token")).isTrue();
        Pass guest = pass(GUEST, OWNER, OWNER);
        for (int i = 0; i < 2; i++) {
            Answer busy = call(guest, "/api/sync/lock", lock, named);
            assertThat(json(busy).has("token")).isFalse();
            assertThat(busy.headers().containsKey("Idempotent-Replay")).isEqualTo(i == 1);
        }
        spent(WRITE + READ, 0, 0);
    }

    @Test
    void rightsSeeWhatACallIsAbout() {
        List<String> seen = new ArrayList<>();
        Pass seeing =
                pass(
                        OWNER,
                        OWNER,
                        OWNER,
                        (endpoint, names) -> seen.add(endpoint.path() + names.get()));
        String job =
                json(call(seeing, "/api/queue/push", "{\"queue\": \"mail\", \"payload\": 1}"))
                        .path("jobId")
                        .stringValue();
        String ofJob = "{\"jobId\": \"%s\"}".formatted(job);
        call(seeing, "/api/queue/pop", "{\"queue\": \"mail\"}");
        call(seeing, "/api/queue/fail", ofJob.replace("}", ", \"retry\": false}"));
        call(seeing, "/api/queue/retry", ofJob);
        call(seeing, "/api/queue/complete", ofJob);
        call(seeing, "/api/queue/complete", "{\"jobId\": \"job_3k\"}");
        call(seeing, "/api/kv/list", "{}");
        String fenced =
                "{\"key\": \"k\", \"value\": 1, \"fence\": {\"lock\": \"l\", \"number\": 1}}";
        assertThat(refusal(seeing, SET, fenced).code()).isEqualTo("fenced_off");
        assertThat(seen)
                .containsExactly(
                        "/api/queue/push[mail]",
                        "/api/queue/pop[mail]",
                        "/api/queue/fail[mail]",
                        "/api/queue/retry[mail]",
                        "/api/queue/complete[mail]",
                        "/api/queue/complete[]",
                        "/api/kv/list[]", // One name, the empty one: all.
                        "/api/kv/set[k, l]");
    }

    @Test
    void capsCountWhatIsDebited() {
        List<String> counted = new ArrayList<>();
        Cap cap = (_, asset, amount, _) -> counted.add(asset.show(amount));
        Pass capped = pass(GUEST, OWNER, SPONSOR, Rights.ALL, cap);
        call(capped, SET, VALUE, "Idempotency-Key", "one");
        call(capped, SET, VALUE, "Idempotency-Key", "one");
        call(capped, GET, KEY);
        assertThat(counted).containsExactly("1000 uSTX", "500 uSTX");
        spent(0, 0, WRITE + READ);
        counted.clear();
        call(capped, "/api/sync/lock", "{\"name\": \"l\"}");
        call(capped, "/api/sync/lock", "{\"name\": \"l\"}");
        assertThat(counted).contains("1000 uSTX").endsWith("500 uSTX");
        spent(0, 0, 2 * WRITE + 2 * READ);
    }

    @Test
    void aCapThatIsReachedLeavesNothingDone() {
        Cap reached =
                (_, _, _, _) -> {
                    throw new Problem(new ErrorCode(403, "test_cap"), "No more.");
                };
        for (Owner payer : List.of(OWNER, SPONSOR)) {
            Pass capped = pass(GUEST, OWNER, payer, Rights.ALL, reached);
            assertThat(refusal(capped, SET, VALUE).code()).isEqualTo("test_cap");
        }
        assertThat(refusal(Pass.of(OWNER.address()), GET, KEY).status()).isEqualTo(404);
        spent(0, 0, 0);
    }

    @Test
    void thoseWhoPayForEachOtherPayExactly() {
        int calls = 50;
        List<Owner> all = List.of(OWNER, GUEST, SPONSOR);
        Call.together(
                6,
                caller -> {
                    Owner owner = all.get(caller % 3);
                    Owner payer = all.get((caller + 1 + caller / 3) % 3);
                    for (int i = 0; i < calls; i++) {
                        call(
                                pass(payer, owner, payer),
                                "/api/counter/increment",
                                "{\"name\": \"n\"}");
                    }
                    return 0;
                });
        spent(2 * calls * WRITE, 2 * calls * WRITE, 2 * calls * WRITE);
        for (Owner owner : all) {
            Answer counter =
                    call(Pass.of(owner.address()), "/api/counter/get", "{\"name\": \"n\"}");
            assertThat(json(counter).path("value").asLong()).isEqualTo(2L * calls);
        }
    }
}
