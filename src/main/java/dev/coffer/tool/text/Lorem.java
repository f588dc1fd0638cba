package dev.coffer.tool.text;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.util.Locale;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Text that means nothing, to see how text would look. */
final class Lorem {

    record Wanted(String type, long count) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Texts.choice("type", "Of what.", "paragraphs", "sentences", "words"),
                        Texts.clamped("count", 1, 100, 3, "How many."));
    }

    record Made(String text, String type, long count, int wordCount, int characterCount) {}

    private static final String[] WORDS =
            """
            lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt
            ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation ullamco
            laboris nisi aliquip ex ea commodo consequat duis aute irure in reprehenderit voluptate
            velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat non
            proident sunt culpa qui officia deserunt mollit anim id est laborum\
            """
                    .split("\\s+");

    private final RandomGenerator random;

    private Lorem(RandomGenerator random) {
        this.random = random;
    }

    static Endpoint<?, ?> of(Toolbox tools, RandomGenerator random) {
        return tools.tool(
                "/api/text/lorem-ipsum",
                Wanted.SHAPE,
                Made.class,
                "Makes words, sentences or paragraphs that mean nothing.",
                "{\"type\": \"sentences\", \"count\": 2}",
                new Lorem(random)::made);
    }

    private Made made(Wanted in) {
        String text =
                switch (in.type()) {
                    case "words" -> some(in.count(), this::word, " ");
                    case "sentences" -> some(in.count(), this::sentence, " ");
                    default -> some(in.count(), this::paragraph, "\n\n");
                };
        return new Made(text, in.type(), in.count(), text.split("\\s+").length, text.length());
    }

    private static String some(long count, Supplier<String> each, String between) {
        return Stream.generate(each).limit(count).collect(Collectors.joining(between));
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private String sentence() {
        String words = some(random.nextInt(8, 18), this::word, " ");
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    private String paragraph() {
        return some(random.nextInt(4, 8), this::sentence, " ");
    }
}
