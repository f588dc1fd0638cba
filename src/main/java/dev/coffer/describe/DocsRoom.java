package dev.coffer.describe;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Shape;
import dev.coffer.room.Room;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The docs as pages for people and as markdown for agents, and what all pages look like. */
public final class DocsRoom {

    private static final int NAME_CHARS = 128;

    private static final String MARKDOWN = "text/markdown; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    /** What a text may do: nothing. */
    private static final String NOTHING = "default-src 'none'; sandbox";

    /** The page of the API runs a script of ours, which asks this service alone. */
    private static final String RUNS =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final StaticFiles ASSETS = new StaticFiles("assets/", NOTHING);

    private final Map<String, Reply.Content> made = new ConcurrentHashMap<>();

    private DocsRoom() {}

    public static Room room() {
        DocsRoom does = new DocsRoom();
        StaticFiles swagger = new StaticFiles(swaggerFolder(), NOTHING);
        return Room.of("docs", "These pages: for people, and as markdown for agents")
                .sells(
                        Endpoint.pure("/docs", Shape.nothing(), Gives.content())
                                .forAnybody()
                                .methods("GET")
                                .lenientQuery()
                                .says("The API, endpoint by endpoint, and all pages about it.")
                                .does(_ -> does.api()),
                        Endpoint.pure(
                                        "/docs/{page*}",
                                        Shape.of(
                                                page -> page,
                                                Field.text("page", 1, NAME_CHARS, "Its name.")),
                                        Gives.content())
                                .forAnybody()
                                .methods("GET")
                                .lenientQuery()
                                .says(
                                        "A page about this service; with `.md` behind its name, or by `Accept: text/markdown`, as markdown.")
                                .example("{\"page\": \"%s\"}".formatted(Docs.FIRST))
                                .does(does::page),
                        ASSETS.below("/assets", "pages.css", "What pages look like."),
                        swagger.at(
                                "/assets/swagger-ui.js",
                                "swagger-ui-bundle.js",
                                "What shows the API on its page."),
                        swagger.at("/assets/swagger-ui.css", "swagger-ui.css", "How that looks."),
                        ASSETS.at("/favicon.ico", "favicon.ico", "The sign of this service."));
    }

    /** Where the class path has Swagger UI, whose version is part of it. */
    private static String swaggerFolder() {
        Properties about = new Properties();
        try (InputStream in =
                DocsRoom.class
                        .getClassLoader()
                        .getResourceAsStream(
                                "META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            about.load(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "META-INF/resources/webjars/swagger-ui/%s/".formatted(about.getProperty("version"));
    }

    private Reply.Content page(Call<String> call) {
        String name = call.input();
        Optional<Docs.Page> page = Docs.named(name);
        if (page.isPresent()) {
            return !page.get().markdown()
                    ? text(page.get(), TEXT)
                    : chosen(
                            wantsMarkdown(call.request())
                                    ? text(page.get(), MARKDOWN)
                                    : made.computeIfAbsent(name, _ -> html(page.get())));
        }
        return Docs.all().stream()
                .filter(other -> other.file().equals(name))
                .findFirst()
                .map(other -> text(other, MARKDOWN))
                .orElseThrow(() -> missing(name));
    }

    private static Problem missing(String name) {
        return new Problem(404, "not_found", "There is no page of that name; /docs has them all.")
                .with("page", name);
    }

    /** Whether it is named, and not as the lesser choice beside HTML. */
    private static boolean wantsMarkdown(Request request) {
        String accept = request.header("Accept").orElse("");
        int markdown = accept.indexOf("text/markdown");
        int html = accept.indexOf("text/html");
        return markdown >= 0 && (html < 0 || markdown < html);
    }

    private Reply.Content text(Docs.Page page, String type) {
        return made.computeIfAbsent(
                page.file() + " as it is",
                _ ->
                        StaticFiles.content(
                                type, page.text().getBytes(StandardCharsets.UTF_8), NOTHING));
    }

    private static Reply.Content chosen(Reply.Content content) {
        Map<String, String> headers = new LinkedHashMap<>(content.headers());
        headers.put("Vary", "Accept");
        return new Reply.Content(content.status(), content.contentType(), content.body(), headers);
    }

    private static Reply.Content html(Docs.Page page) {
        String nav =
                Docs.all().stream()
                        .map(other -> link(other, other.name().equals(page.name())))
                        .collect(Collectors.joining());
        return Frame.page(
                page.title() + " - Coffer",
                "<link rel=\"alternate\" type=\"text/markdown\" href=\"/docs/%s\">\n"
                        .formatted(Frame.escaped(page.file())),
                "<nav><a href=\"/docs\">API</a> <a href=\"/docs/%s\">as markdown</a></nav>"
                        .formatted(Frame.escaped(page.file())),
                "<div class=\"columns\">\n<main>\n%s</main>\n<nav aria-label=\"Pages\"><ul>%s</ul></nav>\n</div>\n"
                        .formatted(DocHtml.of(page.text()), nav),
                Frame.STILL);
    }

    private static String link(Docs.Page page, boolean here) {
        return "<li><a href=\"/docs/%s\"%s>%s</a></li>"
                .formatted(
                        Frame.escaped(page.name()),
                        here ? " aria-current=\"page\"" : "",
                        Frame.escaped(page.title()));
    }

    private Reply.Content api() {
        return made.computeIfAbsent(
                "", // No page has that name.
                _ -> {
                    String pages =
                            Docs.all().stream()
                                    .map(page -> link(page, false))
                                    .collect(Collectors.joining());
                    return Frame.page(
                            "API - Coffer",
                            """
                            <link rel="stylesheet" href="/assets/swagger-ui.css">
                            <script src="/assets/swagger-ui.js" defer></script>
                            <script src="/assets/api.js" type="module"></script>
                            """,
                            "<nav><a href=\"/openapi.json\">openapi.json</a></nav>",
                            """
                            <main class="api">
                            <details><summary>Pages about it</summary><ul>%s</ul></details>
                            <div id="api"><noscript>This page runs a script to show what <a href="/openapi.json">openapi.json</a> says.</noscript></div>
                            </main>
                            """
                                    .formatted(pages),
                            RUNS);
                });
    }
}
