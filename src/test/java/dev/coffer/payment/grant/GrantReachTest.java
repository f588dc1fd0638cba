package dev.coffer.payment.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.InputReader;
import dev.coffer.endpoint.Touches;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Requests;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.room.Room;
import dev.coffer.store.Table;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Over the catalog, at random: a grant never reaches what it does not name. Somebody who was given
 * a few grants calls each endpoint's example, alone and in a batch, in the name of an owner who has
 * what the examples leave. What none of the grants covers is refused, and changes nothing of the
 * owner's; what one covers is not refused for want of a grant.
 */
class GrantReachTest {

    private static final int ROUNDS = Integer.getInteger("coffer.grants.rounds", 4);

    /** What no example's name begins with. */
    private static final String NO_NAME = "no-such/";

    private static final Set<String> REFUSALS =
            Set.of("grant_required", "grant_exceeded", "not_grantable");

    private final long seed = Long.getLong("coffer.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Service service = Service.off();
    private final Samples samples = Samples.of(service.endpoints());

    /** An endpoint of somebody's own, and its room. */
    private record Sold(Room room, Endpoint<?, ?> endpoint) {}

    /**
     * @param alive whether it is in force, and from the owner to the caller
     */
    private record Given(String capability, String prefix, List<String> verbs, boolean alive) {

        /** Said anew, and not as the service says it. */
        boolean covers(Sold sold) {
            return mayCover(sold) && (prefix.isEmpty() || isWithin(sold.endpoint()));
        }

        /** But for what its names are. */
        private boolean mayCover(Sold sold) {
            boolean writes = sold.endpoint().kind() == Endpoint.Kind.WRITE;
            return alive
                    && capability.equals(sold.room().name())
                    && verbs.contains(writes ? "write" : "read");
        }

        /** Whether only the store knows, by what its example points to. */
        boolean mayCoverWhatIsFound(Sold sold) {
            return isFound(sold.endpoint()) && mayCover(sold) && !prefix.equals(NO_NAME);
        }

        private boolean isWithin(Endpoint<?, ?> endpoint) {
            List<String> names = said(endpoint);
            return !names.isEmpty() && names.stream().allMatch(name -> name.startsWith(prefix));
        }
    }

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aGrantReachesWhatItNamesAlone() {
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        int covered = 0;
        List<Sold> all = sold();
        for (int round = 0; round < ROUNDS; round++) {
            Service.Client owner = service.payer("OWNER" + round);
            Service.Client guest = service.payer("GUEST" + round);
            fill(owner);
            List<Given> given = give(round, owner, guest);
            Caller visitor = guest.with(List.of("Coffer-Owner", owner.address()));
            List<Sold> may =
                    all.stream().filter(s -> given.stream().anyMatch(g -> g.covers(s))).toList();
            List<String> before = rows(owner);
            for (Sold sold : all) {
                if (!may.contains(sold)
                        && given.stream().noneMatch(g -> g.mayCoverWhatIsFound(sold))) {
                    for (Answered answered : calls(visitor, sold.endpoint())) {
                        refused++;
                        boolean unread =
                                List.of(400, 404, 405).contains(answered.status())
                                        && !sold.endpoint().methods().contains("POST");
                        if (!REFUSALS.contains(answered.code()) && !unread) {
                            wrong.add(given + " " + sold.endpoint().path() + " " + answered.text());
                        }
                    }
                }
            }
            assertThat(rows(owner)).as("seed %d", seed).isEqualTo(before);
            for (Sold sold : may) {
                for (Answered answered : calls(visitor, sold.endpoint())) {
                    covered++;
                    if (REFUSALS.contains(answered.code())) {
                        wrong.add(given + " " + sold.endpoint().path() + " " + answered.text());
                    }
                }
            }
        }
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(refused).isGreaterThan(ROUNDS * 100);
        assertThat(covered).isGreaterThan(0);
    }

    private List<Sold> sold() {
        return service.rooms().stream()
                .flatMap(room ->
                        room.endpoints().stream()
                                .filter(e -> !(e.access() instanceof Access.Anybody<?>))
                                .filter(e -> !isSeveral(e))
                                .map(e -> new Sold(room, e)))
                .toList();
    }

    private static boolean isSeveral(Endpoint<?, ?> endpoint) {
        return endpoint.access() instanceof Access.Paid<?>(_, Touches.Each<?> _);
    }

    private static boolean isFound(Endpoint<?, ?> endpoint) {
        return endpoint.access() instanceof Access.Paid<?>(_, Touches.Found<?> _);
    }

    /** What its example says that it is about. */
    private static <I> List<String> said(Endpoint<I, ?> endpoint) {
        return endpoint.access() instanceof Access.Paid<I>(_, Touches.Said<I>(var names))
                ? names.apply(
                        InputReader.read(
                                        endpoint,
                                        Requests.post(endpoint.path(), endpoint.example()))
                                .value())
                : List.of();
    }

    /** Runs the examples of all writes that keep something. */
    private void fill(Service.Client owner) {
        for (Room room : service.rooms()) {
            if (!room.kept().isEmpty()) {
                room.endpoints().stream()
                        .filter(e -> e.kind() == Endpoint.Kind.WRITE && Samples.takesJson(e))
                        .filter(e -> e.access() instanceof Access.Paid<?>)
                        .toList()
                        .reversed()
                        .forEach(e -> owner.post(samples.path(e), input(e).toString()));
            }
        }
    }

    /** Its example, which waits for nothing. */
    private static ObjectNode input(Endpoint<?, ?> endpoint) {
        ObjectNode input = (ObjectNode) Samples.example(endpoint);
        input.remove("wait");
        input.remove(
                input.propertyNames().stream()
                        .filter(name -> endpoint.path().contains("{" + name + "}"))
                        .toList());
        return input;
    }

    /** It alone, by whichever method, and in a batch. */
    private List<Answered> calls(Caller caller, Endpoint<?, ?> endpoint) {
        // Limits of calls a second are no matter here.
        service.clock().advance(Duration.ofMillis(100));
        String path = samples.path(endpoint);
        if (!endpoint.methods().contains("POST")) {
            return List.of(caller.send(endpoint.methods().getFirst(), path, new byte[0]));
        }
        List<Answered> answers = new ArrayList<>();
        answers.add(caller.post(path, input(endpoint).toString()));
        if (endpoint.access() instanceof Access.Paid<?> && !endpoint.gives().variants().isEmpty()) {
            String batch =
                    "{\"operations\":[{\"path\":\"%s\",\"body\":%s}]}"
                            .formatted(path, input(endpoint));
            answers.add(caller.post("/api/batch", batch));
        }
        return answers;
    }

    /** Some grants: good ones, some that are over, revoked, another's, or to somebody else. */
    private List<Given> give(int round, Service.Client owner, Service.Client guest) {
        List<String> capabilities =
                service.rooms().stream()
                        .filter(room ->
                                Pebbles.soldByCoffer().stream()
                                        .anyMatch(r -> r.name().equals(room.name())))
                        .filter(room -> !room.kept().isEmpty())
                        .map(Room::name)
                        .toList();
        List<Given> given = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            String capability = pick(capabilities);
            List<String> verbs =
                    pick(List.of(List.of("read"), List.of("write"), List.of("read", "write")));
            String prefix = random.nextBoolean() ? "" : prefix(capability);
            String fate = pick(List.of("good", "good", "over", "revoked", "another's", "else's"));
            Service.Client giver =
                    fate.equals("another's") ? service.payer("ANOTHER" + round) : owner;
            String grantee = fate.equals("else's") ? "SOMEBODY" : guest.address();
            String body =
                    "{\"grantee\":\"%s\",\"capability\":\"%s\",\"verbs\":%s,\"payer\":\"%s\"%s%s}"
                            .formatted(
                                    grantee,
                                    capability,
                                    verbs.stream().map(v -> "\"" + v + "\"").toList(),
                                    random.nextBoolean() ? "owner" : "grantee",
                                    prefix.isEmpty() ? "" : ",\"prefix\":\"" + prefix + "\"",
                                    fate.equals("over")
                                            ? ",\"expires\":\"%s\""
                                                    .formatted(
                                                            Instant.ofEpochMilli(
                                                                    service.clock().millis() + 1))
                                            : "");
            String id = giver.post("/api/account/grants", body).expect(200).at("id").asString();
            if (fate.equals("over")) {
                service.clock().advance(Duration.ofMillis(1));
            }
            if (fate.equals("revoked")) {
                owner.send("DELETE", "/api/account/grants/" + id, new byte[0]).expect(200);
            }
            given.add(new Given(capability, prefix, verbs, fate.equals("good")));
        }
        return given;
    }

    /** The beginning of a name that one of the room's examples has, or of none. */
    private String prefix(String capability) {
        List<String> names =
                sold().stream()
                        .filter(sold -> sold.room().name().equals(capability))
                        .flatMap(sold -> said(sold.endpoint()).stream())
                        .filter(name -> !name.isEmpty())
                        .toList();
        if (names.isEmpty() || random.nextInt(3) == 0) {
            return NO_NAME;
        }
        String name = pick(names);
        return name.substring(0, random.nextInt(1, name.length() + 1));
    }

    /** All that is an owner's, in whatever table; but for how much it was called. */
    private List<String> rows(Service.Client owner) {
        return Pebbles.tables().stream()
                .filter(table -> table.key().getFirst().equals("owner") && !table.local())
                .map(Table::name)
                .flatMap(table ->
                        service
                                .query(
                                        "select * from %s where owner = '%s'"
                                                .formatted(table, owner.address()))
                                .stream()
                                .map(row -> table + row))
                .sorted()
                .toList();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
