package dev.coffer.scenario;

import dev.coffer.harness.Service;

import java.util.List;

/** The same where calls are paid: each success costs its tier, and nothing else costs anything. */
class PaidScenariosTest extends ScenarioSuite {

    PaidScenariosTest() {
        super(Service.devnet());
    }

    @Override
    List<Scenario> callers(GeneralScenarios general) {
        return general.nobodyPaid();
    }
}
