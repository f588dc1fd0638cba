package dev.coffer.tool.random;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Lists;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** Identifiers, numbers, texts, and lists in any order. */
final class Draws {

    private static final long MOST = (1L << 53) - 1;

    record Range(long min, long max, long count) {
        static final Shape<Range> SHAPE =
                Shape.of(
                        Range::new,
                        Field.whole("min", -MOST, MOST, "The least.").orElse(0L),
                        Field.whole("max", -MOST, MOST, "The most, included.").orElse(100L),
                        Texts.clamped("count", 1, 100, 1, "How many."));

        Range {
            if (min > max) {
                throw Problem.invalid("min", "must not be more than `max`");
            }
        }
    }

    record Numbers(List<Long> numbers, long min, long max) {}

    record Wanted(long length, String charset) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Texts.clamped("length", 1, 256, 16, "How many characters."),
                        Field.choice("charset", List.copyOf(CHARSETS.keySet()), "Of which.")
                                .orElse("alphanumeric"));
    }

    record Text(String string, long length, String charset) {}

    record Identifier(String uuid) {}

    record Shuffled(List<RawJson> shuffled, int count) {}

    static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static final String DIGITS = "0123456789";
    static final String SYMBOLS = "!@#$%^&*()_+-=[]{}|;:,.<>?";

    private static final Map<String, String> CHARSETS =
            Map.of(
                    "alphanumeric",
                    UPPER + LOWER + DIGITS,
                    "alpha",
                    UPPER + LOWER,
                    "numeric",
                    DIGITS,
                    "hex",
                    DIGITS + "abcdef",
                    "lowercase",
                    LOWER,
                    "uppercase",
                    UPPER,
                    "symbols",
                    SYMBOLS,
                    "all",
                    UPPER + LOWER + DIGITS + SYMBOLS);

    private Draws() {}

    static List<Endpoint<?, ?>> of(Toolbox tools, RandomGenerator random) {
        return List.of(
                tools.tool(
                        "/api/random/uuid",
                        Shape.nothing(),
                        Identifier.class,
                        "Makes a random UUID (version 4).",
                        "{}",
                        _ -> new Identifier(uuid(random))),
                tools.tool(
                        "/api/random/number",
                        Range.SHAPE,
                        Numbers.class,
                        "Draws whole numbers, all equally likely.",
                        "{\"min\": 1, \"max\": 6, \"count\": 3}",
                        in ->
                                new Numbers(
                                        LongStream.generate(() ->
                                                        random.nextLong(in.min(), in.max() + 1))
                                                .limit(in.count())
                                                .boxed()
                                                .toList(),
                                        in.min(),
                                        in.max())),
                tools.tool(
                        "/api/random/string",
                        Wanted.SHAPE,
                        Text.class,
                        "Draws a text of some kind of characters.",
                        "{\"length\": 12, \"charset\": \"hex\"}",
                        in ->
                                new Text(
                                        text(CHARSETS.getOrDefault(in.charset(), ""), in, random),
                                        in.length(),
                                        in.charset())),
                tools.tool(
                        "/api/random/shuffle",
                        Shape.of(
                                items -> items,
                                Lists.values("items", 1, 1000, "What to put in another order.")),
                        Shuffled.class,
                        "Puts a list in any order, all equally likely.",
                        "{\"items\": [1, 2, 3]}",
                        items -> {
                            List<RawJson> all = new ArrayList<>(items);
                            Collections.shuffle(all, Random.from(random));
                            return new Shuffled(all, all.size());
                        }));
    }

    private static String uuid(RandomGenerator random) {
        long high = random.nextLong() & 0xffff_ffff_ffff_0fffL | 0x4000L;
        long low = random.nextLong() & 0x3fff_ffff_ffff_ffffL | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private static String text(String of, Wanted in, RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        while (text.length() < in.length()) {
            text.append(of.charAt(random.nextInt(of.length())));
        }
        return text.toString();
    }
}
