package dev.coffer.state.memory;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Page;
import dev.coffer.state.memory.embed.Embedder;
import dev.coffer.state.memory.index.Indexed;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the memory endpoints take. */
final class MemoryInputs {

    private static final int IMPORTANCE_DIGITS = 3;
    private static final BigDecimal MOST_IMPORTANCE = BigDecimal.TEN;

    static final Field<String> KEY =
            Field.text("key", 1, MemoryLimits.MEMORY_KEY_CHARS, "The memory's key.");
    private static final Field<List<String>> TAGS =
            Lists.texts(
                    "tags",
                    MemoryLimits.MEMORY_TAGS.whole(),
                    MemoryLimits.MEMORY_TAG_CHARS,
                    "Words to find it by; of a filter, those of which it has any.");
    private static final Field<String> TYPE =
            Field.choice(
                    "type", List.of("fact", "conversation", "task", "note"), "What kind it is.");
    private static final Field<Long> LEAST_IMPORTANCE =
            thousandths("minImportance", "Only what is at least so important.").orElse(0L);

    private MemoryInputs() {}

    /** Importance. */
    private static Field<Long> thousandths(String name, String says) {
        return Field.decimal(name, BigDecimal.ZERO, MOST_IMPORTANCE, says)
                .map(number -> {
                    try {
                        return number.movePointRight(IMPORTANCE_DIGITS).longValueExact();
                    } catch (ArithmeticException e) {
                        throw Problem.invalid(
                                name,
                                "must have at most %d digits after the point"
                                        .formatted(IMPORTANCE_DIGITS));
                    }
                });
    }

