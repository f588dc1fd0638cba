package dev.coffer.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.room.Room;
import dev.coffer.room.Scans;
import dev.coffer.store.Table;
import dev.coffer.store.copy.Copy;
import dev.coffer.store.copy.End;
import dev.coffer.store.postgres.CitusFile;
import dev.coffer.store.sqlite.SqliteEnd;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A room that was added by one line is seen by all that folds over the rooms. The room is {@link
 * Pebbles}; nothing here and nowhere in the service knows more of it than it declares.
 */
class NewRoomTest {

    private static final String FIND = "/api/pebble/find";
    private static final String LOOK = "/api/pebble/look?name=flint";
    private static final String FLINT = "{\"name\":\"flint\",\"weight\":7}";

    private final Service service = Service.devnet();
    private final Service.Client alice = service.payer("alice");

    @AfterEach
    void close() {
        service.close();
    }

    private List<Endpoint<?, ?>> endpoints() {
        return service.endpoints().stream()
                .filter(endpoint -> endpoint.path().startsWith("/api/pebble"))
                .toList();
    }

    @Test
    void itIsRoutedAndPaid() {
        service.anyone().post(FIND, FLINT).expect(402, "payment_required");
        Answered found = alice.post(FIND, FLINT).expect(200);
        assertThat(found.header("Coffer-Charge")).isEqualTo("1000 uSTX");
        assertThat(alice.get(LOOK).expect(200).at("weight").asInt()).isEqualTo(7);
        service.payer("bob").get(LOOK).expect(404, "not_found");
        service.anyone().get("/api/pebble/luck").expect(404, "unknown_path");
    }

    @Test
    void itIsTold() {
        List<String> paths =
                service.anyone()
                        .read("/")
                        .path("endpoints")
                        .valueStream()
                        .map(each -> each.path("path").stringValue())
                        .toList();
        assertThat(paths).contains(FIND, "/api/pebble/look");
        assertThat(service.anyone().read("/api/limits").path("pebbleNameChars").asInt())
                .isEqualTo(16);
    }

    @Test
    void whatIsKeptIsCountedAndSweptWhenItIsOver() {
        alice.post(FIND, FLINT).expect(200);
        alice.post(FIND, "{\"name\":\"chalk\",\"weight\":3,\"ttl\":60}").expect(200);
        assertThat(usage()).isEqualTo("2 rows, 10 bytes");
        service.clock().advance(Duration.ofSeconds(61));
        alice.get("/api/pebble/look?name=chalk").expect(404, "not_found");
        assertThat(usage()).isEqualTo("2 rows, 10 bytes");
        service.sweep();
        assertThat(usage()).isEqualTo("1 rows, 7 bytes");
        assertThat(service.query("select name from pebble")).containsExactly(List.of("flint"));
    }

    private String usage() {
        JsonNode usage = alice.read("/api/account").path("usage").path(0);
        assertThat(usage.path("capability").stringValue()).isEqualTo("pebble");
        return "%d rows, %d bytes"
                .formatted(usage.path("rows").asInt(), usage.path("bytes").asInt());
    }

    @Test
    void itsWriteIsFenced() {
        String fenced =
                "{\"name\":\"flint\",\"weight\":7,\"fence\":{\"lock\":\"l\",\"number\":%d}}";
        alice.post(FIND, fenced.formatted(1)).expect(412, "fenced_off");
        long fence = alice.post("/api/sync/lock", "{\"name\":\"l\"}").at("fence").asLong();
        alice.post(FIND, fenced.formatted(fence + 1)).expect(412, "fenced_off");
        alice.get(LOOK).expect(404);
        alice.post(FIND, fenced.formatted(fence)).expect(200);
        alice.get(LOOK).expect(200);
    }

    @Test
    void aRepetitionHasNoSecondEffect() {
        Answered first = alice.post(FIND, FLINT, "Idempotency-Key", "one").expect(200);
        Answered again = alice.post(FIND, FLINT, "Idempotency-Key", "one").expect(200);
        assertThat(again.header("Idempotent-Replay")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(first.body());
        alice.post(FIND, "{\"name\":\"chalk\",\"weight\":1}", "Idempotency-Key", "one").expect(409);
        assertThat(usage()).isEqualTo("1 rows, 7 bytes");
    }

    @Test
    void itsRowsAreCopied(@TempDir Path dir) {
        Path from = dir.resolve("from");
        Path to = dir.resolve("to");
        try (Service served = Service.inRealTime(Config.Money.OFF, from)) {
            served.payer("alice").post(FIND, FLINT).expect(200);
        }
        try (End source = SqliteEnd.open(from, End.Role.SOURCE);
                End target = SqliteEnd.open(to, End.Role.TARGET)) {
            Copy copy = Copy.open(source, target);
            copy.transfer((_, _) -> {});
            assertThat(copy.verify(_ -> 0).agrees()).isTrue();
        }
        try (Service served = Service.inRealTime(Config.Money.OFF, to)) {
            served.payer("alice").get(LOOK).expect(200);
        }
    }

    @Test
    void itsTableIsMissedWhereATableMustBeNamed() throws Exception {
        List<String> called = CitusFile.calls();
        List<String> wanted = CitusFile.calls(Pebbles.tables());
        assertThat(wanted).containsAll(called);
        assertThat(wanted)
                .filteredOn(call -> !called.contains(call))
                .singleElement()
                .asString()
                .startsWith(
                        "select create_distributed_table('pebble', 'owner', colocate_with => 'owner')");
        assertThat(Scans.of(Pebbles.tables()))
                .hasSize(Scans.of(ours()).size() + 2)
                .contains(
                        "select owner, name, owner, expires_at, found_at from pebble order by owner, name limit ?");
    }

    private static List<Table> ours() {
        return Coffer.tables(Pebbles.soldByCoffer());
    }

    /** The fuzz, the examples and the scenarios ask what the service says that it has. */
    @Test
    void whatAsksAllEndpointsAsksIts() {
        assertThat(service.rooms()).extracting(Room::name).contains("pebble");
        assertThat(endpoints()).hasSize(3);
        Samples samples = Samples.of(service.endpoints());
        assertThat(samples.names()).contains("weight");
        Random random = new Random(1);
        Endpoint<?, ?> find = endpoints().getFirst();
        List<String> bodies =
                IntStream.range(0, 100).mapToObj(_ -> samples.body(random, find)).toList();
        assertThat(bodies).contains(find.example());
        assertThat(bodies).anyMatch(body -> body.contains("\"weight\":1000"));
        List<String> asked =
                GeneralScenarios.of(service.endpoints()).all().stream()
                        .map(Scenario::path)
                        .distinct()
                        .toList();
        assertThat(asked).contains(FIND, "/api/pebble/look");
        assertThat(ScenarioSuite.common(service))
                .filteredOn(scenario -> scenario.status() < 300)
                .extracting(Scenario::path)
                .contains(FIND, "/api/pebble/look");
    }
}
