package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Limits;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/** What is not quite HTTP gets a problem with a constant code, and nobody else is the worse. */
class MalformedRequestTest {

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "GET  HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /plain\r\nHost: a\r\n\r\n",
                "GET /plain HTTP/1.1\nHost: a\n\n",
                "GET /plain HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
                "GET /pl ain HTTP/1.1\r\nHost: a\r\n\r\n",
                "G\u0001T /plain HTTP/1.1\r\nHost: a\r\n\r\n",
                "G(T /plain HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /plain HTTP/x.y\r\nHost: a\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
                "GET /plain HTTP/1.1\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: <script>\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a\r\nna me: b\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2, 2\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n 5\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                        + "Content-Length: 5\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\u000bchunked\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n",
                "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /plain HTTP/1.1\r\n Host: a\r\nX: b\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n",
                "GET http://u@a/plain HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http:///plain HTTP/1.1\r\nHost: a\r\n\r\n",
            })
    void aBadHeadIsABadRequestAndTheEndOfTheConnection(String request) throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer = wire.say(request).hear();

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("bad_request");
            assertOursAlone(answer);
            wire.socket.shutdownOutput();
            assertThat(wire.ended()).isTrue();
        }
        assertThat(server.get("/plain").statusCode()).isEqualTo(200);
    }

    @Test
    void aHostLongerThanAnyNameIsABadRequest() throws Exception {
        for (String name : List.of("a".repeat(20_000), "%41".repeat(5_000))) {
            aBadHeadIsABadRequestAndTheEndOfTheConnection(
                    "GET /plain HTTP/1.1\r\nHost: " + name + "\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET /plain HTTP/7.7, 505, http_version",
        "PRI * HTTP/2.0, 505, http_version",
        "CONNECT a:80 HTTP/1.1, 400, invalid_path",
        "GET ftp://a/plain HTTP/1.1, 400, invalid_path",
        "GET * HTTP/1.1, 400, invalid_path",
        "GET /a/../plain HTTP/1.1, 400, invalid_path",
        "GET /%2e%2E/plain HTTP/1.1, 400, invalid_path",
        "GET /./plain HTTP/1.1, 400, invalid_path",
        "GET /plain/.. HTTP/1.1, 400, invalid_path",
        "GET //plain HTTP/1.1, 404, unknown_path",
        "GET /plain/ HTTP/1.1, 404, unknown_path",
        "GET /% HTTP/1.1, 400, invalid_path",
        "GET /%4 HTTP/1.1, 400, invalid_path",
        "GET /%zz HTTP/1.1, 400, invalid_path",
        "GET /%ff HTTP/1.1, 400, invalid_path",
        "GET /%c0%af HTTP/1.1, 400, invalid_path",
        "GET /%ed%a0%80 HTTP/1.1, 400, invalid_path",
        "GET /%00 HTTP/1.1, 400, invalid_path",
        "GET /%0d%0a HTTP/1.1, 400, invalid_path",
        "GET /é HTTP/1.1, 400, invalid_path",
        "GET /plain#x HTTP/1.1, 400, invalid_path",
        "GET /plain?é HTTP/1.1, 400, invalid_query",
    })
    void aBadTargetIsRefusedByName(String requestLine, int status, String code) throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer = wire.ask(requestLine).hear();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.code()).isEqualTo(code);
            assertOursAlone(answer);
        }
    }

    @Test
    void anUnknownTransferEncodingIsNotImplemented() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.ask("POST /echo HTTP/1.1", "Transfer-Encoding: gzip, chunked").hear();
            assertThat(answer.status()).isIn(400, 501);
            assertOursAlone(answer);
        }
    }

    @Test
    void headersUpToTheLimitPassAndNoMore() throws Exception {
        String most = "a".repeat(Limits.HEADER_BYTES.whole() - 200);
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer = wire.ask("GET /headers HTTP/1.1", "X-Payment: " + most).hear();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains(most);
        }
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.ask("GET /headers HTTP/1.1", "X-Payment: " + "a".repeat(1 << 20)).hear();
            assertThat(answer.status()).isEqualTo(431);
            assertThat(answer.code()).isEqualTo("headers_too_large");
            assertThat(answer.body()).contains("\"limit\":" + Limits.HEADER_BYTES.whole());
            assertOursAlone(answer);
        }
    }

    @Test
    void manySmallHeadersCountTogether() throws Exception {
        String[] headers = new String[20_000];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = "x" + i + ": y";
        }
        try (Wiretap wire = server.connect()) {
            assertThat(wire.ask("GET /plain HTTP/1.1", headers).hear().status()).isEqualTo(431);
        }
    }

    @Test
    void aRequestLineUpToTheLimitPassesAndNoMore() throws Exception {
        String most = "a".repeat(Limits.REQUEST_LINE_BYTES.whole() - 100);
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer = wire.ask("GET /headers?" + most + " HTTP/1.1").hear();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).contains(most);
        }
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.ask("GET /plain?" + "a".repeat(1 << 20) + " HTTP/1.1").hear();
            assertThat(answer.status()).isEqualTo(414);
            assertThat(answer.code()).isEqualTo("uri_too_long");
            assertOursAlone(answer);
        }
    }

    private static void assertOursAlone(Wiretap.Heard answer) {
        assertThat(answer.headers())
                .containsEntry("content-type", "application/problem+json")
                .containsEntry("access-control-allow-origin", "*")
                .containsEntry("x-content-type-options", "nosniff");
        assertThat(answer.body())
                .contains("\"charged\":false", "\"error\":")
                .doesNotContainIgnoringCase("netty")
                .doesNotContain("Exception", "<", "0x");
    }
}
