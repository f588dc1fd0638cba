package dev.coffer.tool.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words: in another case, counted, in the other order. */
final class Wording {

    record Recased(String text, String targetCase) {
        static final Shape<Recased> SHAPE =
                Shape.of(
                        Recased::new,
                        Texts.field("text", "The text."),
                        Field.choice(
                                "case",
                                List.of(
                                        "upper",
                                        "lower",
                                        "title",
                                        "sentence",
                                        "camel",
                                        "pascal",
                                        "snake",
                                        "kebab",
                                        "constant"),
                                "The case to write it in."));
    }

    record Converted(String converted, String targetCase, int wordCount) {}

    record Counted(
            int words,
            int characters,
            int charactersNoSpaces,
            int lines,
            int sentences,
            int paragraphs,
            double readingTimeMinutes) {}

    record Turned(String text, String mode) {
        static final Shape<Turned> SHAPE =
                Shape.of(
                        Turned::new,
                        Texts.field("text", "The text."),
                        Texts.choice(
                                "mode",
                                "What stays as it is: characters as people see them.",
                                "characters",
                                "words",
                                "lines"));
    }

    record Reversed(String reversed, String mode, int length) {}

    private static final int WORDS_A_MINUTE = 200;

    private static final Pattern SPACES = Pattern.compile(Texts.SPACE + "+");
    private static final Pattern LINE_END = Pattern.compile("\\r?\\n");
    private static final Pattern SENTENCE_END =
            Pattern.compile("[.!?]+(?:" + Texts.SPACE + "+|\\z)");
    private static final Pattern PARAGRAPH_END = Pattern.compile("\\n" + Texts.SPACE + "*\\n");
    private static final Pattern GAPS = Pattern.compile("(?:" + Texts.SPACE + "|[_-])+");

    private Wording() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/text/case-convert",
                        Recased.SHAPE,
                        Converted.class,
                        "Writes a text in another case: title, camel, snake and others.",
                        "{\"text\": \"hello world\", \"case\": \"camel\"}",
                        Wording::recased),
                tools.tool(
                        "/api/text/word-count",
                        Codecs.TEXT,
                        Counted.class,
                        "Counts words, characters, lines, sentences, paragraphs.",
                        "{\"text\": \"One. Two words.\"}",
                        Wording::counted),
                tools.tool(
                        "/api/text/reverse",
                        Turned.SHAPE,
                        Reversed.class,
                        "Turns a text round by characters, words or lines.",
                        "{\"text\": \"hello\"}",
                        in ->
                                new Reversed(
                                        reversed(in.text(), in.mode()),
                                        in.mode(),
                                        in.text().length())));
    }

    private static Converted recased(Recased in) {
        List<String> words = words(in.text());
        String converted =
                switch (in.targetCase()) {
                    case "upper" -> upper(in.text());
                    case "lower" -> lower(in.text());
                    case "title" -> joined(words, " ", Wording::capital);
                    case "sentence" -> first(words, " ", Wording::capital, Wording::lower);
                    case "camel" -> first(words, "", Wording::lower, Wording::capital);
                    case "pascal" -> joined(words, "", Wording::capital);
                    case "snake" -> joined(words, "_", Wording::lower);
                    case "kebab" -> joined(words, "-", Wording::lower);
                    default -> joined(words, "_", Wording::upper);
                };
        return new Converted(converted, in.targetCase(), words.size());
    }

    /** Between spaces, low lines, hyphens and humps: {@code parseHTTPResponse} is three. */
    private static List<String> words(String text) {
        StringBuilder parted = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            if (i > 0 && isHump(text, i)) {
                parted.append(' ');
            }
            parted.append(text.charAt(i));
        }
        return Arrays.stream(GAPS.split(parted.toString()))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static boolean isHump(String text, int i) {
        char before = text.charAt(i - 1);
        if (!Character.isUpperCase(text.charAt(i))) {
            return false;
        }
        return Character.isLowerCase(before)
                || Character.isUpperCase(before)
                        && i + 1 < text.length()
                        && Character.isLowerCase(text.charAt(i + 1));
    }

    private static String joined(List<String> words, String with, UnaryOperator<String> each) {
        return words.stream().map(each).collect(Collectors.joining(with));
    }

    private static String first(
            List<String> words,
            String with,
            UnaryOperator<String> first,
            UnaryOperator<String> others) {
        return Stream.concat(words.stream().limit(1).map(first), words.stream().skip(1).map(others))
                .collect(Collectors.joining(with));
    }

    private static String capital(String word) {
        int end = word.offsetByCodePoints(0, 1);
        return upper(word.substring(0, end)) + lower(word.substring(end));
    }

    private static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Counted counted(String text) {
        int words = filled(SPACES, text);
        return new Counted(
                words,
                text.length(),
                SPACES.matcher(text).replaceAll("").length(),
                1 + (int) text.chars().filter(c -> c == '\n').count(),
                filled(SENTENCE_END, text),
                Math.max(1, filled(PARAGRAPH_END, text)),
                Math.round(10.0 * words / WORDS_A_MINUTE) / 10.0);
    }

    /** How many of the parts between have something in them. */
    private static int filled(Pattern between, String text) {
        return (int)
                Arrays.stream(between.split(text))
                        .filter(part -> !SPACES.matcher(part).replaceAll("").isEmpty())
                        .count();
    }

    private static String reversed(String text, String mode) {
        List<String> parts =
                switch (mode) {
                    case "words" -> parts(SPACES, text);
                    case "lines" -> parts(LINE_END, text);
                    default -> graphemes(text);
                };
        return String.join("", parts.reversed());
    }

    /** What a pattern matches, and what stands between. */
    private static List<String> parts(Pattern separator, String text) {
        List<String> parts = new ArrayList<>();
        Matcher found = separator.matcher(text);
        int from = 0;
        while (found.find()) {
            Collections.addAll(parts, text.substring(from, found.start()), found.group());
            from = found.end();
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** Extended grapheme clusters (UAX 29). */
    private static List<String> graphemes(String text) {
        BreakIterator breaks = BreakIterator.getCharacterInstance(Locale.ROOT);
        breaks.setText(text);
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = breaks.next(); at != BreakIterator.DONE; at = breaks.next()) {
            parts.add(text.substring(from, at));
            from = at;
        }
        return parts;
    }
}
