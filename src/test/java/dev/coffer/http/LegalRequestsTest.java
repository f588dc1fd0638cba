package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;

/** What RFC 9110 and 9112 allow, and clients, proxies and monitors do send, is answered. */
class LegalRequestsTest {

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
                "GET /plain HTTP/1.0\r\n\r\n",
                "GET /plain HTTP/1.0\r\nConnection: close\r\nHost: a\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost:\r\n\r\n",
                "\r\nGET /plain HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://a/plain HTTP/1.1\r\nHost: b\r\n\r\n",
                "GET HTTPS://a:1/plain?x HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://[::1]:8/plain HTTP/1.1\r\nHost: [::1]:8\r\n\r\n",
                "GET /plain HTTP/1.1\r\nhost:a\r\nX:\r\n\r\n",
                "GET /plain HTTP/1.1\r\nHost: a  \r\nX: \u00e9\r\n\r\n",
                "POST /length HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
                        + "3;a=b;c=\"d\"\r\nabc\r\n0;x\r\nTrailer: y\r\n\r\n",
                "POST /length HTTP/1.1\r\nHost: a\r\nContent-Encoding: identity\r\n"
                        + "Content-Length: 3\r\n\r\nabc",
                "POST /length HTTP/1.0\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\nabc",
            })
    void isAnswered(String request) throws Exception {
        try (Wiretap wire = server.connect()) {
            assertThat(wire.say(request).hear().status()).isEqualTo(200);
        }
    }

    @Test
    void aTargetsAuthorityGoesBeforeTheHostHeader() throws Exception {
        try (Wiretap wire = server.connect()) {
            assertThat(wire.ask("GET http://b:8/headers?c HTTP/1.1").hear().body())
                    .contains("\"baseUrl\":\"http://b:8\"", "\"rawQuery\":\"c\"");
        }
    }

    @Test
    void http10GoesOnOnlyIfAsked() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.say("GET /plain HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").hear();
            assertThat(answer.headers()).containsEntry("connection", "keep-alive");
            wire.say("GET /plain HTTP/1.0\r\n\r\n");
            assertThat(wire.hear().headers()).containsEntry("connection", "close");
            assertThat(wire.ended()).isTrue();
        }
    }

    @Test
    void theServerAsSuchHasOptions() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer = wire.ask("OPTIONS * HTTP/1.1").hear();
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.headers()).containsKey("allow");
        }
    }

    @Test
    void aPreflightIsAllowedTheHeadersItAsksFor() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.ask(
                                    "OPTIONS /echo HTTP/1.1",
                                    "Access-Control-Request-Headers: traceparent, x-what-ever")
                            .hear();
            assertThat(answer.headers().get("access-control-allow-headers"))
                    .contains("traceparent", "x-what-ever", "PAYMENT-SIGNATURE");
        }
    }

    @Test
    void anUnknownExpectationIsRefused() throws Exception {
        try (Wiretap wire = server.connect()) {
            assertThat(wire.ask("GET /plain HTTP/1.1", "Expect: wonders").hear().status())
                    .isEqualTo(417);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"7\" | 304",
                "W/\"7\" | 304",
                "* | 304",
                "\"a,b\", W/\"7\" ,\"8\" | 304",
                "\"a\", \"8\" | 200",
                "7 | 200",
                "\"77\" | 200",
                "x\"7 | 200",
            })
    void whatIsKnownIsNotSentAgain(String known, int status) throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.ask("GET /tagged HTTP/1.1", "If-None-Match: " + known).hear();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers()).containsEntry("etag", "\"7\"");
            assertThat(answer.body()).isEqualTo(status == 304 ? "" : "tagged");
            // Nothing of a body is left over.
            assertThat(wire.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
        }
    }

    private static byte[] zipped(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static Wiretap.Heard post(byte[] body, String coding) throws Exception {
        try (Wiretap wire = server.connect()) {
            String length = "Content-Length: " + body.length;
            wire.ask("POST /echo HTTP/1.1", length, "Content-Encoding: " + coding).say(body);
            return wire.hear();
        }
    }

    @Test
    void zippedBodiesAreUnzippedWithinTheLimit() throws Exception {
        byte[] body = TestServer.ascii("{\"text\":\"" + "x".repeat(100_000) + "\"}");
        assertThat(post(zipped(body), "gzip").body()).isEqualTo(new String(body, "UTF-8"));
        assertThat(post(zipped(body), "X-GZIP").status()).isEqualTo(200);

        byte[] bomb = zipped(new byte[50 << 20]);
        assertThat(bomb.length).isLessThan(TestServer.MAX_BODY);
        assertThat(post(bomb, "gzip").code()).isEqualTo("too_large");
        assertThat(post(body, "gzip").code()).isEqualTo("invalid_body");
        assertThat(post(zipped(body), "br").code()).isEqualTo("unsupported_content_encoding");
        assertThat(post(zipped(zipped(body)), "gzip, gzip").status()).isEqualTo(415);
    }
}
