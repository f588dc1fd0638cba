package dev.coffer.describe;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The pages as they are sent: each made once, as HTML and as markdown. */
final class DocPages {

    private static final String MARKDOWN = "text/markdown; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    /** The page of the API runs a script, which asks this service alone. */
    private static final String RUNS =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Supplier<List<Docs.Page>> pages;
    private final Supplier<List<Places.Place>> places;
    private final Map<String, Reply.Content> html = new ConcurrentHashMap<>();
    private final Map<String, Reply.Content> texts = new ConcurrentHashMap<>();

    /**
     * @param pages all that there are, in the order in which they are listed
     * @param places what else callers look at
     */
    DocPages(Supplier<List<Docs.Page>> pages, Supplier<List<Places.Place>> places) {
        this.pages = pages;
        this.places = places;
    }

    /**
     * A page, in the form that its name or its request asks for.
     *
     * @throws Problem 404 {@code not_found}
     */
    Reply.Content page(String name, Request request) {
        for (Docs.Page page : pages.get()) {
            if (page.file().equals(name)) {
                return text(page);
            }
            if (page.name().equals(name)) {
                return StaticFiles.chosen(
                        wantsMarkdown(request)
                                ? text(page)
                                : html.computeIfAbsent(name, _ -> html(page)));
            }
        }
        throw new Problem(ErrorCode.NOT_FOUND, "There is no page of that name; /docs has them all.")
                .with("page", name);
    }

    /** Whether it is named, and not as the lesser choice beside HTML. */
    private static boolean wantsMarkdown(Request request) {
        String accept = request.header("Accept").orElse("");
        int markdown = accept.indexOf("text/markdown");
        int html = accept.indexOf("text/html");
        return markdown >= 0 && (html < 0 || markdown < html);
    }

    private Reply.Content text(Docs.Page page) {
        return texts.computeIfAbsent(
                page.file(),
                _ ->
                        StaticFiles.content(
                                page.markdown() ? MARKDOWN : TEXT,
                                page.text().getBytes(StandardCharsets.UTF_8),
                                StaticFiles.NOTHING));
    }

    private Reply.Content html(Docs.Page page) {
        String file = Frame.escaped(page.file());
        return Frame.page(
                page.title() + " - Coffer",
                "<link rel=\"alternate\" type=\"text/markdown\" href=\"/docs/%s\">\n"
                        .formatted(file),
                "<nav><a href=\"/docs\">docs and API</a> <a href=\"/docs/%s\">as markdown</a></nav>"
                        .formatted(file),
                """
                <div class="columns">
                <main>
                %s</main>
                <nav aria-label="Pages"><ul>%s</ul></nav>
                </div>
                """
                        .formatted(DocHtml.of(page.text()), list(page.name())),
                Frame.STILL);
    }

    private String list(String here) {
        return pages.get().stream()
                .filter(page -> !page.name().startsWith(MadePages.ROOMS))
                .map(page ->
                        "<li><a href=\"/docs/%s\"%s>%s</a></li>"
                                .formatted(
                                        Frame.escaped(page.name()),
                                        page.name().equals(here) ? " aria-current=\"page\"" : "",
                                        Frame.escaped(page.title())))
                .collect(Collectors.joining("\n"));
    }

    /** The page of the API, and of all pages. */
    Reply.Content api() {
        return html.computeIfAbsent("", _ -> made()); // No page has that name.
    }

    private Reply.Content made() {
        String texts =
                places.get().stream()
                        .filter(place -> place.opens() && !place.forPeople())
                        .map(place -> "<a href=\"%s\">%s</a>".formatted(place.path(), place.name()))
                        .collect(Collectors.joining(" "));
        return Frame.page(
                "Docs - Coffer",
                """
                <link rel="stylesheet" href="/assets/swagger-ui.css">
                <script src="/assets/swagger-ui.js" defer></script>
                <script src="/assets/api.js" type="module"></script>
                """,
                "<nav>%s</nav>".formatted(texts),
                """
                <main class="api">
                <h1>Docs</h1>
                <ul class="pages">%s</ul>
                <div id="api"><noscript>A script shows the API here; <a href="/llms-full.txt">as text</a> it needs none.</noscript></div>
                </main>
                """
                        .formatted(list("")),
                RUNS);
    }
}
