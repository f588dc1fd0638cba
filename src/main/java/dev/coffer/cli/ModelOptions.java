package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.state.memory.embed.ChatModel;
import dev.coffer.state.memory.embed.Models;
import dev.coffer.state.memory.embed.RemoteModel;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.util.Optional;

/**
 * Which models read what is remembered, if not the one inside. Keys are no options: ps shows them.
 */
final class ModelOptions {

    private static final String EMBEDDINGS_KEY = "COFFER_EMBEDDINGS_KEY";
    private static final String CHAT_KEY = "COFFER_CHAT_KEY";
    private static final int MOST_DIMENSIONS = 4096;

    @Option(
            names = "--embeddings-url",
            defaultValue = "${env:COFFER_EMBEDDINGS_URL}",
            paramLabel = "URL",
            description =
                    "An OpenAI-compatible server in place of the model inside, like https://api.openai.com/v1; its key in "
                            + EMBEDDINGS_KEY
                            + ".")
    private @Nullable String embeddingsUrl;

    @Option(
            names = "--embeddings-model",
            defaultValue = "${env:COFFER_EMBEDDINGS_MODEL}",
            paramLabel = "NAME",
            description = "Its embedding model.")
    private @Nullable String embeddingsModel;

    @Option(
            names = "--embeddings-dimensions",
            defaultValue = "${env:COFFER_EMBEDDINGS_DIMENSIONS}",
            paramLabel = "N",
            description = "How many numbers its vectors have.")
    private @Nullable Integer embeddingsDimensions;

    @Option(
            names = "--chat-url",
            defaultValue = "${env:COFFER_CHAT_URL}",
            paramLabel = "URL",
            description =
                    "An OpenAI-compatible server that sums up long memories; its key in "
                            + CHAT_KEY
                            + ". Without one a summary is made of a text's own sentences.")
    private @Nullable String chatUrl;

    @Option(
            names = "--chat-model",
            defaultValue = "${env:COFFER_CHAT_MODEL}",
            paramLabel = "NAME",
            description = "Its chat model.")
    private @Nullable String chatModel;

    Models models() {
        Models inside = Models.inside();
        String model = embeddingsModel;
        Integer dimensions = embeddingsDimensions;
        Optional<String> url = url("--embeddings-url", embeddingsUrl);
        if (url.isPresent()
                && (model == null
                        || dimensions == null
                        || dimensions < 1
                        || dimensions > MOST_DIMENSIONS)) {
            throw new Failure(
                    "--embeddings-url needs --embeddings-model, and --embeddings-dimensions from 1 to "
                            + MOST_DIMENSIONS);
        }
        return new Models(
                url.isEmpty() || model == null || dimensions == null
                        ? inside.embedder()
                        : () ->
                                new RemoteModel(
                                        url.get(),
                                        model,
                                        dimensions,
                                        Environment.of(EMBEDDINGS_KEY)),
                chat());
    }

    private Optional<ChatModel> chat() {
        Optional<String> url = url("--chat-url", chatUrl);
        String model = chatModel;
        if (url.isPresent() && model == null) {
            throw new Failure("--chat-url needs --chat-model");
        }
        return url.map(
                base -> new ChatModel(base, String.valueOf(model), Environment.of(CHAT_KEY)));
    }

    private static Optional<String> url(String option, @Nullable String value) {
        Optional<String> url = Optional.ofNullable(value).filter(text -> !text.isEmpty());
        if (url.isPresent() && !url.get().matches("https?://[^\\s]+")) {
            throw new Failure(option + " must begin with http:// or https://");
        }
        return url;
    }
}
