package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests reach their endpoint, and answers come back, with the headers of every answer. */
class RoutingTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void answersWithTheEndpointsAnswer() throws Exception {
        HttpResponse<String> answer = server.get("/plain");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"ok\":true}");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void readsAnInputFromTheBody() throws Exception {
        HttpResponse<String> answer = server.post("/echo", "{\"text\":\"héllo\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"text\":\"héllo\"}");
    }

    @Test
    void everyAnswerMayBeReadFromAnyOriginAndIsNotSniffed() throws Exception {
        for (String path : new String[] {"/plain", "/nowhere", "/throwing", "/%zz"}) {
            try (Wiretap wire = server.connect()) {
                Wiretap.Heard answer = wire.ask("GET " + path + " HTTP/1.1").hear();
                assertThat(answer.headers())
                        .as(path)
                        .containsEntry("access-control-allow-origin", "*")
                        .containsEntry("x-content-type-options", "nosniff")
                        .hasEntrySatisfying(
                                "access-control-expose-headers",
                                v -> assertThat(v).contains("PAYMENT-REQUIRED", "Coffer-Charge"))
                        .doesNotContainKey("server");
            }
        }
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard head = wire.ask("HEAD /plain HTTP/1.1").hear(false);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers()).containsEntry("content-length", "11");

            assertThat(wire.ask("GET /plain HTTP/1.1").hear().body()).isEqualTo("{\"ok\":true}");
        }
    }

    @Test
    void headOfAProblemHasNoBodyEither() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard head = wire.ask("HEAD /nowhere HTTP/1.1").hear(false);
            assertThat(head.status()).isEqualTo(404);
            assertThat(Integer.parseInt(head.headers().get("content-length"))).isPositive();

            assertThat(wire.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
        }
    }

    @Test
    void optionsTellsMethodsAndWhatABrowserMaySend() throws Exception {
        HttpResponse<String> answer =
                server.send(
                        server.to("/echo")
                                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                                .header("Origin", "https://a.example")
                                .header("Access-Control-Request-Method", "POST"));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("allow")).hasValue("POST, OPTIONS");
        assertThat(answer.headers().firstValue("access-control-allow-methods"))
                .hasValue("POST, OPTIONS");
        assertThat(answer.headers().firstValue("access-control-max-age")).hasValue("86400");
        assertThat(answer.headers().firstValue("access-control-allow-headers"))
                .hasValueSatisfying(v ->
                        assertThat(v)
                                .contains("PAYMENT-SIGNATURE", "X-PAYMENT", "X-Payer")
                                .contains("Idempotency-Key", "SIGN-IN-WITH-X"));
    }

    @Test
    void anUnknownPathNamesTheClosest() throws Exception {
        HttpResponse<String> answer = server.get("/ecko");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"code\":\"unknown_path\"", "\"closest\":\"/echo\"")
                .contains("\"charged\":false");
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() throws Exception {
        HttpResponse<String> answer = server.get("/echo");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).hasValue("POST, OPTIONS");
        assertThat(answer.body()).contains("\"code\":\"method_not_allowed\"");
    }

    @Test
    void anUnheardOfMethodIsAWrongMethod() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer = wire.ask("BREW /plain HTTP/1.1").hear();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.code()).isEqualTo("method_not_allowed");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/things/plain, plain",
        "/api/things/a%20b, a b",
        "/api/things/%C3%A9%F0%9F%98%80, é😀",
        "/api/things/a;b=c, a;b=c",
        "/api/things/a+b, a+b",
        "/api/things/..a, ..a",
    })
    void pathsAreDecoded(String path, String name) throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer = wire.ask("GET " + path + " HTTP/1.1").hear();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"name\":\"" + name + "\"}");
        }
    }

    @Test
    void headersAreFoundWhateverTheirCaseAndNoneOfTwoIsDropped() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.ask(
                                    "GET /headers?a=%20b&c HTTP/1.1",
                                    "X-Payment:  one ", "x-PAYMENT: two", "accept: text/plain")
                            .hear();
            assertThat(answer.body())
                    .contains("\"payment\":\"one, two\"", "\"accept\":\"text/plain\"")
                    .contains("\"rawQuery\":\"a=%20b&c\"", "\"target\":\"/headers?a=%20b&c\"")
                    .contains("\"remoteAddress\":\"127.0.0.1\"", "\"baseUrl\":\"http://a\"");
        }
    }

    @Test
    void anUpgradeIsIgnored() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.ask("GET /plain HTTP/1.1", "Connection: Upgrade", "Upgrade: h2c").hear();
            assertThat(answer.status()).isEqualTo(200);
        }
    }
}
