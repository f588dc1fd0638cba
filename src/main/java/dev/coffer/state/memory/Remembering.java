package dev.coffer.state.memory;

import dev.coffer.state.memory.MemoryInputs.Store;
import dev.coffer.state.memory.embed.Embedder;
import dev.coffer.state.memory.embed.Embedding;
import dev.coffer.state.memory.embed.Passages.Passage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is done with a memory before it is stored, none of which may fail the call: the vector of a
 * short one, if the model has the time now, and the summary of a long one. The rest is done behind.
 */
final class Remembering {

    /** What a store waits for the model, and for its vector, at most. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Chars of a text that may be read on the way: one passage, at most 75 ms of CPU. */
    private static final int SHORT_CHARS = 1_000;

    private final Embedding embedding;
    private final boolean hasChat;

    Remembering(Embedding embedding, boolean hasChat) {
        this.embedding = embedding;
        this.hasChat = hasChat;
    }

    Memories.New prepare(Store in) {
        Embedded embedded = embedded(in);
        Optional<String> summary = Summary.of(in.content());
        long waitsFor = in.vector().generate() && !embedded.isThere() ? Memories.VECTORS : 0;
        if (hasChat && summary.isPresent()) {
            waitsFor += Memories.SUMMARY;
        }
        return new Memories.New(in, embedded, summary, waitsFor);
    }

    private Embedded embedded(Store in) {
        Embedder model = embedding.model();
        List<Passage> whole = List.of(new Passage(0, in.content().length()));
        Optional<float[]> given = in.vector().given();
        if (given.isPresent()) {
            return Embedded.by(MemoryIndexes.given(model), whole, List.of(given.get()));
        }
        if (!in.vector().generate() || !isShort(in.content())) {
            return Embedded.NOT;
        }
        return embedding
                .passage(in.content(), PATIENCE)
                .map(vector -> Embedded.by(model.model(), whole, List.of(vector)))
                .orElse(Embedded.NOT);
    }

    private boolean isShort(String content) {
        return content.length() <= SHORT_CHARS
                && embedding.awaitReady(PATIENCE)
                && embedding.model().tokens(content) <= embedding.model().window();
    }
}
