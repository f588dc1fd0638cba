package dev.coffer.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Service;
import dev.coffer.room.Room;
import dev.coffer.state.counter.CounterScenarios;
import dev.coffer.state.kv.KvScenarios;
import dev.coffer.state.links.LinksScenarios;
import dev.coffer.state.memo.MemoScenarios;
import dev.coffer.state.memory.MemoryScenarios;
import dev.coffer.state.paste.PasteScenarios;
import dev.coffer.state.queue.QueueScenarios;
import dev.coffer.state.sql.SqlScenarios;
import dev.coffer.state.sync.SyncScenarios;
import dev.coffer.tool.ToolScenarios;
import dev.coffer.tool.registry.RegistryScenarios;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All scenarios on one service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ScenarioSuite {

    private final Service service;
    private final Runner runner;

    ScenarioSuite(Service service) {
        this.service = service;
        this.runner = new Runner(service);
    }

    @AfterAll
    void close() {
        service.close();
    }

    /** What each room that sells answers, by its name. */
    private static final Map<String, List<Scenario>> OF_ROOMS =
            Map.ofEntries(
                    Map.entry("kv", KvScenarios.all()),
                    Map.entry("paste", PasteScenarios.all()),
                    Map.entry("counter", CounterScenarios.all()),
                    Map.entry("queue", QueueScenarios.all()),
                    Map.entry("sync", SyncScenarios.all()),
                    Map.entry("memory", MemoryScenarios.all()),
                    Map.entry("sql", SqlScenarios.all()),
                    Map.entry("links", LinksScenarios.all()),
                    Map.entry("memo", MemoScenarios.all()),
                    Map.entry("text", ToolScenarios.of("text")),
                    Map.entry("data", ToolScenarios.of("data")),
                    Map.entry("crypto", ToolScenarios.of("crypto")),
                    Map.entry("random", ToolScenarios.of("random")),
                    Map.entry("math", ToolScenarios.of("math")),
                    Map.entry("util", ToolScenarios.of("util")),
                    Map.entry("net", ToolScenarios.of("net")),
                    Map.entry("stacks", ToolScenarios.of("stacks")),
                    Map.entry("ai", ToolScenarios.of("ai")),
                    Map.entry("registry", RegistryScenarios.all()),
                    Map.entry("pebble", PebbleScenarios.all()));

    static List<Scenario> common(Service service) {
        return common(service, !Service.ON_POSTGRES);
    }

    /**
     * @param tools whether those that never touch the store too
     */
    static List<Scenario> common(Service service, boolean tools) {
        List<Scenario> all = new ArrayList<>();
        if (service.money() == Config.Money.DEVNET) {
            all.addAll(SignInScenarios.all(service)); // First: what is signed does not last.
        }
        new TreeMap<>(OF_ROOMS)
                .forEach((room, its) -> {
                    if (asked(service, room, tools)) {
                        all.addAll(its);
                    }
                });
        all.addAll(BatchScenarios.all());
        all.addAll(GeneralScenarios.of(asked(service, tools)).all());
        if (service.money() == Config.Money.DEVNET) {
            all.addAll(DevnetScenarios.all(service));
        }
        return all;
    }

    /** On PostgreSQL not the tools, which never touch the store: they are asked on SQLite. */
    private static boolean isAsked(Endpoint<?, ?> endpoint, boolean tools) {
        boolean isTool =
                endpoint.kind() == Endpoint.Kind.PURE
                        && endpoint.access() instanceof Access.Paid<?>;
        return tools || !isTool;
    }

    private static List<Endpoint<?, ?>> asked(Service service, boolean tools) {
        List<Endpoint<?, ?>> asked = new ArrayList<>(service.endpoints());
        asked.removeIf(endpoint -> !isAsked(endpoint, tools));
        return asked;
    }

    private static boolean asked(Service service, String name, boolean tools) {
        return service.rooms().stream()
                .filter(room -> room.name().equals(name))
                .flatMap(room -> room.endpoints().stream())
                .anyMatch(endpoint -> isAsked(endpoint, tools));
    }

    private List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>(common(service));
        all.addAll(callers(GeneralScenarios.of(asked(service, !Service.ON_POSTGRES))));
        // What is refused as it is read reaches no store: on SQLite is enough.
        all.removeIf(each -> Service.ON_POSTGRES && each.status() == 400 && each.steps().isEmpty());
        return all;
    }

    /** What is told to callers of whom is not known what has to be. */
    abstract List<Scenario> callers(GeneralScenarios general);

    @Order(1)
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void scenario(Scenario scenario) {
        runner.run(scenario);
    }

    @Test
    void everyRoomThatSellsHasItsScenarios() {
        assertThat(Pebbles.sold())
                .extracting(Room::name)
                .containsExactlyInAnyOrderElementsOf(OF_ROOMS.keySet());
        assertThat(OF_ROOMS.values()).noneMatch(List::isEmpty);
    }

    @Test
    void everyEndpointHasAScenarioThatSucceeds() {
        Set<Endpoint<?, ?>> succeeding = new HashSet<>();
        for (Scenario scenario : scenarios()) {
            scenario.steps().forEach(step -> succeeding.add(runner.endpoint("POST", step.path())));
            boolean ours = List.of("GET", "POST", "DELETE").contains(scenario.method());
            if (scenario.status() < 300 && ours) {
                succeeding.add(runner.endpoint(scenario.method(), scenario.path()));
            }
        }
        // Where payments are off nothing can be deposited.
        boolean off = service.money() == Config.Money.OFF;
        assertThat(asked(service, !Service.ON_POSTGRES))
                .filteredOn(each -> !(off && each.access() instanceof Access.Deposit<?>))
                .filteredOn(each -> !succeeding.contains(each))
                .extracting(Endpoint::path)
                .isEmpty();
    }

    @Order(2)
    @Test
    void usageIsWhatIsThere() {
        assertThat(KeptRows.of(service)).isEqualTo(KeptRows.told(service));
        assertThat(KeptRows.of(service).stream().map(KeptRows::room).distinct())
                .containsExactlyInAnyOrder(KeptRows.countedRooms(service));
    }

    @Order(3)
    @Test
    void whatWasWrittenWhileTheClockWasAheadLastsAsLongAsItWasTo() {
        // The sweeper may have taken what the scenarios wrote.
        service.endpoints().stream()
                .filter(each -> each.kind() == Endpoint.Kind.WRITE)
                .filter(each -> each.access() instanceof Access.Paid<?>)
                .forEach(each -> service.payer("clock").post(each.path(), each.example()));
        Map<List<String>, Long> lasts = Lives.lastsMs(service);
        assertThat(lasts.keySet().stream().map(List::getFirst).distinct())
                .containsExactlyInAnyOrderElementsOf(Lives.tables(service));
        service.clock().advance(Duration.ofDays(-365));
        service.sweep();
        assertThat(Lives.endsInMs(service, service.clock().millis())).isEqualTo(lasts);
    }

    @Order(4)
    @Test
    void usageIsWhatIsThereWhenAllIsSweptThatCanBe() {
        List<KeptRows> before = KeptRows.of(service);
        service.clock().advance(Duration.ofDays(400));
        service.sweep();
        assertThat(KeptRows.of(service)).isEqualTo(KeptRows.told(service)).isNotEqualTo(before);
    }
}
