package dev.coffer.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Requests;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.room.Room;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A paid call reads and changes what it says that it is about, and nothing else of its owner's.
 *
 * <p>Each endpoint's example is called by somebody new, who has what the examples of the room's
 * writes leave, and the same under other names. Those may neither change nor be shown.
 */
class TouchesTest {

    private static final String OTHER = "another";

    /** A paid endpoint and the room it is in. */
    private record Paid(Room room, Endpoint<?, ?> endpoint) {
        @Override
        public String toString() {
            return endpoint.path();
        }
    }

    private static Stream<Paid> paid(Room room) {
        return room.endpoints().stream()
                .filter(e -> e.access() instanceof Access.Paid<?>)
                .map(e -> new Paid(room, e));
    }

    static List<Paid> paid() {
        try (Service service = Service.off()) {
            return service.rooms().stream().flatMap(TouchesTest::paid).toList();
        }
    }

    /** What an example says that it is about; nothing, if only the store knows. */
    private static <I> List<String> said(Endpoint<I, ?> endpoint) {
        if (endpoint.access() instanceof Access.Paid<I>(_, Touches.Said<I>(var names))) {
            Request request = Requests.post(endpoint.path(), endpoint.example());
            return names.apply(InputReader.read(endpoint, request).value());
        }
        return List.of();
    }

    private static boolean isFound(Endpoint<?, ?> endpoint) {
        return endpoint.access() instanceof Access.Paid<?>(_, Touches.Found<?> _);
    }

    @ParameterizedTest
    @MethodSource("paid")
    void whatACallIsAboutItsInputSays(Paid paid) {
        List<String> texts =
                Samples.example(paid.endpoint()).properties().stream()
                        .map(field -> field.getValue().asString(""))
                        .toList();
        assertThat(said(paid.endpoint())).filteredOn(name -> !name.isEmpty()).isSubsetOf(texts);
    }

    @Test
    void nothingElseIsTouched() {
        List<String> wrong = new ArrayList<>();
        int judged = 0;
        try (Service service = Service.off()) {
            Samples samples = Samples.of(service.endpoints());
            int callers = 0;
            for (Room room : service.rooms()) {
                for (Paid paid : paid(room).toList()) {
                    Service.Client caller = service.payer("CALLER" + ++callers);
                    boolean others = fill(service, caller, paid);
                    boolean all = said(paid.endpoint()).contains("");
                    List<String> before = rows(service, caller, room);
                    Answered answered = call(caller, samples, paid.endpoint());
                    List<String> after = rows(service, caller, room);
                    if (paid.endpoint().kind() != Endpoint.Kind.WRITE && !after.equals(before)) {
                        wrong.add(paid + " is a read and writes");
                    }
                    if (!all && !about(OTHER, after).equals(about(OTHER, before))) {
                        wrong.add(paid + " changes what it is not about");
                    }
                    if (!all && answered.text().contains(OTHER)) {
                        wrong.add(paid + " shows what it is not about: " + answered.text());
                    }
                    boolean nothing = said(paid.endpoint()).isEmpty() && !isFound(paid.endpoint());
                    if (nothing && !after.containsAll(before)) {
                        wrong.add(paid + " says that it is about nothing, and changes something");
                    }
                    judged += others && !all ? 1 : 0;
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(judged).isGreaterThan(25);
    }

    /** Runs the room's writes as their examples are, and under other names; whether it has some. */
    private static boolean fill(Service service, Service.Client caller, Paid paid) {
        List<Paid> writes =
                paid(paid.room())
                        .filter(each -> each.endpoint().kind() == Endpoint.Kind.WRITE)
                        .toList();
        for (int i = writes.size() - 1; i >= 0; i--) {
            // Backwards, for what is made at first not to be deleted at last.
            Endpoint<?, ?> write = writes.get(i).endpoint();
            caller.post(write.path(), input(write).toString());
            caller.post(write.path(), renamed(write));
        }
        return !about(OTHER, rows(service, caller, paid.room())).isEmpty();
    }

    /** Its example, which waits for nothing. */
    private static ObjectNode input(Endpoint<?, ?> endpoint) {
        ObjectNode input = (ObjectNode) Samples.example(endpoint);
        input.remove("wait");
        return input;
    }

    /** The same about another name. */
    private static String renamed(Endpoint<?, ?> endpoint) {
        List<String> names = said(endpoint);
        ObjectNode input = input(endpoint);
        for (Map.Entry<String, JsonNode> field : List.copyOf(input.properties())) {
            if (names.contains(field.getValue().asString(""))) {
                input.put(field.getKey(), OTHER);
            }
        }
        return input.toString();
    }

    private static Answered call(Service.Client caller, Samples samples, Endpoint<?, ?> endpoint) {
        ObjectNode input = input(endpoint);
        input.remove(
                input.propertyNames().stream()
                        .filter(name -> endpoint.path().contains("{" + name + "}"))
                        .toList());
        return endpoint.methods().contains("POST")
                ? caller.post(samples.path(endpoint), input.toString())
                : caller.get(samples.path(endpoint));
    }

    /** What the caller has in the room's tables, a text a row. */
    private static List<String> rows(Service service, Service.Client caller, Room room) {
        return room.kept().stream()
                .map(kept -> kept.table().name())
                .flatMap(table ->
                        service
                                .query(
                                        "select * from %s where owner = '%s'"
                                                .formatted(table, caller.address()))
                                .stream()
                                .map(row -> table + row))
                .sorted()
                .toList();
    }

    private static List<String> about(String name, List<String> rows) {
        return rows.stream().filter(row -> row.contains(name)).toList();
    }
}
