package dev.coffer.tool.text;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.ToolLimits;
import dev.coffer.tool.Toolbox;

import java.util.List;

/** A text cut to a length. */
final class Shortening {

    record Cut(String text, long length, String suffix, boolean wordBoundary) {
        static final Shape<Cut> SHAPE =
                Shape.of(
                        Cut::new,
                        Texts.field("text", "The text."),
                        Field.whole(
                                "length",
                                1,
                                ToolLimits.TOOL_TEXT_CHARS.value(),
                                "How long it may be, the suffix included."),
                        Field.anyText(
                                        "suffix",
                                        TextLimits.SUFFIX_CHARS,
                                        "What stands where something was cut off.")
                                .map(Texts::wellFormed)
                                .orElse("..."),
                        Field.flag("wordBoundary", "Cuts between words."));
    }

    record Truncated(
            String truncated, int originalLength, int truncatedLength, boolean wasTruncated) {}

    private static final String TRAILING = " .,!?;:";

    private Shortening() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/text/truncate",
                        Cut.SHAPE,
                        Truncated.class,
                        "Cuts a text to a length, between words if wanted.",
                        "{\"text\": \"hello world\", \"length\": 8}",
                        Shortening::cut));
    }

    private static Truncated cut(Cut in) {
        String text = in.text();
        String cut = text.length() <= in.length() ? text : shortened(in);
        return new Truncated(cut, text.length(), cut.length(), text.length() > in.length());
    }

    private static String shortened(Cut in) {
        int room = (int) in.length() - in.suffix().length();
        if (room <= 0) {
            return start(in.suffix(), (int) in.length());
        }
        String kept = start(in.text(), room);
        if (in.wordBoundary() && !Character.isWhitespace(in.text().charAt(kept.length()))) {
            int space = kept.lastIndexOf(' ');
            kept = space > 0 ? kept.substring(0, space) : kept;
        }
        int end = kept.length();
        while (end > 0 && TRAILING.indexOf(kept.charAt(end - 1)) >= 0) {
            end--;
        }
        return kept.substring(0, end) + in.suffix();
    }

    /** No half of a character is left over. */
    private static String start(String text, int length) {
        boolean splits = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, splits ? length - 1 : length);
    }
}
