package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeUnit;

/** Closing lets calls in flight end, and keeps nobody else waiting. */
@Timeout(value = 20, unit = TimeUnit.SECONDS)
class ClosingTest {

    @Test
    void aCallInFlightEndsBeforeTheServerDoes() throws Exception {
        TestServer server = new TestServer();
        int port = server.port();
        try (Wiretap slow = server.connect();
                Wiretap idle = server.connect();
                Wiretap fresh = server.connect()) {
            assertThat(idle.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
            slow.ask("GET /slow HTTP/1.1");
            assertThat(server.slowEntered.await(10, TimeUnit.SECONDS)).isTrue();

            Thread closing = Thread.startVirtualThread(server.server::close);
            // Idle connections end at once, the one with a call does not.
            assertThat(idle.ended()).isTrue();
            assertThat(fresh.ended()).isTrue();
            awaitRefusal(port);
            assertThat(closing.isAlive()).isTrue();

            server.slowMayEnd.countDown();
            Wiretap.Heard answer = slow.hear();
            assertThat(answer.body()).isEqualTo("{\"ended\":true}");
            assertThat(answer.headers()).containsEntry("connection", "close");
            assertThat(slow.ended()).isTrue();
            closing.join();
        }
        server.close();
    }

    /** The listening socket closes when its thread lets go of it, which is a moment later. */
    private static void awaitRefusal(int port) throws IOException {
        while (true) {
            try (Wiretap _ = new Wiretap(port)) {
                Thread.onSpinWait();
            } catch (ConnectException _) {
                return;
            }
        }
    }

    @Test
    void manyIdleConnectionsCloseAtOnce() throws Exception {
        TestServer server = new TestServer();
        for (int i = 0; i < 50; i++) {
            server.connect().ask("GET /plain HTTP/1.1").hear();
        }
        server.close();
    }

    @Test
    void aPortInUseIsSaid() {
        try (TestServer server = new TestServer()) {
            assertThatThrownBy(() -> new TestServer(Options.listen("127.0.0.1", server.port())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(String.valueOf(server.port()));
        }
    }
}
