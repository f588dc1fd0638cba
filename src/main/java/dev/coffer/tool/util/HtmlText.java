package dev.coffer.tool.util;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

import java.util.Set;

/** What of HTML is to be read, with line breaks where a browser would make some. */
final class HtmlText implements NodeVisitor {

    private static final Set<String> UNREAD =
            Set.of("script", "style", "head", "noscript", "template", "iframe", "svg");
    private static final Set<String> APART =
            Set.of(
                    "p",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "blockquote",
                    "pre",
                    "ul",
                    "ol",
                    "table");
    private static final Set<String> ON_LINES =
            Set.of(
                    "div",
                    "li",
                    "tr",
                    "hr",
                    "section",
                    "article",
                    "header",
                    "footer",
                    "main",
                    "nav",
                    "aside",
                    "form",
                    "fieldset",
                    "dl",
                    "dt",
                    "dd",
                    "figure",
                    "figcaption",
                    "address");

    private final StringBuilder out = new StringBuilder();
    private final boolean links;
    private int breaks;
    private int unread;
    private int preformatted;

    private HtmlText(boolean links) {
        this.links = links;
    }

    static String of(String html, boolean links) {
        HtmlText text = new HtmlText(links);
        NodeTraversor.traverse(text, Jsoup.parse(html));
        return text.out.toString().replaceAll("[ \\t]+(?=\\n|$)", "").strip();
    }

    @Override
    public void head(Node node, int depth) {
        if (node instanceof TextNode text && unread == 0) {
            append(text.getWholeText());
        } else if (node instanceof Element element) {
            open(element.normalName());
        }
    }

    private void open(String name) {
        if (UNREAD.contains(name)) {
            unread++;
        }
        if (unread > 0) {
            return;
        }
        apart(name);
        switch (name) {
            case "br" -> out.append('\n');
            case "li" -> word("\u2022 ");
            case "hr" -> word("---");
            case "td", "th" -> space();
            case "pre" -> preformatted++;
            default -> {
                // Stands within a line.
            }
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (!(node instanceof Element element)) {
            return;
        }
        String name = element.normalName();
        if (UNREAD.contains(name)) {
            unread--;
            return;
        }
        if (unread > 0) {
            return;
        }
        if (name.equals("a") && links && !element.attr("href").isBlank()) {
            word(" (" + element.attr("href").strip() + ")");
        }
        if (name.equals("pre")) {
            preformatted--;
        }
        apart(name);
    }

    private void apart(String name) {
        int lines = APART.contains(name) ? 2 : ON_LINES.contains(name) ? 1 : 0;
        breaks = Math.max(breaks, lines);
    }

    private void append(String text) {
        if (preformatted > 0) {
            word(text);
            return;
        }
        String[] words = text.replace('\u00a0', ' ').split("[ \\t\\n\\f\\r]+", -1);
        for (int i = 0; i < words.length; i++) {
            if (i > 0) {
                space();
            }
            if (!words[i].isEmpty()) {
                word(words[i]);
            }
        }
    }

    private void space() {
        boolean between = !out.isEmpty() && breaks == 0 && !Character.isWhitespace(last());
        if (between) {
            out.append(' ');
        }
    }

    private void word(String word) {
        if (!out.isEmpty()) {
            int there = 0;
            while (there < out.length() && out.charAt(out.length() - 1 - there) == '\n') {
                there++;
            }
            out.repeat('\n', Math.max(0, breaks - there));
        }
        breaks = 0;
        out.append(word);
    }

    private char last() {
        return out.charAt(out.length() - 1);
    }
}
