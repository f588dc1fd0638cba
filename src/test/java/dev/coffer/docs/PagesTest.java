package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Caller;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    void anErrorsTypeIsLinkable() {
        assertThat(anyone.get("/docs/errors").expect(200).text())
                .contains("<tr id=\"fenced_off\">", "<h2 id=\"ask-the-tokens-owner\">")
                .contains("href=\"tokens\"");
        assertThat(anyone.get("/docs/tokens").expect(200).text())
                .contains("href=\"errors#ask-the-tokens-owner\"");
    }
}
