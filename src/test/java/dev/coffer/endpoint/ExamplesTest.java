package dev.coffer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Recorded;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.harness.StandIns;
import dev.coffer.room.Room;
import dev.coffer.scenario.Problems;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every endpoint's example works, by each of its methods. Each is called by somebody new, after the
 * examples of some of the room's writes before it: as it stands, and with what those writes gave (a
 * code, a lease) in the place of the example's.
 */
class ExamplesTest {

    /** What no writes of the room's examples make work, and the refusal it documents. */
    private static final Map<String, String> REFUSED =
            Map.of(
                    "/public/{owner}/{key*}", "404 not_found", // The example's value is private.
                    "/api/account/deposit", "402 payment_required",
                    "/devnet/extended/v1/tx/{txid}", "404 ",
                    "/devnet/v2/transactions", "400 ",
                    "POST /api/account/sign-in", "402 sign_in_required");

    /** What names something of which the example can't know the name. */
    private static final Map<String, String> REFUSED_AS_IT_STANDS =
            Map.ofEntries(
                    Map.entry("/api/account/grants/{id}", "404 not_found"),
                    Map.entry("/api/paste/get", "404 not_found"),
                    Map.entry("/api/paste/delete", "404 not_found"),
                    Map.entry("/api/paste/{code}", "404 not_found"),
                    Map.entry("/p/{code}", "404 not_found"),
                    Map.entry("/api/links/update", "404 not_found"),
                    Map.entry("/api/links/stats", "404 not_found"),
                    Map.entry("/api/links/delete", "404 not_found"),
                    Map.entry("/api/links/expand/{slug}", "404 not_found"),
                    Map.entry("/l/{slug}", "404 not_found"),
                    Map.entry("/api/memo/commit", "409 lease_lost"));

    /** The room whose entries are unique over all owners by what callers name them. */
    private static final String NAMED_FOR_ALL = "registry";

    private final AtomicInteger callers = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CHAINS")
    void everyExampleWorks(Config.Money money) throws Exception {
        List<String> wrong = new ArrayList<>();
        Recorded recorded = new Recorded();
        int called = 0;
        try (Service service = Service.with(money)) {
            Samples samples = Samples.of(service.endpoints());
            for (Room room : service.rooms()) {
                for (Endpoint<?, ?> endpoint : room.endpoints()) {
                    for (String method : endpoint.methods()) {
                        for (boolean filled : new boolean[] {false, true}) {
                            Example example = new Example(endpoint, method, filled);
                            String came = outcome(service, samples, room, example, recorded);
                            String wanted = wanted(money, example);
                            if (!came.equals(wanted)) {
                                wrong.add(example + ": " + came + " and not " + wanted);
                            }
                            called++;
                        }
                    }
                }
            }
        }
        List<String> otherwise = recorded.otherwise();
        assertThat(wrong).isEmpty();
        assertThat(otherwise).as("recorded; to record it anew: -Dcoffer.record=answers").isEmpty();
        assertThat(called).isGreaterThan(100);
    }

    private record Example(Endpoint<?, ?> endpoint, String method, boolean filled) {
        @Override
        public String toString() {
            return method + " " + endpoint.path() + (filled ? ", filled" : "");
        }
    }

    private static String wanted(Config.Money money, Example example) {
        Endpoint<?, ?> endpoint = example.endpoint();
        if (endpoint.access() instanceof Access.Deposit<?> && money == Config.Money.OFF) {
            return "409 payments_off";
        }
        String asItStands =
                example.filled()
                        ? "done"
                        : REFUSED_AS_IT_STANDS.getOrDefault(endpoint.path(), "done");
        String byMethod = example.method() + " " + endpoint.path();
        return REFUSED.getOrDefault(byMethod, REFUSED.getOrDefault(endpoint.path(), asItStands));
    }

