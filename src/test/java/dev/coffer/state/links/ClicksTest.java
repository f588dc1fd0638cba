package dev.coffer.state.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Pebbles;
import dev.coffer.harness.Service;
import dev.coffer.store.Table;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What is counted of clicks, and what is not. */
class ClicksTest {

    private static final String IPHONE =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
                    + " Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
    private static final String TABLET =
            "Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/131.0.0.0 Safari/537.36";
    private static final String FIREFOX =
            "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

    /** As PostgreSQL shows bytes. */
    private static final String IN_HEX =
            HexFormat.of().formatHex("127.0.0.1".getBytes(StandardCharsets.US_ASCII));

    private static final List<String> BOTS =
            List.of(
                    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                    "Twitterbot/1.0",
                    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
                    "WhatsApp/2.23.20.0 A",
                    "TelegramBot (like TwitterBot)",
                    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
                    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
                    // What an iPhone shows in a message before anybody opens it.
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML,"
                            + " like Gecko) Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1"
                            + " Facebot Twitterbot/1.0",
                    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");

    private final Service service = Service.off(new Random(1));
    private final Service.Client alice = service.payer("alice");

    @AfterEach
    void close() {
        service.close();
    }

    private void create(String slug) {
        String json = "{\"url\":\"https://example.com/\",\"slug\":\"%s\"}".formatted(slug);
        alice.post("/api/links/create", json).expect(200);
    }

    private void follow(String slug, String agent, String... headers) {
        service.anyone().with(List.of("User-Agent", agent)).get("/l/" + slug, headers).expect(302);
    }

    private Answered stats(String slug, String more) {
        return alice.post("/api/links/stats", "{\"slug\":\"%s\"%s}".formatted(slug, more))
                .expect(200);
    }

    private static LinkSettings countries() {
        return new LinkSettings(Optional.of("CF-IPCountry"), BlockedHosts.none(), Optional.empty());
    }

    @Test
    void peopleAreCountedByWhatIsKnownOfThem() {
        service.restartWith(countries());
        create("people");
        follow("people", IPHONE, "Referer", "https://News.example/a/secret?q=1");
        follow("people", IPHONE, "CF-IPCountry", "de");
        follow("people", TABLET, "CF-IPCountry", "DE");
        follow("people", FIREFOX, "CF-IPCountry", "T1");
        follow("people", "something/1.0", "Referer", "not a url");
        Answered stats = stats("people", "");
        assertThat(stats.at("clicks").asInt()).isEqualTo(5);
        assertThat(stats.at("visitors").asInt()).isEqualTo(4);
        assertThat(stats.at("devices").toString())
                .isEqualTo("{\"desktop\":1,\"mobile\":2,\"tablet\":1,\"other\":1}");
        assertThat(stats.at("countries").toString()).isEqualTo("{\"unknown\":3,\"DE\":2}");
        assertThat(stats.at("referrers").toString())
                .isEqualTo("{\"direct\":3,\"news.example\":1,\"other\":1}");
        assertThat(stats.at("recentClicks").size()).isEqualTo(5);
        assertThat(stats.at("recentClicks").path(3).toString())
                .contains("\"country\":\"DE\"", "\"device\":\"mobile\"", "\"referrer\":null");
        assertThat(stats.text()).doesNotContain("secret");
        assertThat(stats.at("lastClickAt").isNull()).isFalse();
    }

    @Test
    void botsAreNeverPeopleAndAHeadIsNothing() {
        create("bots");
        BOTS.forEach(bot -> follow("bots", bot, "Referer", "https://bots.example/"));
        service.anyone().send("HEAD", "/l/bots", new byte[0]).expect(302);
        Answered stats = stats("bots", "");
        assertThat(stats.at("bots").asInt()).isEqualTo(BOTS.size());
        assertThat(stats.text())
                .contains("\"clicks\":0", "\"visitors\":0", "\"referrers\":{}", "\"series\":[]")
                .contains("\"recentClicks\":[]", "\"lastClickAt\":null");
    }

    @Test
    void countriesAreNotTheCallersSay() {
        create("forged");
        follow("forged", FIREFOX, "CF-IPCountry", "DE");
        assertThat(stats("forged", "").at("countries").toString()).isEqualTo("{\"unknown\":1}");
    }

    @Test
    void hoursAndDaysAreSeries() {
        create("series");
        for (int day = 0; day < 3; day++) {
            follow("series", FIREFOX);
            follow("series", FIREFOX);
            service.clock().advance(Duration.ofHours(24));
            service.hearTime();
        }
        Answered days = stats("series", "");
        assertThat(days.at("series").size()).isEqualTo(3);
        assertThat(days.at("series").path(0).toString())
                .contains("T00:00:00.000Z\",\"clicks\":2,\"visitors\":1");
        assertThat(days.at("visitors").asInt()).isEqualTo(3);
        Answered hours = stats("series", ",\"interval\":\"hour\"");
        assertThat(hours.at("series").size()).isEqualTo(3);
        String second = days.at("series").path(1).path("at").asString();
        String third = days.at("series").path(2).path("at").asString();
        String one = ",\"from\":\"%s\",\"to\":\"%s\"".formatted(second, third);
        assertThat(stats("series", one).at("series").size()).isEqualTo(1);
    }

    @Test
    void aCleanStopLosesNone() {
        service.restartWith("publicCallsPerSecond=1000000", "publicCallsBurst=1000000");
        create("kept");
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 100; i++) {
                follow("kept", FIREFOX);
            }
            service.restart();
            assertThat(service.query("select clicks from link where slug = 'kept'"))
                    .isEqualTo(List.of(List.of(String.valueOf(100 * round))));
        }
        assertThat(stats("kept", "").at("devices").path("desktop").asInt()).isEqualTo(300);
    }

    @Test
    void theyAreWrittenByThemselves() {
        create("written");
        follow("written", FIREFOX);
        Call.until(
                "it is written",
                () ->
                        service.query("select clicks from link where slug = 'written'")
                                .equals(List.of(List.of("1"))));
    }

    @Test
    void thoseOfADeletedLinkAreNobodysElse() {
        create("reused");
        follow("reused", FIREFOX);
        alice.post("/api/links/delete", "{\"slug\":\"reused\"}").expect(200);
        create("reused");
        follow("reused", FIREFOX);
        assertThat(stats("reused", "").at("clicks").asInt()).isEqualTo(1);
    }

    @Test
    void noAddressIsInTheStore() {
        create("private");
        follow("private", FIREFOX);
        stats("private", "");
        for (Table table : Pebbles.tables()) {
            String rows = service.query("select * from " + table.name()).toString();
            assertThat(rows).doesNotContain("127.0.0.1").doesNotContainIgnoringCase(IN_HEX);
        }
        assertThat(service.query("select salt from visitor_salt")).hasSize(1);
        service.clock().advance(Duration.ofDays(1));
        service.sweep();
        assertThat(service.query("select salt from visitor_salt")).isEmpty();
    }
}
