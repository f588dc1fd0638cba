package dev.coffer.state.paste;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.json.JsonMapper;

/** What people see of a paste, and that nothing in it can run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PastePageTest {

    private static final String NASTY =
            "</pre><script>alert(1)</script><img src=x onerror=alert(1)> & \"q\" 'q' %s %n \u0001";

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("ALICE");
    private final String url = "/p/" + nasty();

    private String nasty() {
        String json = new JsonMapper().writeValueAsString(NASTY);
        return alice.post(
                        "/api/paste/create",
                        "{\"content\":%s,\"language\":\"<b>%%s\\\"\"}".formatted(json))
                .expect(200)
                .at("code")
                .asString();
    }

    @AfterAll
    void close() {
        service.close();
    }

    @Test
    void programsGetTheTextAsItIs() {
        for (String accept : new String[] {"*/*", "text/plain", "application/json"}) {
            Answered raw = service.anyone().get(url, "Accept", accept).expect(200);
            assertThat(raw.text()).isEqualTo(NASTY);
            assertThat(raw.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
            checkSafe(raw);
        }
    }

    @Test
    void browsersGetAPageWithTheTextEscaped() {
        Answered page =
                service.anyone()
                        .get(url, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                        .expect(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(page.text())
                .contains("&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("&amp; &quot;q&quot; &#39;q&#39; %s %n")
                .contains("&lt;b&gt;%s&quot;")
                .doesNotContain("<script", "<img", "<b>");
        checkSafe(page);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("allow-scripts")
                .doesNotContain("script-src");
    }

    @Test
    void linksNameTheHostThatWasAsked() {
        Answered created = alice.post("/api/paste/create", "{\"content\":\"x\"}").expect(200);
        String link = created.at("url").asString();
        assertThat(link).isEqualTo(service.url() + "/p/" + created.at("code").asString());
        service.anyone().get(link.substring(service.url().length())).expect(200);
    }

    private static void checkSafe(Answered answered) {
        assertThat(answered.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answered.header("Content-Security-Policy")).contains("sandbox");
        assertThat(answered.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answered.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answered.header("Vary")).contains("Accept");
    }
}
