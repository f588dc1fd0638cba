package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Capacities;
import dev.coffer.harness.Child;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** There are so many connections and no more, and accepting goes on when there is room again. */
class ConnectionsTest {

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"connections=2", "connectionsOfAddress=2"})
    void oneTooManyIsClosedAndTheOthersGoOn(String limit) throws Exception {
        Capacities capacities = Capacities.usual().with(List.of(limit));
        Options options = Options.listen("127.0.0.1", 0);
        try (TestServer server = new TestServer(options, AccessLog.off(), capacities);
                Wiretap first = server.connect();
                Wiretap second = server.connect()) {
            assertThat(first.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
            assertThat(second.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
            try (Wiretap third = server.connect()) {
                assertThat(third.ended()).isTrue();
            }
            assertThat(first.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
            second.close();
            awaitRoom(server.port());
        }
    }

    private static void awaitRoom(int port) throws IOException {
        while (true) {
            try (Wiretap wire = new Wiretap(port)) {
                String host = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
                if (wire.say(host).hear().status() > 0) {
                    return;
                }
            } catch (IOException _) {
                Thread.onSpinWait(); // Closed; there is no room yet.
            }
        }
    }

    @Test
    void usedUpDescriptorsAreForgotten() throws Exception {
        Path log = directory.resolve("log");
        List<Wiretap> wires = new ArrayList<>();
        try (Child child =
                Child.limited("ulimit -n 300", directory.resolve("data"), Config.Money.OFF, log)) {
            int port = URI.create(child.url()).getPort();
            for (int i = 0; i < 400; i++) {
                wires.add(new Wiretap(port));
            }
            for (Wiretap wire : wires) {
                wire.close();
            }
            awaitRoom(port);
            assertThat(child.get("/api/health").status()).isEqualTo(200);
        } finally {
            for (Wiretap wire : wires) {
                wire.close();
            }
        }
    }
}
