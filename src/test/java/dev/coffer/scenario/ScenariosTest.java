package dev.coffer.scenario;

import dev.coffer.harness.Service;

import java.util.List;

/** Every endpoint's fields, answers and refusals over HTTP, with payments off. */
class ScenariosTest extends ScenarioSuite {

    ScenariosTest() {
        super(Service.off());
    }

    @Override
    List<Scenario> callers(GeneralScenarios general) {
        return general.nobodyOff();
    }
}
