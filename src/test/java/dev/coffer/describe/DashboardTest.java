package dev.coffer.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;
import dev.coffer.harness.Service.Client;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page of figures says what was called, and reaches for nothing. */
class DashboardTest {

    private static final Pattern CELL = Pattern.compile("<t[dh][^>]*>(.*?)</t[dh]>");

    /** The row of a family or a day, its cells side by side. */
    private static String row(Service service, String name) {
        String page = service.anyone().get("/dashboard").expect(200).text();
        String row =
                page.lines()
                        .filter(line -> line.startsWith("<tr><td>" + name + "<"))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no row " + name + " in " + page));
        Matcher cell = CELL.matcher(row);
        StringBuilder cells = new StringBuilder();
        for (int i = 0; cell.find(); i++) {
            // Not the name and the endpoints; the time is whatever it is.
            cells.append(i < 2 ? "" : i == 4 ? "| " : "| " + cell.group(1) + " ");
        }
        return cells.toString();
    }

    @Test
    void callsAreCountedByFamilyAndDay() {
        try (Service service = Service.devnet()) {
            Client caller = service.payer("caller");
            String set = "{\"key\":\"k\",\"value\":1}";
            caller.send(
                    "POST",
                    "/api/kv/set",
                    set.getBytes(StandardCharsets.UTF_8),
                    "Idempotency-Key",
                    "once-and-never-again");
            // A repetition brings nothing, and is a call that went well.
            caller.send(
                    "POST",
                    "/api/kv/set",
                    set.getBytes(StandardCharsets.UTF_8),
                    "Idempotency-Key",
                    "once-and-never-again");
            caller.get("/api/kv/get?key=k").expect(200);
            caller.get("/api/kv/get?key=other").expect(404);
            service.anyone().get("/api/kv/get?key=k").expect(402);
            String expected = "| 4 | 75.0% | | 0.0015 STX ";
            assertThat(row(service, "kv")).isEqualTo(expected);
            service.restart();
            assertThat(row(service, "kv")).isEqualTo(expected);
            assertThat(row(service, "counter")).startsWith("| 0 | \u2013 ");

            String first = service.clock().instant().toString().substring(0, 10);
            service.clock().advance(Duration.ofDays(1));
            caller.get("/api/kv/get?key=k");
            String second = service.clock().instant().toString().substring(0, 10);
            assertThat(row(service, "kv")).startsWith("| 5 ");
            assertThat(row(service, first)).startsWith("| 4 ");
            assertThat(row(service, second)).startsWith("| 1 ");

            service.clock().advance(Duration.ofDays(40));
            assertThat(row(service, "kv")).startsWith("| 0 ");
        }
    }

    @Test
    void thePageReachesForNothing() throws Exception {
        try (Service service = Service.off()) {
            Answered page = service.anyone().get("/dashboard?utm_source=x").expect(200);
            String html = page.text();
            assertThat(html)
                    .doesNotContain("<script", "src=", "url(", "@import", "style=\"", "http");
            String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(style.getBytes(StandardCharsets.UTF_8));
            assertThat(page.header("Content-Security-Policy"))
                    .contains("default-src 'none'")
                    .contains("'sha256-" + Base64.getEncoder().encodeToString(hash) + "'")
                    .doesNotContain("unsafe");
        }
    }
}