    /** What importance in thousandths is shown as. */
    static BigDecimal shown(long thousandths) {
        BigDecimal number = BigDecimal.valueOf(thousandths, IMPORTANCE_DIGITS).stripTrailingZeros();
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    /** What is known of a memory besides its text; importance in thousandths. */
    record Metadata(List<String> tags, String type, long importance, Optional<String> source) {

        static final Metadata NONE = new Metadata(List.of(), "note", 5_000, Optional.empty());

        static final Shape<Metadata> SHAPE =
                Shape.of(
                        Metadata::new,
                        TAGS.optional().map(tags -> tags.orElse(NONE.tags())),
                        TYPE.orElse(NONE.type()),
                        thousandths("importance", "From 0 to 10; 5 if it is left out.")
                                .optional()
                                .map(number -> number.orElse(NONE.importance())),
                        Field.text(
                                        "source",
                                        1,
                                        MemoryLimits.MEMORY_SOURCE_CHARS,
                                        "Where it comes from; those of one source that are stored one after another help find each other.")
                                .optional());
    }

    /**
     * Where its vector comes from.
     *
     * @param generate whether the model is to make it
     * @param given it came along, of length 1 by now
     */
    record Vector(boolean generate, Optional<float[]> given) {

        static Shape<Vector> shape(int dimensions) {
            return Shape.of(
                    Vector::new,
                    Field.flag("generateEmbedding", "False: it is found by its words alone.")
                            .orElse(true),
                    Lists.numbers(
                                    "embedding",
                                    dimensions,
                                    "Its vector, made elsewhere by the same model.")
                            .map(Vector::checked)
                            .optional());
        }

        private static float[] checked(float[] numbers) {
            float[] unit = Embedder.normalized(numbers);
            double length = 0;
            for (float f : unit) {
                length += (double) f * f;
            }
            if (!(Math.abs(length - 1) < 0.01)) { // It may be no number at all.
                throw Problem.invalid("embedding", "must have a direction, and a finite length");
            }
            return unit;
        }
    }

    record Store(
            String key,
            String content,
            Metadata metadata,
            Optional<Long> ttlSeconds,
            Vector vector,
            More more) {

        /**
         * What else is to be done.
         *
         * @param supersedes the memory whose place it takes
         * @param similar whether to look for memories that say nearly the same
         */
        record More(Optional<String> supersedes, boolean similar) {
            static final Shape<More> SHAPE =
                    Shape.of(
                            More::new,
                            Field.text(
                                            "supersedes",
                                            1,
                                            MemoryLimits.MEMORY_KEY_CHARS,
                                            "The key of the memory whose place it takes: that is kept, and no longer found by a search.")
                                    .optional(),
                            Field.flag(
                                            "similar",
                                            "False: no other memories are looked at; what a token for some keys only has to say.")
                                    .orElse(true));
        }

        static Shape<Store> shape(int dimensions) {
            return Shape.of(
                    Store::new,
                    KEY,
                    Field.text(
                            "content",
                            1,
                            MemoryLimits.MEMORY_CONTENT_CHARS,
                            "What is to be remembered."),
                    Field.object("metadata", Metadata.SHAPE, "What is known of it besides.")
                            .optional()
                            .map(metadata -> metadata.orElse(Metadata.NONE)),
                    Field.whole(
                                    "ttl",
                                    Limits.TTL_MIN_SECONDS.value(),
                                    Limits.TTL_MAX_SECONDS.value(),
                                    "Seconds until it is forgotten; never if it is left out.")
                            .optional(),
                    Vector.shape(dimensions),
                    More.SHAPE);
        }

        Store {
            if (more.supersedes().equals(Optional.of(key))) {
                throw Problem.invalid("supersedes", "must be the key of another memory");
            }
        }

        /** All, if it looks for similar ones. */
        List<String> about() {
            return Stream.concat(
                            Stream.of(key),
                            more.similar() ? Stream.of("") : more.supersedes().stream())
                    .toList();
        }
    }

    record Search(String query, int limit, Filter filter, boolean explain) {

        static final Shape<Search> SHAPE =
                Shape.of(
                        Search::new,
                        Field.text(
                                "query", 1, MemoryLimits.MEMORY_QUERY_CHARS, "What is looked for."),
                        Field.whole(
                                        "limit",
                                        1,
                                        MemoryLimits.MEMORY_RESULTS_MAX.value(),
                                        "Memories that are found at most.")
                                .orElse(10L)
                                .map(Long::intValue),
                        Field.object("filter", Filter.SHAPE, "Only among some memories.")
                                .optional()
                                .map(filter -> filter.orElse(Filter.NONE)),
                        Field.flag("explain", "With how each score came about."));
    }

    record Filter(Indexed.Filter memories, Optional<Double> leastSimilarity) {

        static final Filter NONE = new Filter(Indexed.Filter.NONE, Optional.empty());

        static final Shape<Filter> SHAPE =
                Shape.of(
                        Filter::new,
                        Shape.of(
                                (tags, type, importance, from, to) ->
                                        new Indexed.Filter(
                                                tags.orElse(List.of()),
                                                type,
                                                importance,
                                                from.orElse(Long.MIN_VALUE),
                                                to.orElse(Long.MAX_VALUE)),
                                TAGS.optional(),
                                TYPE.optional(),
                                LEAST_IMPORTANCE,
                                instant("since", "Only what was made then or later."),
                                instant("until", "Only what was made before then.")),
                        Field.decimal(
                                        "minSimilarity",
                                        BigDecimal.ONE.negate(),
                                        BigDecimal.ONE,
                                        "Only what has a vector at least so near; 0.3 if it is left out, and then what has none is found by its words.")
                                .map(BigDecimal::doubleValue)
                                .optional());
    }

    /** In epoch milliseconds. */
    private static Field<Optional<Long>> instant(String name, String says) {
        return Field.text(name, 1, 40, says)
                .map(text -> {
                    try {
                        return Instant.parse(text).toEpochMilli();
                    } catch (DateTimeException | ArithmeticException e) {
                        throw Problem.invalid(name, "must be an instant like 2026-01-31T12:00:00Z");
                    }
                })
                .optional();
    }

    record One(String key) {
        static final Shape<One> SHAPE = Shape.of(One::new, KEY);
    }

    record Forget(Optional<String> key, Optional<String> prefix) {

        static final Shape<Forget> SHAPE =
                Shape.of(
                        Forget::new,
                        KEY.optional(),
                        Field.text(
                                        "prefix",
                                        1,
                                        MemoryLimits.MEMORY_KEY_CHARS,
                                        "In place of a key: all memories whose keys begin with it.")
                                .optional());

        Forget {
            if (key.isPresent() == prefix.isPresent()) {
                throw Problem.invalid("key", "or `prefix` is required, one of them");
            }
        }

        String keyOrPrefix() {
            return key.or(() -> prefix).orElseThrow();
        }
    }

    /**
     * Which memories to list.
     *
     * @param offset how many of them to pass over, where no cursor says it
     */
    record ListThem(
            String prefix, Indexed.Filter filter, Page.Asked<MemoryList.Place> page, int offset) {

        static final Shape<ListThem> SHAPE =
                Shape.of(
                        ListThem::new,
                        Field.text(
                                        "prefix",
                                        0,
                                        MemoryLimits.MEMORY_KEY_CHARS,
                                        "Only memories whose keys begin with it.")
                                .orElse(""),
                        Shape.of(
                                (tags, type, importance) ->
                                        new Indexed.Filter(
                                                tags.orElse(List.of()),
                                                type,
                                                importance,
                                                Long.MIN_VALUE,
                                                Long.MAX_VALUE),
                                TAGS.optional(),
                                TYPE.optional(),
                                LEAST_IMPORTANCE),
                        Page.asked(MemoryList.Place::of),
                        Field.whole("offset", 0, Integer.MAX_VALUE, "How many to pass over.")
                                .orElse(0L)
                                .map(Long::intValue));

        ListThem {
            if (offset > 0 && page.after().isPresent()) {
                throw Problem.invalid("offset", "and `cursor` exclude each other");
            }
        }
    }
}
