package dev.coffer.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.harness.Call;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Prices;
import dev.coffer.payment.devnet.Devnet;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two whole nodes over one PostgreSQL, as callers see them. */
@Timeout(120)
class NodesOverHttpTest {

    private static final String PAYER = "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM";
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z0-9]+)\"");

    private static PostgresServer server;
    private static Coffer first;
    private static Coffer second;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        server = PostgresServer.own();
        String url = server.newDatabase();
        first = node(url);
        second = node(url);
    }

    private static Coffer node(String url) {
        return Coffer.start(
                new Config(
                        Path.of("not-used"),
                        Optional.of(url),
                        Config.Money.OFF,
                        Devnet.TREASURY,
                        Prices.defaults(),
                        Options.listen("127.0.0.1", 0),
                        AccessLog.off(),
                        InstantSource.system(),
                        new SecureRandom()));
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        server.close();
    }

    private HttpResponse<String> get(Coffer node, String path) {
        return send(HttpRequest.newBuilder(URI.create(node.url() + path)).GET());
    }

    private HttpResponse<String> post(Coffer node, String path, String body) {
        return send(
                HttpRequest.newBuilder(URI.create(node.url() + path))
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(
                    request.header("X-Payer", PAYER).build(), HttpResponse.BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatOneNodeWroteTheOtherReads() {
        for (int i = 0; i < 20; i++) {
            String body = "{\"key\":\"k\",\"value\":" + i + "}";
            Coffer here = i % 2 == 0 ? first : second;
            Coffer there = i % 2 == 0 ? second : first;
            assertThat(post(here, "/api/kv/set", body).statusCode()).isEqualTo(200);
            assertThat(post(there, "/api/kv/get", "{\"key\":\"k\"}").body())
                    .contains("\"value\":" + i + ",");
        }
        assertThat(post(first, "/api/kv/list", "{\"prefix\":\"\"}").body()).contains("\"k\"");
        assertThat(get(second, "/api/account").body()).contains("\"capability\":\"kv\"");
        assertThat(post(second, "/api/kv/delete", "{\"key\":\"k\"}").statusCode()).isEqualTo(200);
        assertThat(post(first, "/api/kv/get", "{\"key\":\"k\"}").statusCode()).isEqualTo(404);
    }

    @Test
    void pasteThatBurnsIsGivenToOneReaderOfAllNodes() {
        for (int round = 0; round < 10; round++) {
            String created =
                    post(first, "/api/paste/create", "{\"content\":\"once\",\"burn\":true}").body();
            Matcher code = CODE.matcher(created);
            assertThat(code.find()).as(created).isTrue();
            String body = "{\"code\":\"" + code.group(1) + "\"}";
            List<Call<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Coffer node = i % 2 == 0 ? first : second;
                readers.add(Call.start(() -> post(node, "/api/paste/get", body).statusCode()));
            }
            assertThat(readers.stream().map(Call::get).filter(status -> status == 200).count())
                    .isEqualTo(1);
        }
    }

    @Test
    void callsFailHonestlyWhileTheDatabaseIsAwayAndWorkAgainAfterIt() {
        String body = "{\"key\":\"away\",\"value\":1}";
        assertThat(get(first, "/api/health").statusCode()).isEqualTo(200);
        server.kill();
        long began = System.nanoTime();
        HttpResponse<String> refused = post(first, "/api/kv/set", body);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("store_unavailable");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(post(second, "/api/kv/get", "{\"key\":\"away\"}").statusCode()).isEqualTo(503);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(40);
        Call.until("health tells", () -> get(first, "/api/health").statusCode() == 503);
        assertThat(get(first, "/api/health").body()).contains("degraded");
        assertThat(get(first, "/api/prices").statusCode()).isEqualTo(200);
        server.start();
        assertThat(post(first, "/api/kv/set", body).statusCode()).isEqualTo(200);
        assertThat(post(second, "/api/kv/get", "{\"key\":\"away\"}").body())
                .contains("\"value\":1");
        Call.until("health tells", () -> get(first, "/api/health").statusCode() == 200);
    }
}
