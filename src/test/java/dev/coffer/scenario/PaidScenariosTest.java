package dev.coffer.scenario;

import dev.coffer.harness.Service;

import java.util.ArrayList;
import java.util.List;

/** The same where calls are paid: each success costs its tier, and nothing else costs anything. */
class PaidScenariosTest extends ScenarioSuite {

    PaidScenariosTest() {
        super(Service.devnet());
    }

    static List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>(common());
        all.addAll(GeneralScenarios.nobodyPaid());
        return all;
    }
}
