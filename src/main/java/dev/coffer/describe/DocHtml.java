package dev.coffer.describe;

import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.Code;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A page of the docs as HTML. Headings can be linked to, and so can the rows of a table that begin
 * with a word of code: {@code errors#fenced_off}. A link to another page's markdown leads to its
 * HTML.
 */
final class DocHtml {

    private static final List<Extension> EXTENSIONS =
            List.of(TablesExtension.create(), HeadingAnchorExtension.create());

    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    private static final HtmlRenderer RENDERER =
            HtmlRenderer.builder()
                    .extensions(EXTENSIONS)
                    .escapeHtml(true)
                    .sanitizeUrls(true)
                    .attributeProviderFactory(_ -> {
                        Set<String> taken = new HashSet<>();
                        return (node, _, attributes) -> attributes(node, attributes, taken);
                    })
                    .build();

    private static final Pattern WORD = Pattern.compile("[a-z0-9_]+");

    private static final Pattern MARKDOWN = Pattern.compile("^([^:]+)\\.md(#.*)?$");

    private DocHtml() {}

    static String of(String markdown) {
        return RENDERER.render(PARSER.parse(markdown));
    }

    private static void attributes(Node node, Map<String, String> attributes, Set<String> taken) {
        if (node instanceof Link) {
            attributes.remove("rel");
            attributes.computeIfPresent(
                    "href", (_, href) -> MARKDOWN.matcher(href).replaceFirst("$1$2"));
        } else if (node instanceof TableRow
                && node.getFirstChild() instanceof TableCell first
                && first.getFirstChild() instanceof Code code
                && code.getNext() == null
                && WORD.matcher(code.getLiteral()).matches()
                && taken.add(code.getLiteral())) {
            attributes.put("id", code.getLiteral());
        }
    }
}
