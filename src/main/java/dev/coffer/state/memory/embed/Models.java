package dev.coffer.state.memory.embed;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The models that read what is remembered.
 *
 * @param embedder makes the one that makes vectors; it loads nothing by being made
 * @param chat sums long texts up; without one a summary is made of a text's own sentences
 */
public record Models(Supplier<Embedder> embedder, Optional<ChatModel> chat) {

    /** The model inside, and nothing from elsewhere. */
    public static Models inside() {
        return new Models(LocalModel::new, Optional.empty());
    }
}
