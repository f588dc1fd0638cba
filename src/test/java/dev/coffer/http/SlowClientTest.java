package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;

/** Who is too slow is cut off, and told so where a request was under way. */
class SlowClientTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(60);

    private static TestServer slowHeads;
    private static TestServer slowBodies;
    private static TestServer idlers;

    @BeforeAll
    static void start() {
        slowHeads = new TestServer(TestServer.impatient(SHORT, LONG, LONG));
        slowBodies = new TestServer(TestServer.impatient(LONG, SHORT, LONG));
        idlers = new TestServer(TestServer.impatient(LONG, LONG, SHORT));
    }

    @AfterAll
    static void stop() {
        slowHeads.close();
        slowBodies.close();
        idlers.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"G", "GET /plain HTTP/1.1\r\n", "GET /plain HTTP/1.1\r\nHost: a\r\nX: y"})
    void aHeadThatDoesNotEndIsTimedOut(String part) throws Exception {
        try (Wiretap wire = slowHeads.connect()) {
            assertTimedOut(wire.say(part));
        }
    }

    @Test
    void aHeadThatDripsInIsTimedOutAllTheSame() throws Exception {
        try (Wiretap wire = slowHeads.connect()) {
            wire.say("GET /plain HTTP/1.1\r\n");
            Thread dripping = Thread.startVirtualThread(() -> drip(wire, "X: y\r\n"));
            assertTimedOut(wire);
            dripping.interrupt();
            dripping.join();
        }
    }

    @Test
    void aConnectionThatNeverAsksIsClosed() throws Exception {
        try (Wiretap wire = slowHeads.connect()) {
            assertThat(wire.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100", "Transfer-Encoding: chunked"})
    void aBodyThatDoesNotEndIsTimedOut(String framing) throws Exception {
        try (Wiretap wire = slowBodies.connect()) {
            assertTimedOut(wire.ask("POST /echo HTTP/1.1", framing).say("5\r\nab"));
        }
    }

    @Test
    void aBodyThatDripsInIsTimedOutAllTheSame() throws Exception {
        try (Wiretap wire = slowBodies.connect()) {
            wire.ask("POST /echo HTTP/1.1", "Content-Length: 1000");
            Thread dripping = Thread.startVirtualThread(() -> drip(wire, "x"));
            assertTimedOut(wire);
            dripping.interrupt();
            dripping.join();
        }
    }

    @Test
    void aClientThatDoesNotTakeItsAnswersIsCutOff() throws Exception {
        String body = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
        try (Wiretap wire = slowBodies.connect()) {
            // Never reads: the answers fill what lies between, and then the server waits.
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    wire.ask(
                                                    "POST /echo HTTP/1.1",
                                                    "Content-Length: " + body.length())
                                            .say(body);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aSlowHandlerIsNoSlowClient() throws Exception {
        try (Wiretap wire = slowBodies.connect();
                Wiretap other = slowBodies.connect()) {
            wire.ask("GET /slow HTTP/1.1");
            // Longer than any patience with clients: another one's timeout is through by then.
            assertTimedOut(other.ask("POST /echo HTTP/1.1", "Content-Length: 9").say("x"));
            slowBodies.slowMayEnd.countDown();
            assertThat(wire.hear().status()).isEqualTo(200);
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        try (Wiretap wire = idlers.connect()) {
            assertThat(wire.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
            assertThat(wire.ended()).isTrue();
        }
    }

    private static void assertTimedOut(Wiretap wire) throws IOException {
        Wiretap.Heard answer = wire.hear();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.code()).isEqualTo("too_slow");
        assertThat(answer.headers()).containsEntry("connection", "close");
        assertThat(wire.ended()).isTrue();
    }

    /** As slow clients do, and so this sleeps: a byte now and then. */
    private static void drip(Wiretap wire, String drop) {
        try {
            while (true) {
                wire.say(drop);
                Thread.sleep(Duration.ofMillis(20));
            }
        } catch (IOException | InterruptedException _) {
            // Cut off.
        }
    }
}
