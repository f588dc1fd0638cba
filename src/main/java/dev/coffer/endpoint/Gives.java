package dev.coffer.endpoint;

import java.util.List;
import java.util.Map;

/**
 * What an endpoint answers with.
 *
 * @param type the type of all its answers
 * @param variants the records that they are: one, or those that the type permits
 */
public record Gives<O>(Class<O> type, List<Class<? extends O>> variants) {

    /** One record, as JSON. */
    public static <O> Gives<O> json(Class<O> record) {
        return new Gives<>(record, List.of(record));
    }

    /** One of a few records, as JSON. */
    @SafeVarargs
    public static <O> Gives<O> oneOf(Class<O> type, Class<? extends O>... variants) {
        return new Gives<>(type, List.of(variants));
    }

    /** Something else than JSON, or what a protocol that is not ours wants. */
    public static Gives<Reply.Content> content() {
        return new Gives<>(Reply.Content.class, List.of());
    }

    /** The JSON Schema (2020-12) of its answers; without a word where they are not ours. */
    public Map<String, Object> schema() {
        List<Map<String, Object>> schemas = variants.stream().map(AnswerSchema::of).toList();
        return switch (schemas.size()) {
            case 0 -> Map.of();
            case 1 -> schemas.getFirst();
            default -> Map.of("oneOf", schemas);
        };
    }
}
