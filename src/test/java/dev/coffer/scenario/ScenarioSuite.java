package dev.coffer.scenario;

import dev.coffer.harness.Service;
import dev.coffer.state.counter.CounterScenarios;
import dev.coffer.state.kv.KvScenarios;
import dev.coffer.state.paste.PasteScenarios;
import dev.coffer.state.queue.QueueScenarios;
import dev.coffer.state.sync.SyncScenarios;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.List;

/** Scenarios on one service; a class gives them as {@code scenarios()}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
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

    static List<Scenario> common() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(KvScenarios.all());
        all.addAll(PasteScenarios.all());
        all.addAll(CounterScenarios.all());
        all.addAll(QueueScenarios.all());
        all.addAll(SyncScenarios.all());
        all.addAll(GeneralScenarios.all());
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void scenario(Scenario scenario) {
        runner.run(scenario);
    }
}
