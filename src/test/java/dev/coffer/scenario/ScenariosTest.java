package dev.coffer.scenario;

import dev.coffer.harness.Service;

import java.util.ArrayList;
import java.util.List;

/** Every endpoint's fields, answers and refusals over HTTP, with payments off. */
class ScenariosTest extends ScenarioSuite {

    ScenariosTest() {
        super(Service.off());
    }

    static List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>(common());
        all.addAll(GeneralScenarios.nobodyOff());
        return all;
    }
}
