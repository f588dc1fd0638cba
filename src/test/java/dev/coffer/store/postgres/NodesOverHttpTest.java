package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.cli.Cli;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two whole nodes over one PostgreSQL, as callers see them. */
@Timeout(120)
class NodesOverHttpTest {

    private static final String PAYER = "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM";
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z0-9]+)\"");

    private static PostgresServer server;
    private static String url;
    private static Service first;
    private static Service second;

    @BeforeAll
    static void start() {
        server = PostgresServer.own();
        url = server.newDatabase();
        first = Service.inRealTime(Config.Money.OFF, url);
        second = Service.inRealTime(Config.Money.OFF, url);
        for (Service node : List.of(first, second)) {
            // All free calls come from one address.
            node.restartWith("publicCallsPerSecond=1000000", "publicCallsBurst=1000000");
        }
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        server.close();
    }

    private static Answered get(Service node, String path) {
        return node.get(path, "X-Payer", PAYER);
    }

    private static Answered post(Service node, String path, String body) {
        return node.post(path, body, "X-Payer", PAYER);
    }

    @Test
    void whatOneNodeWroteTheOtherReads() {
        for (int i = 0; i < 20; i++) {
            String body = "{\"key\":\"k\",\"value\":" + i + "}";
            Service here = i % 2 == 0 ? first : second;
            Service there = i % 2 == 0 ? second : first;
            assertThat(post(here, "/api/kv/set", body).status()).isEqualTo(200);
            assertThat(post(there, "/api/kv/get", "{\"key\":\"k\"}").text())
                    .contains("\"value\":" + i + ",");
        }
        assertThat(post(first, "/api/kv/list", "{\"prefix\":\"\"}").text()).contains("\"k\"");
        assertThat(get(second, "/api/account").text()).contains("\"capability\":\"kv\"");
        assertThat(post(second, "/api/kv/delete", "{\"key\":\"k\"}").status()).isEqualTo(200);
        assertThat(post(first, "/api/kv/get", "{\"key\":\"k\"}").status()).isEqualTo(404);
    }

    @Test
    void pasteThatBurnsIsGivenToOneReaderOfAllNodes() {
        for (int round = 0; round < 10; round++) {
            String created =
                    post(first, "/api/paste/create", "{\"content\":\"once\",\"burn\":true}").text();
            Matcher code = CODE.matcher(created);
            assertThat(code.find()).as(created).isTrue();
            String body = "{\"code\":\"" + code.group(1) + "\"}";
            List<Call<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Service node = i % 2 == 0 ? first : second;
                readers.add(Call.start(() -> post(node, "/api/paste/get", body).status()));
            }
            assertThat(readers.stream().map(Call::get).filter(status -> status == 200).count())
                    .isEqualTo(1);
        }
    }

    private static Answered create(Service node, String payer, String slug, String more) {
        String json = "{\"url\":\"https://example.com/\",\"slug\":\"%s\"%s}".formatted(slug, more);
        return node.post("/api/links/create", json, "X-Payer", payer);
    }

    @Test
    void aSlugIsWonByOneOfAllNodes() {
        List<Answered> answers =
                Call.together(
                        64, i -> create(i % 2 == 0 ? first : second, "racer" + i, "wanted", ""));
        assertThat(answers.stream().filter(a -> a.status() == 200)).hasSize(1);
        answers.stream().filter(a -> a.status() != 200).forEach(a -> a.expect(409, "slug_taken"));
        first.get("/l/wanted").expect(302);
        second.get("/l/wanted").expect(302);
    }

    @Test
    void aLinkThatChangedLeadsElsewhereOnTheOtherNodeWithinASecond() {
        second.get("/l/moves").expect(404);
        create(first, PAYER, "moves", "").expect(200);
        first.get("/l/moves").expect(302);
        Call.until("the other node knows", 2, () -> second.get("/l/moves").status() == 302);
        String target = "https://example.com/elsewhere";
        post(first, "/api/links/update", "{\"slug\":\"moves\",\"url\":\"%s\"}".formatted(target))
                .expect(200);
        assertThat(first.get("/l/moves").header("Location")).isEqualTo(target);
        Call.until(
                "the other node knows",
                2,
                () -> second.get("/l/moves").header("Location").equals(target));
        assertThat(Cli.run("links", "take-down", "moves", "--store", url).exit()).isZero();
        for (Service node : List.of(first, second)) {
            Call.until("it is down", 2, () -> node.get("/l/moves").status() == 410);
        }
    }

    @Test
    void clicksAreExactWhereTheyAreBoundedAndAddUpWhereNot() {
        create(first, PAYER, "bounded", ",\"maxClicks\":7").expect(200);
        List<Answered> answers =
                Call.together(40, i -> (i % 2 == 0 ? first : second).get("/l/bounded"));
        assertThat(answers.stream().filter(a -> a.status() == 302)).hasSize(7);
        create(first, PAYER, "added", "").expect(200);
        Call.together(60, i -> (i % 2 == 0 ? first : second).get("/l/added").expect(302));
        String slug = "{\"slug\":\"added\"}";
        post(second, "/api/links/stats", slug);
        Call.until(
                "both nodes have written",
                () -> post(second, "/api/links/stats", slug).at("clicks").asInt() == 60);
        assertThat(post(first, "/api/links/stats", slug).at("visitors").asInt()).isEqualTo(1);
    }

    @Test
    void callsFailHonestlyWhileTheDatabaseIsAwayAndWorkAgainAfterIt() {
        String body = "{\"key\":\"away\",\"value\":1}";
        assertThat(get(first, "/api/health").status()).isEqualTo(200);
        create(first, PAYER, "outage", "").expect(200);
        first.get("/l/outage").expect(302);
        server.kill();
        long began = System.nanoTime();
        Answered refused = post(first, "/api/kv/set", body);
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text()).contains("store_unavailable");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(post(second, "/api/kv/get", "{\"key\":\"away\"}").status()).isEqualTo(503);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(40);
        Call.until("health tells", () -> get(first, "/api/health").status() == 503);
        assertThat(get(first, "/api/health").text()).contains("degraded");
        assertThat(get(first, "/api/prices").status()).isEqualTo(200);
        server.start();
        assertThat(post(first, "/api/kv/set", body).status()).isEqualTo(200);
        assertThat(post(second, "/api/kv/get", "{\"key\":\"away\"}").text())
                .contains("\"value\":1");
        Call.until("health tells", () -> get(first, "/api/health").status() == 200);
        Call.until(
                "the click that waited is counted",
                () ->
                        post(first, "/api/links/stats", "{\"slug\":\"outage\"}")
                                        .at("clicks")
                                        .asInt()
                                == 1);
    }
}
