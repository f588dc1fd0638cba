package dev.coffer.state.memory;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.room.Page;
import dev.coffer.state.memory.index.Hit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the memory endpoints answer with. */
final class MemoryAnswers {

    private static final int DIGITS = 4;

    private MemoryAnswers() {}

    /** A number as answers show it: nobody needs more digits. */
    private static BigDecimal rounded(double number) {
        return BigDecimal.valueOf(number).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }

    record Metadata(
            List<String> tags, String type, BigDecimal importance, Optional<String> source) {
        static Metadata of(Memory memory) {
            MemoryInputs.Metadata known = memory.metadata();
            return new Metadata(
                    known.tags(),
                    known.type(),
                    MemoryInputs.shown(known.importance()),
                    known.source());
        }
    }

    record Similar(String key, BigDecimal similarity) {
        static Similar of(Hit hit) {
            return new Similar(hit.memory().key(), rounded(hit.similarity()));
        }
    }

    /**
     * It is stored.
     *
     * @param embedding whether it has a vector now; so says {@code hasEmbedding}, too
     * @param pending whether it gets one in a moment
     */
    record Stored(
            String key,
            boolean stored,
            boolean embedding,
            boolean hasEmbedding,
            boolean pending,
            Optional<String> summary,
            List<Similar> similar) {}

    /** How a score came about: see {@link Hit.Parts}. */
    record Explained(
            BigDecimal meaning,
            BigDecimal words,
            BigDecimal ownWords,
            BigDecimal neighbours,
            BigDecimal importance,
            BigDecimal recency) {

        static Explained of(Hit.Parts parts) {
            return new Explained(
                    rounded(parts.meaning()),
                    rounded(parts.words()),
                    rounded(parts.ownWords()),
                    rounded(parts.neighbours()),
                    rounded(parts.importance()),
                    rounded(parts.recency()));
        }
    }

    record Found(
            String key,
            String content,
            Optional<String> summary,
            List<String> tags,
            String type,
            BigDecimal importance,
            BigDecimal similarity,
            BigDecimal score,
            Metadata metadata,
            Instant createdAt,
            Optional<String> passage,
            Optional<Explained> explain) {

        static Found of(MemorySearch.Result result, boolean explain) {
            Memory memory = result.whole().memory();
            Metadata metadata = Metadata.of(memory);
            return new Found(
                    memory.key(),
                    result.whole().content(),
                    result.whole().summary(),
                    metadata.tags(),
                    metadata.type(),
                    metadata.importance(),
                    rounded(result.hit().similarity()),
                    rounded(result.hit().score()),
                    metadata,
                    memory.createdAt(),
                    result.passage(),
                    explain ? Optional.of(Explained.of(result.hit().parts())) : Optional.empty());
        }
    }

    record Results(String query, List<Found> results, int count) {}

    record Recalled(
            String key,
            String content,
            Optional<String> summary,
            List<String> tags,
            String type,
            BigDecimal importance,
            Optional<String> source,
            boolean hasEmbedding,
            Optional<String> supersededBy,
            Optional<Instant> expiresAt,
            Instant createdAt,
            Instant updatedAt) {

        static Recalled of(Memories.Whole whole, boolean hasEmbedding) {
            Memory memory = whole.memory();
            Metadata metadata = Metadata.of(memory);
            return new Recalled(
                    memory.key(),
                    whole.content(),
                    whole.summary(),
                    metadata.tags(),
                    metadata.type(),
                    metadata.importance(),
                    metadata.source(),
                    hasEmbedding,
                    memory.supersededBy(),
                    memory.expiresAt(),
                    memory.createdAt(),
                    memory.updatedAt());
        }
    }

    record Listed(
            String key,
            Optional<String> summary,
            List<String> tags,
            String type,
            BigDecimal importance,
            Optional<String> source,
            boolean hasEmbedding,
            Optional<String> supersededBy,
            Optional<Instant> expiresAt,
            Instant createdAt,
            Instant updatedAt) {

        static Listed of(MemoryList.Entry entry, boolean hasEmbedding) {
            Memory memory = entry.memory();
            Metadata metadata = Metadata.of(memory);
            return new Listed(
                    memory.key(),
                    entry.summary(),
                    metadata.tags(),
                    metadata.type(),
                    metadata.importance(),
                    metadata.source(),
                    hasEmbedding,
                    memory.supersededBy(),
                    memory.expiresAt(),
                    memory.createdAt(),
                    memory.updatedAt());
        }
    }

    record Listing(
            List<Listed> memories, long total, boolean hasMore, @JsonUnwrapped Page.End end) {}

    sealed interface Forgetting {}

    record Forgotten(boolean deleted, String key) implements Forgetting {}

    record ForgottenBelow(boolean deleted, int count, boolean complete) implements Forgetting {}
}
