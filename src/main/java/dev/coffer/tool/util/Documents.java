package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limit;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.TimeBudget;
import dev.coffer.tool.Toolbox;

import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

import java.util.List;

/** Markdown as HTML (CommonMark), and HTML as text. */
final class Documents {

    record Markdown(String markdown, boolean sanitize) {
        static final Shape<Markdown> SHAPE =
                Shape.of(
                        Markdown::new,
                        document("markdown", UtilLimits.MARKDOWN_CHARS, "The document.")
                                .map(Documents::bounded),
                        Field.flag("sanitize", "Escapes HTML in it, and drops scripts' links.")
                                .orElse(true));
    }

    record Html(String html, boolean preserveLinks) {
        static final Shape<Html> SHAPE =
                Shape.of(
                        Html::new,
                        document("html", UtilLimits.HTML_CHARS, "The document."),
                        Field.flag("preserveLinks", "Puts addresses behind links."));
    }

    record Rendered(String html, int inputLength, int outputLength) {}

    record Read(String text, int inputLength, int outputLength) {}

    private static final int MOST_NESTED = 100;

    /** Characters that are looked at in vain, at most. */
    private static final long MOST_LOOKED_AT = 5_000_000;

    private static final Parser PARSER = Parser.builder().maxOpenBlockParsers(MOST_NESTED).build();
    private static final HtmlRenderer SAFE =
            HtmlRenderer.builder()
                    .escapeHtml(true)
                    .sanitizeUrls(true)
                    .attributeProviderFactory(_ -> (_, _, attributes) -> attributes.remove("rel"))
                    .build();
    private static final HtmlRenderer AS_IT_IS = HtmlRenderer.builder().build();

    private Documents() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.heavy(
                        "/api/util/markdown-to-html",
                        Markdown.SHAPE,
                        Rendered.class,
                        "Renders Markdown (CommonMark).",
                        "{\"markdown\": \"# Title\\n\\nSome *text*.\"}",
                        in -> {
                            HtmlRenderer renderer = in.sanitize() ? SAFE : AS_IT_IS;
                            String html = renderer.render(PARSER.parse(in.markdown()));
                            return new Rendered(html, in.markdown().length(), html.length());
                        },
                        ErrorCode.TOO_COSTLY),
                tools.heavy(
                        "/api/util/html-to-text",
                        Html.SHAPE,
                        Read.class,
                        "Takes the text out of HTML.",
                        "{\"html\": \"<h1>Title</h1><p>Some <b>text</b>.</p>\"}",
                        in -> {
                            String text = HtmlText.of(in.html(), in.preserveLinks());
                            return new Read(text, in.html().length(), text.length());
                        }));
    }

    private static Field<String> document(String name, Limit chars, String says) {
        return Field.anyText(name, chars, says).map(Texts::wellFormed);
    }

    /** Of each angle bracket the parser looks for what closes it, however far that is. */
    private static String bounded(String markdown) {
        long looked = 0;
        int close = markdown.length();
        for (int i = markdown.length() - 1; i >= 0; i--) {
            char c = markdown.charAt(i);
            if (c == '>') {
                close = i;
            } else if (c == '<') {
                looked += close - i;
            }
        }
        if (looked > MOST_LOOKED_AT) {
            throw TimeBudget.tooCostly();
        }
        return markdown;
    }
}
