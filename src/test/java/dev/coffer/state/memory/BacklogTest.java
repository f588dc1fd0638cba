package dev.coffer.state.memory;

import static dev.coffer.state.memory.ModelServerTest.awaitEmbedding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;
import dev.coffer.harness.WordsModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

/** What is embedded behind the call: long texts, what a crash interrupted, another model's. */
@Timeout(60)
class BacklogTest {

    private static final String STORE = "/api/memory/store";
    private static final String SEARCH = "/api/memory/search";

    private final Service service = Service.off();
    private final Service.Client ann = service.payer("ANN");

    @AfterEach
    void close() {
        service.close();
    }

    private Answered recalled() {
        return ann.post("/api/memory/recall", "{\"key\":\"a\"}").expect(200);
    }

    private Answered search(String query) {
        return ann.post(SEARCH, "{\"query\":\"" + query + "\"}").expect(200);
    }

    /** Of a hundred thousand characters the last sentence is found, and shown as the passage. */
    @Test
    void theLastSentenceOfALongMemoryIsFound() {
        String last = "Grandmother hid the key below the seventh flowerpot.";
        String sentence = "It rained on that day and nobody went out of doors at all. ";
        String text = sentence.repeat((100_000 - last.length()) / sentence.length()) + last;
        Answered stored =
                ann.post(STORE, "{\"key\":\"diary\",\"content\":\"%s\"}".formatted(text))
                        .expect(200);
        assertThat(stored.at("pending").asBoolean()).isTrue();
        assertThat(stored.at("summary").asString().length()).isBetween(10, 300);
        awaitEmbedding(ann, "diary");
        for (int i = 0; i < 5; i++) {
            ann.post(
                            STORE,
                            "{\"key\":\"k%d\",\"content\":\"a bicycle and number %d\"}"
                                    .formatted(i, i))
                    .expect(200);
        }
        Answered found =
                ann.post(
                                SEARCH,
                                """
                                {"query": "the key below the seventh flowerpot",
                                 "filter": {"minSimilarity": 0.05}}\
                                """)
                        .expect(200);
        assertThat(found.at("results").path(0).path("key").asString()).isEqualTo("diary");
        assertThat(found.at("results").path(0).path("passage").asString()).endsWith(last);
        assertThat(found.at("results").path(0).path("similarity").asDouble()).isPositive();
    }

    /** The process died after it had stored, or while it was at it: the turn of a dead one ends. */
    @Test
    void aCrashLosesNoVectors() {
        search("x"); // The model is there.
        String text = "The bicycle stands in the yard. ".repeat(50);
        ann.post(STORE, "{\"key\":\"a\",\"content\":\"" + text + "\"}").expect(200);
        awaitEmbedding(ann, "a");
        service.execute(
                "update memory set waits_for = 1, model = null, waits_until = %d"
                        .formatted(service.clock().millis() + 60_000));
        service.restart();
        service.clock().advance(Duration.ofSeconds(61));
        awaitEmbedding(ann, "a");
        assertThat(service.query("select waits_for, waits_until from memory"))
                .containsExactly(java.util.List.of("0", "null"));
        assertThat(search("the yard").at("results").path(0).path("similarity").asDouble())
                .isPositive();
    }

    @Test
    void anotherModelReadsAllAgain() {
        search("x");
        ann.post(STORE, "{\"key\":\"a\",\"content\":\"a bicycle\"}").expect(200);
        service.restartReading(WordsModel.models("other"));
        assertThat(recalled().at("hasEmbedding").asBoolean()).isFalse();
        assertThat(search("bicycle").at("results").path(0).path("similarity").asDouble()).isZero();
        service.clock().advance(Duration.ofMinutes(2)); // The turn of the node before is over.
        service.restart(); // Which looks at once.
        awaitEmbedding(ann, "a");
        assertThat(service.query("select model from memory"))
                .containsExactly(java.util.List.of("other"));
        assertThat(search("bicycle").at("results").path(0).path("similarity").asDouble())
                .isPositive();
    }

    /** What was changed before its vectors came keeps what it says now. */
    @Test
    void whatChangesMeanwhileIsReadAnew() {
        String longText = "The whale swims in the sea. ".repeat(200);
        for (int i = 0; i < 5; i++) {
            ann.post(STORE, "{\"key\":\"a\",\"content\":\"" + longText + i + "\"}").expect(200);
        }
        ann.post(STORE, "{\"key\":\"a\",\"content\":\"a green bicycle\"}").expect(200);
        awaitEmbedding(ann, "a");
        Answered found = search("green bicycle");
        assertThat(found.at("count").asInt()).isOne();
        assertThat(found.at("results").path(0).path("similarity").asDouble()).isGreaterThan(0.5);
        assertThat(search("whale").at("results").path(0).path("similarity").asDouble(0))
                .isLessThan(0.3);
    }
}
