package dev.coffer.tool;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Samples;
import dev.coffer.scenario.Scenario;

import tools.jackson.databind.node.ObjectNode;

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
        ToolEdges.all().stream()
                .filter(edge -> edge.path().startsWith("/api/" + family + "/"))
                .forEach(all::add);
        return all;
    }

    private static List<Scenario> of(Endpoint<?, ?> endpoint) {
        String path = Samples.of(List.of(endpoint)).path(endpoint);
        ObjectNode input = (ObjectNode) Samples.example(endpoint);
        input.remove(
                input.propertyNames().stream()
                        .filter(name -> endpoint.path().contains("{" + name + "}"))
                        .toList());
        Scenario example =
                Scenario.post(path, path, input.toString()).costs(Scenario.Charge.of(endpoint));
        List<Scenario> all = new ArrayList<>();
        if (endpoint.methods().contains("GET")) {
            all.add(example.bothWays().getLast());
            all.add(
                    Scenario.get(path + " misspelt in a query", path + "?nonsense=1")
                            .refused(400, "unknown_field"));
        }
        if (endpoint.methods().contains("POST")) {
            all.add(example);
            all.add(
                    Scenario.post(path + " misspelt", path, "{\"nonsense\": 1}")
                            .refused(400, "unknown_field"));
        }
        return all;
    }
}
