package dev.coffer.tool.text;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What Unicode says of characters. */
final class UnicodeInfo {

    private static final Shape<String> FEW =
            Shape.of(text -> text, Texts.field("text", "The characters.").map(UnicodeInfo::few));

    record About(
            String character,
            int codePoint,
            String hex,
            String html,
            String htmlHex,
            String utf8,
            int utf8Bytes,
            String utf16,
            int utf16Units,
            String category,
            String block) {}

    record Told(
            String text, int length, int codePointCount, int byteLength, List<About> characters) {}

    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ").withUpperCase();

    /** Words of block names that are not written as other words. */
    private static final Set<String> SMALL = Set.of("and", "of", "for", "with");

    private static final Set<String> CAPITALS = Set.of("cjk", "ipa", "nko");

    private UnicodeInfo() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.tool(
                "/api/text/unicode-info",
                FEW,
                Told.class,
                "Tells of each character its code point, encodings, category and block.",
                "{\"text\": \"\u00e9\"}",
                text -> {
                    List<About> all = text.codePoints().mapToObj(UnicodeInfo::about).toList();
                    int bytes = Texts.utf8(text).length;
                    return new Told(text, text.length(), all.size(), bytes, all);
                });
    }

    private static String few(String text) {
        int characters = text.codePointCount(0, text.length());
        if (characters < 1 || characters > TextLimits.UNICODE_INFO_CHARS.value()) {
            throw Problem.invalid(
                    "text",
                    "must have 1 to %d characters"
                            .formatted(TextLimits.UNICODE_INFO_CHARS.value()));
        }
        return text;
    }

    private static About about(int codePoint) {
        String character = Character.toString(codePoint);
        byte[] utf8 = Texts.utf8(character);
        String utf16 =
                character.chars().mapToObj("%04X"::formatted).collect(Collectors.joining(" "));
        return new About(
                character,
                codePoint,
                "U+%04X".formatted(codePoint),
                "&#" + codePoint + ";",
                "&#x%04X;".formatted(codePoint),
                BYTES.formatHex(utf8),
                utf8.length,
                utf16,
                character.getBytes(StandardCharsets.UTF_16BE).length / 2,
                category(codePoint),
                block(codePoint));
    }

    private static String category(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER ->
                    "Letter";
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK ->
                    "Mark";
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER ->
                    "Number";
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    "Separator";
            case Character.CONTROL -> "Control";
            case Character.FORMAT -> "Format";
            case Character.PRIVATE_USE -> "Private Use";
            case Character.UNASSIGNED -> "Unassigned";
            case Character.MATH_SYMBOL,
                    Character.CURRENCY_SYMBOL,
                    Character.MODIFIER_SYMBOL,
                    Character.OTHER_SYMBOL ->
                    "Symbol";
            default -> "Punctuation";
        };
    }

    /** The block's name of the standard, which the JDK has as a constant's. */
    private static String block(int codePoint) {
        Character.UnicodeBlock block = Character.UnicodeBlock.of(codePoint);
        return block == null
                ? "No Block"
                : Arrays.stream(block.toString().toLowerCase(Locale.ROOT).split("_"))
                        .map(UnicodeInfo::word)
                        .collect(Collectors.joining(" "))
                        .replace("Latin 1 ", "Latin-1 ")
                        .replaceFirst("Extended ([A-Z])$", "Extended-$1");
    }

    private static String word(String word) {
        if (SMALL.contains(word)) {
            return word;
        }
        return CAPITALS.contains(word)
                ? word.toUpperCase(Locale.ROOT)
                : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
