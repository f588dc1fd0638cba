package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Answers that nobody takes hold memory, and only so much of it. */
class AnswersInFlightTest {

    private static final Duration TEN = Duration.ofSeconds(10);

    private static TestServer roomFor(int answers) {
        return new TestServer(
                TestServer.impatient(TEN, TEN, TEN)
                        .withBodyBudgetBytes((long) answers * TestServer.LARGE));
    }

    @Test
    void whatHasNoRoomIsRefusedBeforeItIsDone() throws Exception {
        try (TestServer server = roomFor(2)) {
            List<Wiretap> slow = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Wiretap wire = server.connect().ask("GET /large-reserved HTTP/1.1");
                slow.add(wire);
                assertThat(wire.hearHead().status()).isEqualTo(200);
            }
            try (Wiretap wire = server.connect()) {
                Wiretap.Heard refused = wire.ask("GET /large-reserved HTTP/1.1").hear();
                assertThat(refused.status()).isEqualTo(503);
                assertThat(refused.code()).isEqualTo("overloaded");
                assertThat(refused.body()).contains("\"charged\":false");
                assertThat(server.made).hasValue(2);
                // Small answers go on.
                assertThat(wire.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);

                for (Wiretap reader : slow) {
                    assertThat(reader.rest(TestServer.LARGE)).isTrue();
                }
                assertThat(wire.ask("GET /large-reserved HTTP/1.1").hear().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatIsDoneAndHasNoRoomSaysThatItIsCharged() throws Exception {
        try (TestServer server = roomFor(1);
                Wiretap slow = server.connect();
                Wiretap wire = server.connect()) {
            assertThat(slow.ask("GET /large HTTP/1.1").hearHead().status()).isEqualTo(200);
            Wiretap.Heard refused = wire.ask("GET /large HTTP/1.1").hear();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("\"charged\":true", "\"charge\":\"1 STX\"");
            // The same again would be done again.
            assertThat(refused.code()).isEqualTo("undelivered");
            assertThat(refused.body()).contains("\"retryable\":false", "\"hint\":");
            assertThat(refused.headers()).doesNotContainKey("retry-after");
            slow.close();
            awaitRoom(server);
        }
    }

    /** A client that is gone gives back what it held, as soon as that is noticed. */
    private static void awaitRoom(TestServer server) throws Exception {
        while (true) {
            try (Wiretap wire = server.connect()) {
                if (wire.ask("GET /large HTTP/1.1").hear().status() == 200) {
                    return;
                }
            }
        }
    }

    @Test
    void whatIsLargerThanAllRoomPassesAlone() throws Exception {
        try (TestServer server =
                        new TestServer(
                                Options.listen("127.0.0.1", 0).withBodyBudgetBytes(1 << 20));
                Wiretap wire = server.connect()) {
            assertThat(wire.ask("GET /large-reserved HTTP/1.1").hear().status()).isEqualTo(200);
        }
    }
}
