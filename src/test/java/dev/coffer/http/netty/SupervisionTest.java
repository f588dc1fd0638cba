package dev.coffer.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Catalog;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Dispatch;
import dev.coffer.http.Options;

import org.junit.jupiter.api.Test;

import java.net.Socket;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server of which a part died does not go on as if nothing were. */
class SupervisionTest {

    private static HttpServer start(CompletableFuture<String> died) {
        Dispatch dispatch =
                new Dispatch(
                        new Catalog(List.of()),
                        (_, _) -> new Answer(200, Map.of(), new byte[0]),
                        Capacities.usual(),
                        InstantSource.system());
        return HttpServer.start(
                Options.listen("127.0.0.1", 0), dispatch, AccessLog.off(), died::complete);
    }

    @Test
    void anEventLoopThatDiesIsTold() throws Exception {
        CompletableFuture<String> died = new CompletableFuture<>();
        HttpServer server = start(died);
        server.loops().next().shutdownGracefully(0, 0, TimeUnit.SECONDS);
        assertThat(died.get(20, TimeUnit.SECONDS)).containsAnyOf("died", "closed");
        server.close();
    }

    /** As one is for a moment that ends while all are looked at: that must not end the looking. */
    @Test
    void aConnectionWithoutHandlersIsPassedOver() throws Exception {
        CompletableFuture<String> died = new CompletableFuture<>();
        HttpServer server = start(died);
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            while (server.front().open().isEmpty()) {
                Thread.onSpinWait();
            }
            server.front().open().forEach(channel -> channel.pipeline().remove(Connection.class));
            server.front().cutOffLate();
            server.front().closeWhenIdle();
            server.front().open().close();
        }
        assertThat(died).isNotDone();
        server.close();
    }

    @Test
    void aServerThatIsClosedIsNot() {
        CompletableFuture<String> died = new CompletableFuture<>();
        start(died).close();
        assertThat(died).isNotDone();
    }
}
