package dev.coffer.state.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;
import dev.coffer.state.memory.embed.ChatModel;
import dev.coffer.state.memory.embed.Embedder;
import dev.coffer.state.memory.embed.Models;
import dev.coffer.state.memory.embed.RemoteModel;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.Optional;

/** An OpenAI-compatible server in the model's place: good, bad, away, and back. */
@Timeout(60)
class ModelServerTest {

    private static final int DIMENSIONS = 8;
    private static final String STORE = "/api/memory/store";
    private static final String SEARCH = "/api/memory/search";
    private static final String BIKE = "{\"key\":\"bike\",\"content\":\"a green bicycle\"}";

    private final ScriptedModels server = new ScriptedModels(DIMENSIONS);

    private Embedder model() {
        return new RemoteModel(server.url(), "small", DIMENSIONS, Optional.of("secret"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void isAskedAgainForWhatMayBeBetter() {
        try (Embedder model = model()) {
            server.says(500, "oops");
            server.says(429, "{}");
            assertThat(model.passage("bicycle")[1]).isEqualTo(1);
            server.says(0, "");
            assertThat(model.query("bicycle")[1]).isEqualTo(1);
            assertThat(server.asked).hasSize(5);
            assertThat(server.keys).allMatch("Bearer secret"::equals);
        }
    }

    @Test
    void isNotBelievedEverything() {
        try (Embedder model = model()) {
            for (String wrong :
                    new String[] {
                        "{}",
                        "{\"data\":[{\"embedding\":[1,2]}]}",
                        "{\"data\":[{\"embedding\":[1,2,3,4,5,6,7,\"8\"]}]}",
                        "{\"data\":[{\"embedding\":[1,2,3,4,5,6,7,1e99]}]}"
                    }) {
                server.says(200, wrong);
                assertThatThrownBy(() -> model.passage("x"))
                        .as(wrong)
                        .isInstanceOf(Embedder.Unavailable.class);
            }
            server.says(401, "{}");
            assertThatThrownBy(() -> model.passage("x")).hasMessageContaining("answers 401");
            assertThat(server.asked).hasSize(5); // None of those was worth another try.
            assertThatThrownBy(() -> model.passage("x")).hasMessageContaining("left alone");
            assertThat(server.asked).hasSize(5);
        }
    }

    @Test
    void storingGoesOnWhileItIsAway() {
        try (Service service = Service.off()) {
            Service.Client ann = service.payer("ANN");
            service.restartReading(new Models(this::model, Optional.empty()));
            ann.post(SEARCH, "{\"query\":\"bicycle\"}").expect(200);
            server.away = true;
            Answered stored = ann.post(STORE, BIKE).expect(200);
            assertThat(stored.at("hasEmbedding").asBoolean()).isFalse();
            assertThat(stored.at("pending").asBoolean()).isTrue();
            Answered refused =
                    ann.post(SEARCH, "{\"query\":\"bicycle\"}").expect(503, "model_unavailable");
            assertThat(refused.header("Retry-After")).isNotEmpty();
            assertThat(refused.at("charged").asBoolean()).isFalse();

            server.away = false;
            service.restart(); // It was left alone; a new start asks it again.
            service.clock().advance(Duration.ofMinutes(2));
            awaitEmbedding(ann, "bike");
            assertThat(ann.post(SEARCH, "{\"query\":\"bicycle\"}").at("count").asInt()).isOne();
        }
    }

    @Test
    void aChatModelSumsUpBehindTheCall() {
        Models models =
                new Models(
                        this::model,
                        Optional.of(new ChatModel(server.url(), "chat", Optional.empty())));
        try (Service service = Service.off()) {
            Service.Client ann = service.payer("ANN");
            service.restartReading(models);
            String text = "The bicycle of Ann stands there. ".repeat(20);
            Answered stored =
                    ann.post(STORE, "{\"key\":\"k\",\"content\":\"" + text + "\"}").expect(200);
            assertThat(stored.at("summary").asString()).startsWith("The bicycle");
            while (!recalled(ann, "k").at("summary").asString().equals("It is about a bicycle.")) {
                Thread.onSpinWait();
            }
            assertThat(recalled(ann, "k").at("hasEmbedding").asBoolean()).isTrue();
            assertThat(recalled(ann, "k").at("content").asString()).isEqualTo(text);
        }
    }

    private static Answered recalled(Service.Client ann, String key) {
        return ann.post("/api/memory/recall", "{\"key\":\"" + key + "\"}").expect(200);
    }

    static void awaitEmbedding(Service.Client ann, String key) {
        while (!recalled(ann, key).at("hasEmbedding").asBoolean()) {
            Thread.onSpinWait();
        }
    }
}
