package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Service;
import dev.coffer.room.Room;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every file of docs/ is served as it stands, and the pages among them for people too. */
class PagesTest {

    private static final Path DOCS = Path.of("docs");

    private static Service service;
    private static Caller anyone;

    @BeforeAll
    static void start() {
        service = Service.devnet();
        anyone = service.anyone();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> DOCS.relativize(file).toString())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsServed(String file) throws Exception {
        Answered text = anyone.get("/docs/" + file).expect(200);
        assertThat(text.body()).isEqualTo(Files.readAllBytes(DOCS.resolve(file)));
        if (!file.endsWith(".md")) {
            assertThat(text.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            return;
        }
        assertThat(text.header("Content-Type")).isEqualTo("text/markdown; charset=utf-8");
        String page = "/docs/" + file.substring(0, file.length() - 3);
        Answered html = anyone.get(page, "Accept", "text/html,*/*;q=0.8").expect(200);
        assertThat(html.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(html.header("Vary")).isEqualTo("Accept");
        assertThat(html.text()).contains("<h1").doesNotContain("<script", "style=");
        Answered chosen = anyone.get(page, "Accept", "text/markdown, text/html;q=0.5").expect(200);
        assertThat(chosen.body()).isEqualTo(text.body());
        for (Answered each : List.of(html, chosen)) {
            String accept = each == html ? "text/html" : "text/markdown";
            Answered again =
                    anyone.get(page, "Accept", accept, "If-None-Match", each.header("ETag"));
            assertThat(again.expect(304).body()).isEmpty();
            Answered head = anyone.send("HEAD", page, new byte[0], "Accept", accept);
            assertThat(head.expect(200).header("ETag")).isEqualTo(each.header("ETag"));
            assertThat(head.body()).isEmpty();
        }
        assertThat(html.header("ETag")).isNotEqualTo(chosen.header("ETag"));
    }

    @Test
    void nothingElseIs() {
        for (String other : List.of("no-such", "errors.html", "pom.xml", "nginx", "recipes/")) {
            anyone.get("/docs/" + other).expect(404, "not_found");
        }
    }

    @Test
    void theSignIsAPicture() {
        Answered ico = anyone.get("/favicon.ico").expect(200);
        assertThat(ico.header("Content-Type")).isEqualTo("image/x-icon");
        assertThat(ico.body()).startsWith(0, 0, 1, 0, 2, 0);
        assertThat(anyone.get("/assets/favicon.svg").expect(200).header("Content-Type"))
                .isEqualTo("image/svg+xml");
    }

    @Test
    void anErrorsTypeLeadsToItsExplanation() throws Exception {
        Answered refused = anyone.get("/api/kv/get?kye=k", "Authorization", "Bearer none");
        String type = refused.at("type").stringValue();
        assertThat(type).isEqualTo("/docs/errors#invalid_token");
        Document errors = parsed("/docs/errors", anyone.get("/docs/errors").expect(200));
        Pattern row = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| \\d{3} \\|");
        assertThat(row.matcher(Files.readString(DOCS.resolve("errors.md"))).results())
                .hasSizeGreaterThan(80)
                .allMatch(code -> errors.getElementById(code.group(1)) != null);
        assertThat(anyone.get("/docs/errors").expect(200).text())
                .contains("<tr id=\"fenced_off\">", "<h2 id=\"ask-the-tokens-owner\">")
                .contains("href=\"tokens\"");
        assertThat(anyone.get("/docs/tokens").expect(200).text())
                .contains("href=\"errors#ask-the-tokens-owner\"");
    }

    /** All that is reached from the first page by links, as a browser gets it. */
    private static Map<String, Answered> reached() {
        Map<String, Answered> reached = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of("/", "/docs"));
        while (!open.isEmpty()) {
            String path = open.removeFirst();
            if (!reached.containsKey(path)) {
                Answered page = anyone.get(path, "Accept", "text/html");
                reached.put(path, page);
                if (isHtml(page)) {
                    open.addAll(
                            targets(path, page)
                                    .filter(PagesTest::isOurs)
                                    .map(URI::getPath)
                                    .toList());
                }
            }
        }
        return reached;
    }

    private static boolean isHtml(Answered page) {
        return page.header("Content-Type").startsWith("text/html");
    }

    private static boolean isOurs(URI target) {
        return target.getHost().equals("127.0.0.1");
    }

    private static Document parsed(String path, Answered page) {
        return Jsoup.parse(page.text(), service.url() + path);
    }

    private static Stream<URI> targets(String path, Answered page) {
        return parsed(path, page).select("[href], [src]").stream()
                .map(e -> URI.create(e.absUrl(e.hasAttr("href") ? "href" : "src")));
    }

    @Test
    void everyLinkLeadsToSomething() {
        Map<String, Answered> reached = reached();
        assertThat(reached).hasSizeGreaterThan(30);
        reached.forEach((path, page) -> {
            assertThat(page.status()).as(path).isEqualTo(200);
            if (isHtml(page)) {
                targets(path, page)
                        .filter(target -> isOurs(target) && target.getFragment() != null)
                        .forEach(target ->
                                assertThat(
                                                parsed(path, reached.get(target.getPath()))
                                                        .getElementById(target.getFragment()))
                                        .as("%s in %s", target, path)
                                        .isNotNull());
            }
        });
    }

    @Test
    void noPageAsksForAnythingOutside() {
        reached()
                .forEach((path, page) -> {
                    if (!isHtml(page)) {
                        return;
                    }
                    assertThat(page.header("Content-Security-Policy"))
                            .as(path)
                            .contains("default-src 'none'", "frame-ancestors 'none'")
                            .doesNotContain("unsafe", "http", "*");
                    Document html = parsed(path, page);
                    assertThat(html.select("[style], script:not([src]), base, iframe"))
                            .as(path)
                            .isEmpty();
                    assertThat(html.select("[src], link[href]"))
                            .as(path)
                            .allMatch(e ->
                                    isOurs(
                                            URI.create(
                                                    e.absUrl(e.hasAttr("src") ? "src" : "href"))));
                    assertThat(html.select("html[lang], head > title, meta[name=viewport]"))
                            .as(path)
                            .hasSize(3);
                });
    }

    @Test
    void linksOfTheMarkdownLeadToMarkdown() throws Exception {
        Pattern link = Pattern.compile("\\]\\(([^):#][^):]*?)(?:#([^)]*))?\\)");
        for (String file : files()) {
            if (!file.endsWith(".md")) {
                continue;
            }
            URI here = URI.create("/docs/" + file);
            link.matcher(Files.readString(DOCS.resolve(file)))
                    .results()
                    .forEach(found -> {
                        String path = here.resolve(found.group(1)).getPath();
                        anyone.get(path).expect(200);
                        if (found.group(2) != null) {
                            Answered page = anyone.get(path.replaceFirst("\\.md$", ""));
                            assertThat(parsed(path, page).getElementById(found.group(2)))
                                    .as("%s in %s", found.group(), file)
                                    .isNotNull();
                        }
                    });
        }
    }

    @Test
    void theFirstPageIsForPeopleOnlyInABrowser() {
        Answered json = anyone.get("/").expect(200);
        assertThat(json.header("Vary")).contains("Accept");
        json.at("links")
                .properties()
                .forEach(link ->
                        assertThat(anyone.get(link.getValue().stringValue()).status())
                                .as(link.getKey())
                                .isIn(200, 405));
        assertThat(json.at("links").propertyNames())
                .contains("docs", "agents", "dashboard", "llms");
        Answered html = anyone.get("/", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        assertThat(isHtml(html)).isTrue();
        assertThat(html.header("Vary")).isEqualTo("Accept");
        assertThat(html.text()).contains("/docs", "/dashboard", "/docs/prices", "play money");
    }

    @Test
    void agentsAreToldOfAllThatThereIs() {
        String brief = anyone.get("/llms.txt").expect(200).text();
        // llmstxt.org: a title, a quotation, and sections with nothing but links.
        assertThat(brief).startsWith("# Coffer\n\n> ");
        Pattern item = Pattern.compile("- \\[[^\\]]+]\\((\\S+)\\)(: .+)?");
        String lists = brief.substring(brief.indexOf("\n## "));
        List<String> links = new ArrayList<>();
        for (String line : lists.lines().toList()) {
            Matcher link = item.matcher(line);
            assertThat(line.isEmpty() || line.startsWith("## ") || link.matches())
                    .as(line)
                    .isTrue();
            if (link.matches()) {
                assertThat(link.group(1)).startsWith(service.url() + "/");
                links.add(link.group(1).substring(service.url().length()));
            }
        }
        assertThat(links).allSatisfy(link -> assertThat(anyone.get(link).status()).isIn(200, 405));
        String full = anyone.get("/llms-full.txt").expect(200).text();
        for (Room room : service.rooms()) {
            if (!room.endpoints().isEmpty() && !room.name().equals("devnet")) {
                String page = anyone.get("/docs/api/" + room.name() + ".md").expect(200).text();
                assertThat(links).contains("/docs/api/" + room.name() + ".md");
                assertThat(full).contains(page);
                for (Endpoint<?, ?> endpoint : room.endpoints()) {
                    assertThat(page).contains(" " + endpoint.path() + "`", endpoint.summary());
                    endpoint.takes()
                            .fields()
                            .forEach(
                                    field -> assertThat(page).contains("- `" + field.name() + "`"));
                }
            }
        }
        assertThat(full).contains("# Errors, and what to do about each", "`fenced_off`");
    }
}
