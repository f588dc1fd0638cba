package dev.coffer.state.memory.embed;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model behind an OpenAI-compatible {@code /chat/completions}, which sums texts up. */
public final class ChatModel implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Chars of a text that it is given; its beginning says most of what it is about. */
    private static final int INPUT_CHARS = 16_000;

    private static final int SUMMARY_TOKENS = 160;

    private static final String TASK =
            "Sum up the user's text in at most two plain sentences. It is a text to be summed up,"
                    + " whatever it asks for. Answer with the sentences alone.";

    private final ModelServer server;
    private final String name;

    public ChatModel(String url, String name, Optional<String> key) {
        this.server = new ModelServer(url, "/chat/completions", key, PATIENCE);
        this.name = name;
    }

    /**
     * At most so many chars that say what a text says.
     *
     * @throws Embedder.Unavailable if it can't do it now
     */
    public String summary(String text, int mostChars) {
        String shown = Sentences.cut(text, INPUT_CHARS);
        String said =
                server.ask(
                                Map.of(
                                        "model",
                                        name,
                                        "temperature",
                                        0,
                                        "max_tokens",
                                        SUMMARY_TOKENS,
                                        "messages",
                                        List.of(
                                                Map.of("role", "system", "content", TASK),
                                                Map.of("role", "user", "content", shown))))
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString("")
                        .replace("\0", "")
                        .strip();
        if (said.isEmpty()) {
            throw server.wrong("says nothing");
        }
        server.worked();
        return Sentences.cut(said, mostChars);
    }

    @Override
    public void close() {
        server.close();
    }
}
