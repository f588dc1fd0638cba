package dev.coffer.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What one node stores or forgets, a search on another sees, whatever its index has. */
class MemoryNodesTest {

    private static final String QUERY = "{\"query\":\"green bicycle\",\"limit\":100}";

    private final List<Service> nodes = Service.nodes(2);

    private Service.Client on(int node) {
        return nodes.get(node).payer("ANN");
    }

    private List<String> found(int node) {
        List<String> keys = new ArrayList<>();
        on(node).post("/api/memory/search", QUERY)
                .expect(200)
                .at("results")
                .forEach(result -> keys.add(result.path("key").asString()));
        return keys;
    }

    private void store(int node, String key, String content, String more) {
        on(node).post(
                        "/api/memory/store",
                        "{\"key\":\"%s\",\"content\":\"%s\"%s}".formatted(key, content, more))
                .expect(200);
    }

    @Test
    void everyNodeSeesWhatAnyDid() {
        try (Service a = nodes.getFirst();
                Service b = nodes.getLast()) {
            assertThat(found(0)).isEmpty();
            assertThat(found(1)).isEmpty();
            for (int i = 0; i < 30; i++) {
                store(i % 2, "k" + i, "a green bicycle of number " + i, "");
                assertThat(found(1 - i % 2)).hasSize(i + 1);
            }
            on(0).post("/api/memory/forget", "{\"key\":\"k7\"}").expect(200);
            assertThat(found(1)).hasSize(29).doesNotContain("k7");
            on(1).post("/api/memory/forget", "{\"prefix\":\"k2\"}").expect(200);
            assertThat(found(0)).hasSize(18).noneMatch(key -> key.startsWith("k2"));
            // In the place of an old one: nowhere found by what it said.
            store(1, "k1", "the sea is salty", "");
            assertThat(found(0).getFirst()).isNotEqualTo("k1");
            assertThat(found(1)).isEqualTo(found(0));

            store(0, "short", "a green bicycle for a minute", ",\"ttl\":60");
            assertThat(found(1)).contains("short");
            a.clock().advance(Duration.ofSeconds(61));
            assertThat(found(0)).doesNotContain("short");
            assertThat(found(1)).doesNotContain("short");
            a.sweep();
            store(1, "k9", "a green bicycle again", "");
            assertThat(found(0)).contains("k9").doesNotContain("short", "k7", "k2");
            b.restart();
            assertThat(found(1)).isEqualTo(found(0));
        }
    }
}
