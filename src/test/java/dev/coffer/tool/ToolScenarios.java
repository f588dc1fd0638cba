package dev.coffer.tool;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Samples;
import dev.coffer.scenario.Scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * What every tool does and costs, by its example. What it answers is {@link ToolVectorsTest}'s to
 * see.
 */
public final class ToolScenarios {

    private ToolScenarios() {}

    /** Those of a family. */
    public static List<Scenario> of(String family) {
        List<Scenario> all = new ArrayList<>();
        Pebbles.soldByCoffer().stream()
                .filter(room -> room.name().equals(family))
                .flatMap(room -> room.endpoints().stream())
                .forEach(endpoint -> all.addAll(of(endpoint)));
        return all;
    }

    private static List<Scenario> of(Endpoint<?, ?> endpoint) {
        String path = path(endpoint);
        boolean byPost = endpoint.methods().contains("POST");
        String json = endpoint.example();
        Scenario example =
                (byPost ? Scenario.post(path, path, json) : Scenario.get(path, path))
                        .costs(Scenario.Charge.of(endpoint));
        List<Scenario> all =
                new ArrayList<>(
                        byPost && endpoint.methods().contains("GET")
                                ? example.bothWays()
                                : List.of(example));
        all.add(
                (byPost
                                ? Scenario.post(path + " misspelt", path, "{\"nonsense\": 1}")
                                : Scenario.get(path + " misspelt", path + "?nonsense=1"))
                        .refused(400, "unknown_field"));
        return all;
    }

    private static String path(Endpoint<?, ?> endpoint) {
        return Samples.of(List.of(endpoint)).path(endpoint);
    }
}
