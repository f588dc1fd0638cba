package dev.coffer.state.memory.embed;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model behind an OpenAI-compatible {@code /embeddings}. Its vectors are brought to length 1. */
public final class RemoteModel implements Embedder {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int AT_ONCE = 16;

    /** As the model inside: a passage says one thing. Its own window is larger. */
    private static final int PASSAGE_TOKENS = 256;

    /** Of English text; which tokens it has, only the server knows. */
    private static final int CHARS_OF_TOKEN = 4;

    private final ModelServer server;
    private final String name;
    private final int dimensions;

    public RemoteModel(String url, String name, int dimensions, Optional<String> key) {
        this.server = new ModelServer(url, "/embeddings", key, PATIENCE);
        this.name = name;
        this.dimensions = dimensions;
    }

    /** With its dimensions: some models can give fewer. */
    @Override
    public String model() {
        return name + "/" + dimensions;
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public int window() {
        return PASSAGE_TOKENS;
    }

    @Override
    public int tokens(String text) {
        return Math.ceilDiv(text.length(), CHARS_OF_TOKEN);
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    /** There is nothing to load: whether the server is there, the first question shows. */
    @Override
    public void load() {}

    @Override
    public float[] passage(String text) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("model", name);
        question.put("input", List.of(text));
        question.put("encoding_format", "float");
        question.put("dimensions", dimensions);
        JsonNode vector = server.ask(question).path("data").path(0).path("embedding");
        if (!vector.isArray() || vector.size() != dimensions) {
            throw server.wrong("gives %d numbers and not %d".formatted(vector.size(), dimensions));
        }
        float[] numbers = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            numbers[i] =
                    vector.path(i).isNumber() ? (float) vector.path(i).doubleValue() : Float.NaN;
            if (!Float.isFinite(numbers[i])) {
                throw server.wrong("gives what is no number");
            }
        }
        server.worked();
        return Embedder.normalized(numbers);
    }

    @Override
    public float[] query(String text) {
        return passage(text);
    }

    @Override
    public void close() {
        server.close();
    }
}
