package dev.coffer.state.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.QrScanner;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What a link does in its life. */
class LinksTest {

    private static final String TARGET = "https://example.com/docs?page=2";

    @TempDir private Path directory = Path.of("");

    private final Service service = Service.off();
    private final Service.Client alice = service.payer("alice");
    private final Service.Client bob = service.payer("bob");

    @AfterEach
    void close() {
        service.close();
    }

    private static Answered create(Service.Client owner, String slug, String more) {
        return owner.post(
                "/api/links/create",
                "{\"url\":\"%s\",\"slug\":\"%s\"%s}".formatted(TARGET, slug, more));
    }

    private Answered follow(String slug) {
        return service.anyone().get("/l/" + slug);
    }

    private static Answered stats(Service.Client owner, String slug) {
        return owner.post("/api/links/stats", "{\"slug\":\"" + slug + "\"}");
    }

    private static Answered ask(Service.Client owner, String path, String slug) {
        return owner.post("/api/links/" + path, "{\"slug\":\"%s\"}".formatted(slug));
    }

    @Test
    void oneThatExpiredIsGoneKeepsItsStatisticsAndIsInNobodysWay() {
        create(alice, "short-lived", ",\"ttl\":60").expect(200);
        follow("short-lived").expect(302);
        service.clock().advance(Duration.ofSeconds(60));
        service.hearTime();
        follow("short-lived").expect(410, "link_expired");
        service.anyone().get("/l/short-lived.svg").expect(410, "link_expired");
        service.anyone().get("/api/links/expand/short-lived").expect(410, "link_expired");
        service.sweep();
        follow("short-lived").expect(410, "link_expired");
        alice.post("/api/links/update", "{\"slug\":\"short-lived\",\"ttl\":60}")
                .expect(410, "link_expired");
        assertThat(stats(alice, "short-lived").expect(200).text())
                .contains("\"state\":\"expired\"", "\"clicks\":1");
        assertThat(alice.get("/api/links/list").expect(200).at("count").asInt()).isZero();

        create(bob, "short-lived", "").expect(200);
        follow("short-lived").expect(302);
        create(alice, "short-lived", "").expect(409, "slug_taken");
        ask(alice, "delete", "short-lived").expect(200); // What she had.
        follow("short-lived").expect(302);
        assertThat(stats(bob, "short-lived").at("clicks").asInt()).isEqualTo(2);
    }

    @Test
    void onesOwnExpiredSlugIsFreeAndCountsAnew() {
        create(alice, "again", ",\"ttl\":60").expect(200);
        follow("again").expect(302);
        service.clock().advance(Duration.ofSeconds(61));
        service.hearTime();
        create(alice, "again", "").expect(200);
        follow("again").expect(302);
        assertThat(stats(alice, "again").at("clicks").asInt()).isEqualTo(1);
        service.clock().advance(Duration.ofDays(40));
        service.sweep();
        follow("again").expect(302);
    }

    @Test
    void afterAMonthNothingOfItIsLeft() {
        create(alice, "month", ",\"ttl\":60").expect(200);
        service.clock().advance(Duration.ofDays(31));
        service.sweep();
        service.hearTime();
        follow("month").expect(404, "not_found");
        stats(alice, "month").expect(404, "not_found");
        assertThat(service.query("select name from name where kind = 'link'")).isEmpty();
    }

    @Test
    void aChangeIsSeenAtOnce() {
        create(alice, "moves", "").expect(200);
        for (int i = 0; i < 20; i++) {
            String target = "https://example.com/" + i;
            alice.post("/api/links/update", "{\"slug\":\"moves\",\"url\":\"%s\"}".formatted(target))
                    .expect(200);
            assertThat(follow("moves").expect(302).header("Location")).isEqualTo(target);
        }
        ask(alice, "delete", "moves").expect(200);
        follow("moves").expect(404, "not_found");
        create(bob, "moves", "").expect(200);
        assertThat(follow("moves").expect(302).header("Location")).isEqualTo(TARGET);
    }

