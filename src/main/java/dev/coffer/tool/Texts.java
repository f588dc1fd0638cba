package dev.coffer.tool;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Texts as tools take and measure them: lengths are in UTF-16 units, and the half of a character
 * that stands alone is U+FFFD, as UTF-8 encoders on the web have it.
 */
public final class Texts {

    private static final char REPLACEMENT = '\ufffd';

    /** White space in the sense of ECMAScript, as a class of a pattern. */
    public static final String SPACE =
            "[\\t\\n\\x0B\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}]";

    private Texts() {}

    /** A required text. */
    public static Field<String> field(String name, String says) {
        return Field.anyText(name, ToolLimits.TOOL_TEXT_CHARS, says).map(Texts::wellFormed);
    }

    /** A required URL. */
    public static Field<String> url(String says) {
        return Field.anyText("url", ToolLimits.URL_TOOL_CHARS, says).map(Texts::wellFormed);
    }

    /** One of a few words; the first if it is left out. */
    public static Field<String> choice(String name, String says, String... words) {
        return Field.choice(name, List.of(words), says).orElse(words[0]);
    }

    /** A whole number that is moved to the nearest bound where it is beyond one. */
    public static Field<Long> clamped(String name, long min, long max, long usual, String says) {
        return Field.nearest(
                        name,
                        min,
                        max,
                        says + " From %d to %d; beyond, the nearest of these.".formatted(min, max))
                .orElse(usual);
    }

    public static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isHalf(text, i)) {
                StringBuilder whole = new StringBuilder(text);
                for (int at = i; at < text.length(); at++) {
                    if (isHalf(text, at)) {
                        whole.setCharAt(at, REPLACEMENT);
                    }
                }
                return whole.toString();
            }
        }
        return text;
    }

    private static boolean isHalf(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c)
                && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The text that some bytes are.
     *
     * @throws Problem 400 that names the field which they came from, if they are not UTF-8
     */
    public static String ofUtf8(byte[] bytes, String field) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw Problem.invalid(field, "must be the encoding of UTF-8; these bytes are not");
        }
    }
}
