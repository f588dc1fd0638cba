package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Our faults are ours to know: the caller gets an id. A client's going away is nobody's fault. */
class FaultTest {

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
    @ValueSource(strings = {"/throwing", "/overflow", "/split-header"})
    void theCallerGetsAnIdAndTheLogHasItWithTheTrace(String path) throws Exception {
        try (LogTap log = new LogTap()) {
            HttpResponse<String> answer = server.get(path);

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body())
                    .contains("\"code\":\"internal\"", "\"charged\":false")
                    .doesNotContain("secret", "Exception", "Error", "dev.coffer");
            assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
            String id = answer.body().replaceFirst(".*\"id\":\"([0-9a-f]{16})\".*", "$1");
            assertThat(id).hasSize(16);
            assertThat(answer.headers().firstValue("X-Request-Id")).hasValue(id);
            assertThat(answer.body()).contains("\"requestId\":\"" + id + "\"");
            List<LogRecord> faults = log.atLeast(Level.SEVERE);
            assertThat(faults).hasSize(1);
            assertThat(faults.getFirst().getMessage()).contains(id);
            assertThat(faults.getFirst().getThrown()).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/charged-and-broken", "/charged-and-failed"})
    void whatFailsAfterTheCallWasDoneSaysThatItIsCharged(String path) throws Exception {
        HttpResponse<String> answer = server.get(path);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"code\":\"internal\"", "\"charged\":true", "\"charge\":\"1 STX\"")
                .doesNotContain("\"charged\":false", "secret");
        assertThat(answer.headers().firstValue("Coffer-Charge")).hasValue("1 STX");
    }

    @Test
    void clientsThatHangUpMakeNoNoise() throws Exception {
        try (LogTap log = new LogTap()) {
            for (String part :
                    List.of(
                            "",
                            "GET /pl",
                            "GET /plain HTTP/1.1\r\nHos",
                            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99\r\n\r\nabc",
                            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9",
                            "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n".repeat(500))) {
                for (int linger : new int[] {-1, 0}) {
                    try (Wiretap wire = server.connect()) {
                        // 0: a reset, and not an orderly end.
                        wire.socket.setSoLinger(linger == 0, 0);
                        wire.say(part);
                    }
                }
            }
            // An answer proves that those before it were accepted. Closing waits for all of them.
            assertThat(server.get("/plain").statusCode()).isEqualTo(200);
            server.close();
            assertThat(log.atLeast(Level.WARNING))
                    .extracting(event -> event.getLoggerName() + ": " + event.getMessage())
                    .isEmpty();
        } finally {
            server = new TestServer();
        }
    }
}
