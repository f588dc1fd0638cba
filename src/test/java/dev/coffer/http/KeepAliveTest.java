package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection serves on after whatever did not break it, and ends where it must. */
class KeepAliveTest {

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
    @ValueSource(strings = {"/nowhere", "/echo", "/%zz", "/throwing", "/overflow", "/split-header"})
    void errorsOfOneCallLeaveTheConnectionToTheNext(String path) throws Exception {
        try (Wiretap wire = server.connect()) {
            assertThat(wire.ask("GET " + path + " HTTP/1.1").hear().status()).isGreaterThan(399);
            assertThat(wire.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
        }
    }

    @Test
    void aSmallBodyThatNobodyReadIsSkipped() throws Exception {
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /unread HTTP/1.1", "Content-Length: 9").say("GET / x\r\n");
            assertThat(wire.hear().status()).isEqualTo(200);
            wire.ask("POST /nowhere HTTP/1.1", "Transfer-Encoding: chunked")
                    .say("3\r\nabc\r\n0\r\n\r\n");
            assertThat(wire.hear().status()).isEqualTo(404);

            assertThat(wire.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
        }
    }

    @Test
    void aLargeBodyThatNobodyReadEndsTheConnectionAndIsNotTakenForARequest() throws Exception {
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /unread HTTP/1.1", "Content-Length: 1000000");
            wire.say("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n");
            Wiretap.Heard answer = wire.hear();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(wire.ended()).isTrue();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (Wiretap wire = server.connect()) {
            String echo =
                    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n{\"text\":\"%s\"}";
            wire.say(echo.formatted("1") + echo.formatted("2") + echo.formatted("3"));
            assertThat(wire.hear().body()).contains("1");
            assertThat(wire.hear().body()).contains("2");
            assertThat(wire.hear().body()).contains("3");
        }
    }

    @Test
    void aClientThatWantsToCloseIsLet() throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer = wire.ask("GET /plain HTTP/1.1", "Connection: close").hear();
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(wire.ended()).isTrue();
        }
    }
}
