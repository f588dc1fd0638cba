package dev.coffer.state.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Memories beside a plain map under random calls: what lists show, page by page and in all, and
 * what searches find under filters, is what the map says. {@code -Dseed=...} runs one again.
 */
class MemoryModelTest {

    private static final int CALLS = 600;
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> TYPES = List.of("fact", "conversation", "task", "note");
    private static final List<String> TAGS = List.of("a", "b", "c", "%", "A");
    private static final List<String> WORDS =
            List.of("sun", "moon", "sea", "wind", "rain", "stone", "tree", "bird");

    private record Kept(
            String key, String type, int importance, List<String> tags, long atMs, long endsMs) {}

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, Kept> model = new TreeMap<>();
    private final Service service = Service.off();
    private final Service.Client ann = service.payer("ANN");

    @Test
    void isAsAPlainMapSays() {
        System.out.println("MemoryModelTest: -Dseed=" + seed);
        try (service) {
            find(JSON.createObjectNode()); // Waits until the model is there.
            for (int i = 0; i < CALLS; i++) {
                service.clock().advance(Duration.ofMillis(1 + random.nextInt(20_000)));
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> store();
                    case 4 -> forget();
                    case 5 -> sweepOrRestart();
                    case 6, 7 -> list();
                    default -> search();
                }
            }
            assertThat(model).isNotEmpty();
        }
    }

    private String key() {
        return pick(List.of("k", "k%", "K", "x/", "k_")) + random.nextInt(12);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private List<String> tags() {
        return random.ints(random.nextInt(3), 0, TAGS.size())
                .mapToObj(TAGS::get)
                .distinct()
                .toList();
    }

    private String words() {
        return pick(WORDS) + " " + pick(WORDS) + " " + pick(WORDS);
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    private void store() {
        long nowMs = service.clock().millis();
        long ttl = random.nextInt(3) == 0 ? 60 + random.nextInt(300) : 0;
        Kept kept =
                new Kept(
                        key(),
                        pick(TYPES),
                        random.nextInt(11),
                        tags(),
                        nowMs,
                        ttl == 0 ? Long.MAX_VALUE : nowMs + 1000 * ttl);
        ObjectNode in = JSON.createObjectNode().put("key", kept.key()).put("content", words());
        if (ttl > 0) {
            in.put("ttl", ttl);
        }
        in.putObject("metadata")
                .put("type", kept.type())
                .put("importance", kept.importance())
                .set("tags", texts(kept.tags()));
        assertThat(
                        ann.post("/api/memory/store", in.toString())
                                .expect(200)
                                .at("hasEmbedding")
                                .asBoolean())
                .isTrue();
        model.put(kept.key(), kept);
    }

    private void forget() {
        if (random.nextInt(4) == 0) {
            String prefix = pick(List.of("k%", "K", "x/1", "k_"));
            long there = live(kept -> kept.key().startsWith(prefix)).count();
            assertThat(
                            ann.post("/api/memory/forget", "{\"prefix\":\"" + prefix + "\"}")
                                    .expect(200)
                                    .at("count")
                                    .asLong())
                    .isEqualTo(there);
            model.keySet().removeIf(key -> key.startsWith(prefix));
            return;
        }
        String key = key();
        boolean there = live(kept -> kept.key().equals(key)).findAny().isPresent();
        assertThat(
                        ann.post("/api/memory/forget", "{\"key\":\"" + key + "\"}")
                                .expect(200)
                                .at("deleted")
                                .asBoolean())
                .isEqualTo(there);
        model.remove(key);
    }

    private void sweepOrRestart() {
        if (random.nextInt(10) == 0) {
            service.restart();
        } else {
            service.sweep();
        }
    }

    private Stream<Kept> live(Predicate<Kept> which) {
        return model.values().stream()
                .filter(kept -> kept.endsMs() > service.clock().millis())
                .filter(which);
    }

    private Predicate<Kept> filter(ObjectNode in) {
        Predicate<Kept> filter = _ -> true;
        if (random.nextInt(3) == 0) {
            String type = pick(TYPES);
            in.put("type", type);
            filter = filter.and(kept -> kept.type().equals(type));
        }
        if (random.nextInt(3) == 0) {
            int least = random.nextInt(11);
            in.put("minImportance", least);
            filter = filter.and(kept -> kept.importance() >= least);
        }
        List<String> tags = tags();
        if (!tags.isEmpty()) {
            in.set("tags", texts(tags));
            filter = filter.and(kept -> kept.tags().stream().anyMatch(tags::contains));
        }
        return filter;
    }

    /** All pages together, by cursor or by offset, are all that fit, in order. */
    private void list() {
        ObjectNode in = JSON.createObjectNode();
        String prefix = pick(List.of("", "k", "k%", "K", "x/1"));
        Predicate<Kept> filter = filter(in).and(kept -> kept.key().startsWith(prefix));
        in.put("prefix", prefix).put("limit", 1 + random.nextInt(7));
        boolean byOffset = random.nextBoolean();
        List<String> wanted =
                live(filter)
                        .sorted(
                                Comparator.comparingInt(Kept::importance)
                                        .thenComparingLong(Kept::atMs)
                                        .reversed()
                                        .thenComparing(Kept::key))
                        .map(Kept::key)
                        .toList();
        List<String> found = new ArrayList<>();
        JsonNode page;
        do {
            page = ann.post("/api/memory/list", in.toString()).expect(200).json();
            page.path("memories").forEach(memory -> found.add(memory.path("key").asString()));
            assertThat(page.path("total").asInt()).isEqualTo(wanted.size());
            assertThat(page.path("hasMore").asBoolean()).isEqualTo(found.size() < wanted.size());
            if (byOffset) {
                in.put("offset", found.size());
            } else {
                in.put("cursor", page.path("cursor").asString(""));
            }
        } while (page.path("hasMore").asBoolean());
        assertThat(found).isEqualTo(wanted);
    }

    private void search() {
        ObjectNode in = JSON.createObjectNode();
        Predicate<Kept> filter = filter(in);
        assertThat(find(in))
                .containsExactlyInAnyOrderElementsOf(live(filter).map(Kept::key).toList());
    }

    private List<String> find(ObjectNode filter) {
        ObjectNode in = JSON.createObjectNode().put("query", words()).put("limit", 100);
        filter.put("minSimilarity", -1);
        in.set("filter", filter);
        List<String> keys = new ArrayList<>();
        ann.post("/api/memory/search", in.toString())
                .expect(200)
                .at("results")
                .forEach(result -> keys.add(result.path("key").asString()));
        return keys;
    }
}
