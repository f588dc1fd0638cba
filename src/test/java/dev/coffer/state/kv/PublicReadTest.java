package dev.coffer.state.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/** The public face of a value, for caches and browsers. */
class PublicReadTest {

    private final Service service = Service.devnet();
    private final Service.Client alice = service.payer("alice");
    private final String url = "/public/" + alice.address() + "/page";

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void aCacheAsksAgainAndIsToldWhenItChanged() {
        set("{\"v\":1}");
        Answered first = service.anyone().get(url).expect(200);
        String tag = first.header("ETag");
        assertThat(tag).matches("\"\\d+\"");
        Answered same = service.anyone().get(url, "If-None-Match", tag).expect(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.header("ETag")).isEqualTo(tag);

        set("{\"v\":2}");
        Answered changed = service.anyone().get(url, "If-None-Match", tag).expect(200);
        assertThat(changed.text()).isEqualTo("{\"v\":2}");
        assertThat(changed.header("ETag")).isNotEqualTo(tag);
    }

    @Test
    void markupIsShownAsTextAndNothingInItRuns() {
        set("\"<script>alert(1)</script>\"");
        Answered page = service.anyone().get(url, "Accept", "text/html").expect(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Content-Security-Policy")).contains("sandbox");
        assertThat(page.text()).isEqualTo("<script>alert(1)</script>");
    }

    @Test
    void aTextIsServedUnescaped() {
        set("\"a\\n\\u00e9\\\"\"");
        assertThat(service.anyone().get(url).expect(200).text()).isEqualTo("a\n\u00e9\"");
    }

    @Test
    void headHasTheSameHeadersAndNoBody() {
        set("[1,2,3]");
        Answered got = service.anyone().get(url).expect(200);
        Answered head = service.anyone().send("HEAD", url, new byte[0]).expect(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo("7");
        assertThat(head.header("ETag")).isEqualTo(got.header("ETag"));
    }

    @Test
    void itIsFreeForBothSides() {
        set("1");
        var before = alice.get("/api/account").at("balances");
        service.anyone().get(url).expect(200);
        alice.get(url).expect(200);
        assertThat(alice.get("/api/account").at("balances")).isEqualTo(before);
    }

    @Test
    void whoAsksTooOftenIsToldToWait() {
        set("1");
        Answered last = service.anyone().get(url);
        for (int i = 0; i < 5000 && last.status() == 200; i++) {
            last = service.anyone().get(url);
        }
        last.expect(429, "rate_limited");
        assertThat(last.header("Retry-After")).matches("\\d+");
        alice.get("/api/kv/get?key=page&visibility=public").expect(200);
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (last.status() == 429 && System.nanoTime() < deadline) {
            last = service.anyone().get(url);
        }
        last.expect(200);
    }

    private void set(String json) {
        alice.post(
                        "/api/kv/set",
                        "{\"key\":\"page\",\"visibility\":\"public\",\"value\":" + json + "}")
                .expect(200);
    }
}
