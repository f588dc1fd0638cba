package dev.coffer.state.memory;

import dev.coffer.state.memory.embed.Passages.Passage;

import java.util.List;
import java.util.Optional;

/**
 * The vectors of a memory.
 *
 * @param model that made them; none, if there are none
 * @param passages what of its content each is of
 */
record Embedded(Optional<String> model, List<Passage> passages, List<float[]> vectors) {

    static final Embedded NOT = new Embedded(Optional.empty(), List.of(), List.of());

    static Embedded by(String model, List<Passage> passages, List<float[]> vectors) {
        return new Embedded(Optional.of(model), passages, vectors);
    }

    boolean isThere() {
        return model.isPresent();
    }
}
