package dev.coffer.scenario;

import static dev.coffer.scenario.Scenario.Charge.READ;
import static dev.coffer.scenario.Scenario.Charge.WRITE;
import static dev.coffer.scenario.Scenario.post;

import java.util.ArrayList;
import java.util.List;

/** Pebbles, as the scenarios of a new room would look. */
final class PebbleScenarios {

    private static final String FIND = "/api/pebble/find";
    private static final String LOOK = "/api/pebble/look";

    private PebbleScenarios() {}

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(
                post("find: what it gives", FIND, "{\"name\":\"flint\",\"weight\":7,\"ttl\":60}")
                        .gives(
                                200,
                                "{\"name\":\"flint\",\"weight\":7,\"expiresAt\":\"@instant\",\"tokenType\":\"STX\"}")
                        .costs(WRITE));
        all.addAll(
                post("look: after find", LOOK, "{\"name\":\"flint\"}")
                        .after(FIND, "{\"name\":\"flint\",\"weight\":7}")
                        .gives(200, "{\"name\":\"flint\",\"weight\":7,\"expiresAt\":\"!\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("lift: what it gives", "/api/pebble/lift", "{\"name\":\"flint\"}")
                        .gives(200, "{\"name\":\"flint\"}")
                        .costs(READ)
                        .bothWays());
        all.addAll(
                post("look: at another's", LOOK, "{\"name\":\"flint\"}")
                        .afterOther(FIND, "{\"name\":\"flint\",\"weight\":7}")
                        .refused(404, "not_found")
                        .bothWays());
        all.add(
                post("find: a name too long", FIND, "{\"name\":\"abcdefghijklmnopq\",\"weight\":1}")
                        .invalid("name"));
        all.addAll(WrongTypes.of(FIND, "{\"name\":\"a\"}", "weight", WrongTypes.WHOLE));
        all.addAll(WrongTypes.of(LOOK, "{}", "name", WrongTypes.TEXT));
        return all;
    }
}