    /** Done after some of the room's writes before it; else the refusal after none of them. */
    private String outcome(
            Service service, Samples samples, Room room, Example example, Recorded recorded) {
        List<Endpoint<?, ?>> before =
                room.endpoints().subList(0, room.endpoints().indexOf(example.endpoint())).stream()
                        .filter(e -> e.kind() == Endpoint.Kind.WRITE && Samples.takesJson(e))
                        .toList();
        String outcome = "";
        // Most first: what waits for something to be there is not asked for it before it is.
        for (int i = before.size(); i >= 0 && !outcome.equals("done"); i--) {
            service.clock().advance(Duration.ofSeconds(2));
            int number = callers.incrementAndGet();
            Service.Client caller = operating(service.payer("CALLER" + number));
            Map<String, JsonNode> own = own(room, number);
            Map<String, JsonNode> given = new HashMap<>(own);
            for (Endpoint<?, ?> write : before.subList(0, i)) {
                Answered done = call(caller, samples, write, "POST", given);
                done.json().properties().forEach(f -> given.put(f.getKey(), f.getValue()));
            }
            Answered answered =
                    call(
                            caller,
                            samples,
                            example.endpoint(),
                            example.method(),
                            example.filled() ? given : own);
            boolean inVain = example.filled() && saysThatItDidNothing(answered);
            outcome = answered.status() < 400 && !inVain ? "done" : refusal(answered);
            if (outcome.equals("done") && isRecorded(service, room, example)) {
                recorded.add(example.endpoint(), answered);
            }
        }
        return outcome;
    }

    /** Where money counts, by the first method, of what Coffer itself has. */
    private static boolean isRecorded(Service service, Room room, Example example) {
        return service.money() == Config.Money.DEVNET
                && example.filled()
                && example.method().equals(example.endpoint().methods().getFirst())
                && !room.name().equals("pebble");
    }

    /** Each caller's own name for what can have it once. */
    private static Map<String, JsonNode> own(Room room, int number) {
        String url = StandIns.PAID + "/" + number;
        return room.name().equals(NAMED_FOR_ALL)
                ? Map.of("url", JsonNodeFactory.instance.stringNode(url))
                : Map.of();
    }

    /** The same caller with the operator's key, which only the operator's endpoints look at. */
    private static Service.Client operating(Service.Client caller) {
        List<String> credentials = new ArrayList<>(caller.credentials());
        credentials.addAll(List.of("Coffer-Operator-Key", Service.OPERATOR_KEY));
        return new Service.Client(caller.service(), caller.address(), credentials);
    }

    /** By a token that is not the lock's nothing is done, and that is no refusal. */
    private static boolean saysThatItDidNothing(Answered answered) {
        return answered.header("Content-Type").equals("application/json")
                && answered.json().hasNonNull("error");
    }

    private static String refusal(Answered answered) {
        boolean problem = answered.header("Content-Type").equals("application/problem+json");
        if (problem) {
            Problems.check(answered);
        }
        return answered.status() + " " + answered.code();
    }

    private static Answered call(
            Service.Client caller,
            Samples samples,
            Endpoint<?, ?> endpoint,
            String method,
            Map<String, JsonNode> given) {
        ObjectNode input = (ObjectNode) Samples.example(endpoint);
        given.forEach((name, value) -> {
            if (input.has(name)) {
                input.set(name, value);
            }
        });
        List<String> inPath = new ArrayList<>();
        given.forEach((name, value) -> inPath.addAll(List.of(name, value.asString("x"))));
        String path = samples.path(endpoint, inPath.toArray(String[]::new));
        input.remove(
                input.propertyNames().stream()
                        .filter(name -> endpoint.path().matches(".*\\{" + name + "\\*?\\}.*"))
                        .toList());
        if (method.equals("POST")) {
            return caller.post(path, input.toString());
        }
        List<String> query = new ArrayList<>();
        input.properties()
                .forEach(f ->
                        query.add(
                                f.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                f.getValue().asString(), StandardCharsets.UTF_8)));
        String target = path + (query.isEmpty() ? "" : "?" + String.join("&", query));
        return caller.send(method, target, new byte[0]);
    }
}