    @Test
    void whoReadsWhileALinkChangesLeavesNothingOldBehind() {
        service.restartWith("publicCallsPerSecond=1000000", "publicCallsBurst=1000000");
        create(alice, "race", "").expect(200);
        for (int i = 0; i < 50; i++) {
            String target = "https://example.com/" + i;
            List<Call<Answered>> readers = new ArrayList<>();
            for (int r = 0; r < 4; r++) {
                readers.add(Call.start(() -> follow("race")));
            }
            alice.post("/api/links/update", "{\"slug\":\"race\",\"url\":\"%s\"}".formatted(target))
                    .expect(200);
            assertThat(follow("race").expect(302).header("Location")).isEqualTo(target);
            readers.forEach(reader -> reader.get().expect(302));
            assertThat(follow("race").expect(302).header("Location")).isEqualTo(target);
        }
    }

    @Test
    void aSlugIsWonByOne() {
        List<Call<Answered>> all = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Service.Client owner = service.payer("racer" + i);
            all.add(Call.start(() -> create(owner, "wanted", "")));
        }
        List<Answered> answers = all.stream().map(Call::get).toList();
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(1);
        answers.stream().filter(a -> a.status() != 200).forEach(a -> a.expect(409, "slug_taken"));
        follow("wanted").expect(302);
    }

    @Test
    void itsTargetIsGivenAwayAsOftenAsItMayBe() {
        create(alice, "thrice", ",\"maxClicks\":3").expect(200);
        service.anyone().send("HEAD", "/l/thrice", new byte[0]).expect(302);
        List<Call<Answered>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            all.add(Call.start(() -> follow("thrice")));
        }
        List<Answered> answers = all.stream().map(Call::get).toList();
        assertThat(answers.stream().filter(a -> a.status() == 302)).hasSize(2);
        answers.stream().filter(a -> a.status() != 302).forEach(a -> a.expect(410, "link_used_up"));
        service.anyone().get("/api/links/expand/thrice").expect(410, "link_used_up");
        Answered stats = stats(alice, "thrice").expect(200);
        assertThat(stats.text())
                .contains("\"state\":\"used_up\"", "\"clicks\":2", "\"clicksLeft\":0");
        assertThat(alice.get("/api/links/list").text()).contains("\"state\":\"used_up\"");
    }

    @Test
    void noneLeadsToTheServiceItself() {
        String here = "127.0.0.1:" + service.port();
        for (String url : List.of("http://" + here, "HTTPS://" + here + "/l/x")) {
            alice.post("/api/links/create", "{\"url\":\"%s\"}".formatted(url))
                    .expect(400, "invalid_input");
        }
        service.restartAt("https://coffer.test");
        for (String url :
                List.of(
                        "https://coffer.test",
                        "http://coffer.test/l/abc",
                        "https://COFFER.test:443/",
                        "http://coffer.test.:80/anything",
                        "http://coffer\u3002test/l/abc",
                        "http://\uff43offer.test/l/abc")) {
            alice.post("/api/links/create", "{\"url\":\"%s\"}".formatted(url))
                    .expect(400, "invalid_input");
        }
        alice.post("/api/links/create", "{\"url\":\"https://coffer.test:8443/\"}").expect(200);
        alice.post("/api/links/create", "{\"url\":\"https://my.coffer.test/\"}").expect(200);
        assertThat(create(alice, "public", "").status()).isEqualTo(400); // Kept back.
        assertThat(create(alice, "public-1", "").at("shortUrl").asString())
                .isEqualTo("https://coffer.test/l/public-1");
    }

    @Test
    void aBlockedHostIsForNewLinksAndOldOnes() throws Exception {
        Path file = directory.resolve("blocked");
        Files.writeString(file, "# nobody yet\n");
        BlockedHosts blocked = BlockedHosts.of(file);
        service.restartWith(new LinkSettings(Optional.empty(), blocked, Optional.empty()));
        String bad = "{\"url\":\"https://www.Bad.example./x\",\"slug\":\"bad-one\"}";
        alice.post("/api/links/create", bad).expect(200);
        follow("bad-one").expect(302);
        Files.writeString(file, "BAD.example # phishing\n\nb\u00fccher.example\n");
        blocked.reread();
        follow("bad-one").expect(410, "taken_down");
        assertThat(stats(alice, "bad-one").text()).contains("\"state\":\"taken_down\"");
        for (String host : List.of("bad.example", "a.b.bad.example", "xn--bcher-kva.example")) {
            alice.post("/api/links/create", "{\"url\":\"http://%s/\"}".formatted(host))
                    .expect(403, "host_blocked");
        }
        alice.post("/api/links/create", "{\"url\":\"http://notbad.example/\"}").expect(200);
        create(alice, "good-one", "").expect(200);
        alice.post("/api/links/update", "{\"slug\":\"good-one\",\"url\":\"http://bad.example\"}")
                .expect(403, "host_blocked");
        Files.writeString(file, "no host at all\n");
        blocked.reread();
        follow("bad-one").expect(410, "taken_down");
    }

    @Test
    void oneThatIsTakenDownStaysDownUntilTheOperatorSaysSo() throws Exception {
        Path asks = directory.resolve("take-down");
        service.restartWith(
                new LinkSettings(Optional.empty(), BlockedHosts.none(), Optional.of(asks)));
        create(alice, "phish", "").expect(200);
        follow("phish").expect(302);
        Path down = TakeDowns.ask(directory, "phish", true);
        Call.until("it is done", () -> done(down).isPresent());
        follow("phish").expect(410, "taken_down");
        assertThat(alice.get("/api/links/list").text()).contains("\"state\":\"taken_down\"");
        ask(alice, "delete", "phish").expect(410, "taken_down");
        alice.post("/api/links/update", "{\"slug\":\"phish\",\"title\":\"t\"}")
                .expect(410, "taken_down");
        create(alice, "phish", "").expect(409, "slug_taken");
        Path up = TakeDowns.ask(directory, "phish", false);
        Call.until("it is undone", () -> done(up).isPresent());
        follow("phish").expect(302);
        Path none = TakeDowns.ask(directory, "no-such", true);
        Call.until("it is answered", () -> done(none).equals(Optional.of(false)));
    }

    private static Optional<Boolean> done(Path asked) {
        try {
            return TakeDowns.done(asked);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void anAccountMakesSoManyAndNoMore() {
        service.restartWith("linksBurst=2", "linksPerHour=60");
        create(alice, "one", "").expect(200);
        create(alice, "two", "").expect(200);
        Answered refused = create(alice, "three", "").expect(429, "rate_limited");
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        create(bob, "three", "").expect(200);
        service.clock().advance(Duration.ofMinutes(1));
        create(alice, "four", "").expect(200);
    }

    @Test
    void anAddressFollowsSoManyAndNoMore() {
        service.restartWith("publicCallsBurst=2", "publicCallsPerSecond=1");
        create(alice, "many", "").expect(200);
        follow("many").expect(302);
        follow("many").expect(302);
        follow("many").expect(429, "rate_limited");
    }

    @Test
    void itsCodeIsReadByAScanner() {
        Answered created = create(alice, "scanned", ",\"qr\":true").expect(200);
        String shortUrl = created.at("shortUrl").asString();
        String uri = created.at("qr").asString();
        String data = uri.substring(uri.indexOf(',') + 1);
        String inAnswer = new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8);
        String svg = service.anyone().get("/l/scanned.svg").expect(200).text();
        assertThat(inAnswer).isEqualTo(svg).hasSizeLessThan(4_000);
        assertThat(QrScanner.scanned(svg)).isEqualTo(shortUrl);
    }

    @Test
    void itWorksForClientsOfTheLastCentury() throws Exception {
        create(alice, "old", "").expect(200);
        try (Socket socket = new Socket("127.0.0.1", service.port());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            String request = "GET /l/old HTTP/1.0\r\nHost: localhost\r\n\r\n";
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).contains(" 302 ").containsIgnoringCase("location: " + TARGET);
        }
    }
}
