package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import net.gcardone.junidecode.Junidecode;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A text as a part of a URL, in letters that keyboards have. */
final class Slug {

    record Form(String separator, boolean lowercase, boolean strict) {
        static final Shape<Form> SHAPE =
                Shape.of(
                        Form::new,
                        Field.text("separator", 0, 16, "What stands between words.").orElse("-"),
                        Field.flag("lowercase", "No capitals.").orElse(true),
                        Field.flag("strict", "Letters and digits alone.").orElse(true));
    }

    record Wanted(String text, Form form, Optional<Long> maxLength, Optional<String> locale) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Texts.field("text", "The text.").map(Slug::filled),
                        Form.SHAPE,
                        Field.whole("maxLength", 1, 1_000_000, "The most characters.").optional(),
                        Field.text("locale", 1, 35, "Taken for older clients; changes nothing.")
                                .optional());
    }

    record Made(String original, String slug, int length, String separator) {}

    private static final Map<Integer, String> WORDS =
            Map.of(
                    (int) '$', "dollar",
                    (int) '\u20ac', "euro",
                    (int) '\u00a3', "pound",
                    (int) '\u00a5', "yen",
                    (int) '\u20b9', "rupee",
                    (int) '\u20bf', "bitcoin");

    private Slug() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/util/slugify",
                Wanted.SHAPE,
                Made.class,
                "Makes of a text a part of a URL.",
                "{\"text\": \"Cr\u00e8me Br\u00fbl\u00e9e\"}",
                Slug::made);
    }

    private static String filled(String text) {
        if (text.isBlank()) {
            throw Problem.invalid("text", "must have something in it");
        }
        return text;
    }

    private static Made made(Wanted in) {
        Form form = in.form();
        String latin = latin(in.text(), form.strict());
        String cased = form.lowercase() ? latin.toLowerCase(Locale.ROOT) : latin;
        String gaps = form.strict() ? "[^A-Za-z0-9]+" : Texts.SPACE + "+";
        String slug =
                Arrays.stream(cased.split(gaps))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.joining(form.separator()));
        String cut =
                in.maxLength()
                        .filter(most -> most < slug.length())
                        .map(most ->
                                withoutEnd(slug.substring(0, most.intValue()), form.separator()))
                        .orElse(slug);
        return new Made(in.text(), cut, cut.length(), form.separator());
    }

    private static String withoutEnd(String slug, String separator) {
        String bare = slug;
        while (!separator.isEmpty() && bare.endsWith(separator)) {
            bare = bare.substring(0, bare.length() - separator.length());
        }
        return bare;
    }

    /** Letters of all scripts in Latin ones, money in words; the rest as it is, or a gap. */
    private static String latin(String text, boolean strict) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    boolean mark = Character.getType(c) == Character.NON_SPACING_MARK;
                    if (c < 0x80 && c != '$') {
                        out.append((char) c);
                    } else if (WORDS.containsKey(c)) {
                        out.append(WORDS.get(c));
                    } else if (Character.isLetterOrDigit(c)) {
                        out.append(Junidecode.unidecode(Character.toString(c)));
                    } else if (!mark) {
                        out.append(
                                strict || Character.isWhitespace(c) ? " " : Character.toString(c));
                    }
                });
        return out.toString();
    }
}
