package dev.coffer.state.memory.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.state.memory.embed.Passages.Passage;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The model inside reads English, and all of a passage. */
class LocalModelTest {

    private static final LocalModel MODEL = new LocalModel();

    @BeforeAll
    static void load() {
        MODEL.load();
    }

    @AfterAll
    static void close() {
        MODEL.close();
    }

    private static double cosine(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> (double) a[i] * b[i]).sum();
    }

    @Test
    void whatMeansTheSameIsNear() {
        float[] question = MODEL.query("What does Ann want for her birthday?");
        double near = cosine(question, MODEL.passage("A green bicycle is her greatest wish."));
        double far = cosine(question, MODEL.passage("The bank closes at four on Fridays."));
        assertThat(near).isGreaterThan(far + 0.05);
        assertThat(cosine(question, question)).isBetween(0.999, 1.001);
        assertThat(MODEL.query("What does Ann want for her birthday?")).isEqualTo(question);
    }

    /** A full passage's last word changes its vector: it is read. */
    @Test
    void thePassageIsReadToItsEnd() {
        String words = "stone ".repeat(MODEL.window() - 1);
        assertThat(MODEL.tokens(words + "bicycle")).isEqualTo(MODEL.window());
        double same = cosine(MODEL.passage(words + "bicycle"), MODEL.passage(words + "whale"));
        assertThat(same).isLessThan(0.999);
    }

    /** As the model's authors cut: ids by the tokenizer of bert-base-uncased. */
    @Test
    void tokensAreBerts() {
        Map<String, List<Long>> known =
                Map.of(
                        "hello world",
                        List.of(101L, 7592L, 2088L, 102L),
                        "unaffable",
                        List.of(101L, 14477L, 20961L, 3468L, 102L),
                        "H\u00e9llo, World!",
                        List.of(101L, 7592L, 1010L, 2088L, 999L, 102L),
                        "x".repeat(101),
                        List.of(101L, 100L, 102L),
                        "",
                        List.of(101L, 102L));
        known.forEach((text, ids) ->
                assertThat(LongStream.of(MODEL.ids(text)).boxed().toList())
                        .as(text)
                        .isEqualTo(ids));
    }

    @Test
    void passagesFitAndLeaveNothingOut() {
        Random random = new Random(1);
        List<String> parts =
                List.of(
                        "word ",
                        "Ende. ",
                        "\u4e16\u754c",
                        "\ud83d\ude00",
                        "a-b;",
                        "\n\n",
                        "x".repeat(300));
        for (int i = 0; i < 60; i++) {
            String text =
                    random.ints(1 + random.nextInt(1500), 0, i % 2 == 0 ? 2 : parts.size())
                            .mapToObj(parts::get)
                            .collect(Collectors.joining());
            List<Passage> passages = Passages.of(text, MODEL);
            assertThat(passages.stream().map(p -> p.of(text)).collect(Collectors.joining()))
                    .isEqualTo(text);
            assertThat(passages)
                    .allMatch(p -> MODEL.tokens(p.of(text)) <= MODEL.window())
                    .allMatch(p -> p.to() > p.from());
        }
    }
}
