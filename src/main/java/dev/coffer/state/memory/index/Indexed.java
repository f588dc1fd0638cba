package dev.coffer.state.memory.index;

import java.util.List;
import java.util.Optional;

/**
 * What an index knows of one memory besides its words and vectors.
 *
 * @param version the owner's number of its last change
 * @param place where it stands among the owner's, in the order in which they were stored first
 * @param source empty if it has none
 * @param expiresAtMs {@link Long#MAX_VALUE} if it does not end
 * @param importance in thousandths
 * @param superseded whether another memory has taken its place
 */
public record Indexed(
        String key,
        long version,
        long place,
        String source,
        long createdAtMs,
        long expiresAtMs,
        String type,
        long importance,
        List<String> tags,
        boolean superseded) {

    /** Bytes of it in memory without its texts, about. */
    private static final int BYTES = 200;

    long bytes() {
        return BYTES + 2L * (key.length() + source.length()) + 64L * tags.size();
    }

    boolean isLive(long nowMs) {
        return !superseded && expiresAtMs > nowMs;
    }

    /**
     * Which memories are looked for.
     *
     * @param tags one of them, if there are any
     * @param leastImportance in thousandths
     * @param fromMs when it was made: from then on
     * @param toMs and before then
     */
    public record Filter(
            List<String> tags,
            Optional<String> type,
            long leastImportance,
            long fromMs,
            long toMs) {

        public static final Filter NONE =
                new Filter(List.of(), Optional.empty(), 0, Long.MIN_VALUE, Long.MAX_VALUE);

        public boolean takes(
                List<String> memoryTags, String memoryType, long importance, long createdAtMs) {
            return importance >= leastImportance
                    && createdAtMs >= fromMs
                    && createdAtMs < toMs
                    && type.map(memoryType::equals).orElse(true)
                    && (tags.isEmpty() || memoryTags.stream().anyMatch(tags::contains));
        }

        boolean takes(Indexed memory) {
            return takes(memory.tags(), memory.type(), memory.importance(), memory.createdAtMs());
        }
    }
}
