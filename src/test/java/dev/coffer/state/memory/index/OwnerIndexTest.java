package dev.coffer.state.memory.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What decides who comes first, one thing at a time. */
class OwnerIndexTest {

    private static final int DIMENSIONS = 20;
    private static final long NOW_MS = 1_800_000_000_000L;
    private static final long DAY_MS = 86_400_000;

    private final OwnerIndex index = new OwnerIndex(DIMENSIONS);
    private long places;

    private static float[] towards(int... directions) {
        float[] vector = new float[DIMENSIONS];
        for (int direction : directions) {
            vector[direction] = (float) (1 / Math.sqrt(directions.length));
        }
        return vector;
    }

    private void put(
            String key, String source, long ageDays, int importance, String text, int direction) {
        places++;
        index.put(
                new Indexed(
                        key,
                        places,
                        places,
                        source,
                        NOW_MS - ageDays * DAY_MS,
                        Long.MAX_VALUE,
                        "note",
                        importance * 1000L,
                        List.of(),
                        false),
                Words.of(text),
                List.of(towards(direction)));
    }

    private void put(String key, String source, String text, int direction) {
        put(key, source, 0, 5, text, direction);
    }

    private List<String> search(float[] vector, String words) {
        Question question =
                new Question(
                        vector, Words.ofQuestion(words), Indexed.Filter.NONE, Optional.of(-1.0));
        return index.search(question, NOW_MS, 100).stream().map(h -> h.memory().key()).toList();
    }

    private void others() {
        IntStream.range(0, 10).forEach(i -> put("other" + i, "", "something " + i, 10 + i % 5));
    }

    @Test
    void meaningAndWordsTogetherGoBeforeEither() {
        others();
        put("words", "", "the green bicycle", 3);
        put("meaning", "", "two wheels", 1);
        put("both", "", "a green bicycle", 1);
        assertThat(search(towards(1), "green bicycles"))
                .startsWith("both")
                .contains("words", "meaning");
        assertThat(search(towards(1), "green bicycles").subList(1, 3))
                .containsExactlyInAnyOrder("words", "meaning");
    }

    @Test
    void whoStandsNextToWhatIsLookedForGoesBeforeWhoDoesNot() {
        others();
        put("question", "chat", "where is the bicycle", 1);
        put("answer", "chat", "in the yard", 6);
        put("elsewhere", "book", "in the yard", 6);
        put("alone", "", "in the yard", 6);
        assertThat(search(towards(1), "bicycle")).startsWith("question", "answer");
        index.remove("question");
        put("later", "chat", "good night", 7);
        assertThat(search(towards(1), "bicycle").getFirst()).isNotEqualTo("answer");
    }

    @Test
    void importanceAndRecencyDecideBetweenWhatIsAlike() {
        others();
        put("old", "", 400, 5, "a bicycle", 1);
        put("new", "", 0, 5, "a bicycle", 1);
        put("important", "", 0, 9, "a bicycle", 1);
        assertThat(search(towards(1), "bicycle")).startsWith("important", "new", "old");
    }

    @Test
    void changedMemoriesAreFoundByWhatTheySayNow() {
        others();
        put("k", "", "a bicycle", 1);
        put("k", "", "the sea", 2);
        assertThat(index.near(towards(1), 0.1, NOW_MS, 5)).isEmpty();
        assertThat(search(towards(2), "sea")).startsWith("k").doesNotHaveDuplicates();
        assertThat(index.size()).isEqualTo(11);
    }

    @Test
    void theNearestPassageCounts() {
        others();
        index.put(
                new Indexed(
                        "long", 99, 99, "", NOW_MS, Long.MAX_VALUE, "note", 5000, List.of(), false),
                Words.of("much"),
                List.of(towards(7), towards(1), towards(8)));
        List<Hit> hits = index.near(towards(1), 0.9, NOW_MS, 5);
        assertThat(hits).hasSize(1);
        assertThat(hits.getFirst().part()).isEqualTo(1);
    }

    @Test
    void wordsAreComparedWithoutTheirEndings() {
        assertThat(Words.of("Planned planning plan's plans")).containsOnly("plan");
        assertThat(Words.of("studies studied study")).containsOnly("studi");
        assertThat(Words.of("\u4e16\u754c Stra\u00dfe 12"))
                .containsExactly("\u4e16", "\u754c", "stra\u00dfe", "12");
        assertThat(Words.ofQuestion("What does Ann do on Mondays?"))
                .isEqualTo(Set.of("ann", "mondai"));
    }
}
