package dev.coffer.tool.text;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import org.jsoup.parser.Parser;

import java.util.List;

/** Text in HTML, and out of it. */
final class Markup {

    private Markup() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                tools.tool(
                        "/api/text/html-encode",
                        Codecs.TEXT,
                        Codecs.Encoded.class,
                        "Escapes & < > \" and ' for HTML.",
                        "{\"text\": \"a < b\"}",
                        text -> Codecs.Encoded.of(text, escaped(text))),
                tools.tool(
                        "/api/text/html-decode",
                        Codecs.TEXT,
                        Codecs.Decoded.class,
                        "Replaces the character references of HTML, once.",
                        "{\"text\": \"a &lt; b\"}",
                        text ->
                                Codecs.Decoded.of(
                                        text,
                                        Texts.wellFormed(Parser.unescapeEntities(text, false)))));
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length() + text.length() / 4);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }
}
