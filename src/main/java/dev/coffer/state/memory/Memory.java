package dev.coffer.state.memory;

import dev.coffer.endpoint.Json;
import dev.coffer.state.memory.MemoryInputs.Metadata;
import dev.coffer.store.Row;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a memory without its texts.
 *
 * @param version the owner's number of its last change
 * @param supersededBy the key of the memory that took its place
 * @param model whose vectors it has
 */
record Memory(
        String key,
        long version,
        long place,
        long createdAtMs,
        long updatedAtMs,
        Optional<Long> expiresAtMs,
        Metadata metadata,
        Optional<String> supersededBy,
        Optional<String> model,
        long bytes) {

    /** As {@link #of} reads them. */
    static final String COLUMNS =
            "m.key, m.version, m.place, m.created_at, m.updated_at, m.expires_at, m.type,"
                    + " m.importance, m.source, m.tags, m.superseded_by, m.model, m.bytes";

    /** How many columns those are. */
    static final int WIDTH = 13;

    static Memory of(Row row) {
        return new Memory(
                row.text(1),
                row.number(2),
                row.number(3),
                row.number(4),
                row.number(5),
                Optional.ofNullable(row.numberOrNull(6)),
                new Metadata(
                        tags(row.text(10)),
                        row.text(7),
                        row.number(8),
                        Optional.ofNullable(row.textOrNull(9))),
                Optional.ofNullable(row.textOrNull(11)),
                Optional.ofNullable(row.textOrNull(12)),
                row.number(13));
    }

    private static final String NO_TAGS = "[]";

    private static List<String> tags(String json) {
        return json.equals(NO_TAGS)
                ? List.of()
                : Arrays.asList(Json.MAPPER.readValue(json, String[].class));
    }

    boolean isLive(long nowMs) {
        return expiresAtMs.map(at -> at > nowMs).orElse(true);
    }

    Instant createdAt() {
        return Instant.ofEpochMilli(createdAtMs);
    }

    Instant updatedAt() {
        return Instant.ofEpochMilli(updatedAtMs);
    }

    Optional<Instant> expiresAt() {
        return expiresAtMs.map(Instant::ofEpochMilli);
    }
}
