package dev.coffer.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.coffer.harness.Call;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A collector gets a span for each call; one that is away or does not answer is no call's matter.
 */
class TracesTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    private final Service service = Service.off();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final AtomicReference<String> asked = new AtomicReference<>("");
    private HttpServer collector;

    @BeforeEach
    void start() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        asked.set(
                                exchange.getRequestMethod()
                                        + " "
                                        + exchange.getRequestURI()
                                        + " "
                                        + exchange.getRequestHeaders().getFirst("Content-Type"));
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        synchronized (received) {
                            received.write(body);
                        }
                        exchange.sendResponseHeaders(200, -1);
                    }
                });
        collector.start();
    }

    @AfterEach
    void stop() {
        service.close();
        collector.stop(0);
    }

    private static Observing to(int port) {
        return new Observing(Optional.empty(), Optional.of(URI.create("http://127.0.0.1:" + port)));
    }

    /** Each byte a character; ids are bytes on the wire, names are text. */
    private String heard() {
        synchronized (received) {
            return received.toString(StandardCharsets.ISO_8859_1);
        }
    }

    private static String bytes(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aSpanContinuesTheCallersTrace() {
        service.restartSeen(to(collector.getAddress().getPort()));
        String parent = "00-" + TRACE + "-" + SPAN + "-01";
        service.get("/p/secret", "traceparent", parent, "X-Request-Id", "my-own-id").expect(404);
        service.get("/p/secret?a=secret", "traceparent", parent.replace("-01", "-00"));
        service.get("/api/prices").expect(200);

        Call.until("it is told", () -> heard().contains("GET /api/prices"));
        assertThat(asked.get()).isEqualTo("POST /v1/traces application/x-protobuf");
        assertThat(heard())
                .contains(bytes(TRACE), bytes(SPAN), "GET /p/{code}", "my-own-id", "http.route")
                .contains("service.name", "coffer")
                .doesNotContain("secret")
                .containsOnlyOnce("GET /p/{code}");
    }

    @Test
    void aCollectorThatIsAwayCostsOnlyItsSpans() throws IOException {
        int nobodys;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobodys = closed.getLocalPort();
        }
        service.restartSeen(to(nobodys));
        for (int i = 0; i < 100; i++) {
            service.get("/api/prices").expect(200);
        }
    }

    /** More calls than spans may wait. */
    @Test
    void aCollectorThatNeverAnswersHoldsNobody() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Traces traces =
                        new Traces(
                                URI.create("http://127.0.0.1:" + silent.getLocalPort()), "test")) {
            service.restartSeen(to(silent.getLocalPort()));
            for (int i = 0; i < 100; i++) {
                service.get("/api/prices").expect(200);
            }
            var call = new java.util.concurrent.atomic.AtomicInteger();
            for (int i = 0; i < 100_000; i++) {
                traces.trace(Ended.call(call.incrementAndGet()));
            }
            assertThat(call.get()).isEqualTo(100_000);
        }
    }

    /** A call that is over. */
    private static final class Ended {
        static dev.coffer.http.EndedCall call(int nanos) {
            return new dev.coffer.http.EndedCall(
                    "GET",
                    Optional.of("/api/prices"),
                    "/api/prices",
                    200,
                    1,
                    nanos,
                    1,
                    "a",
                    dev.coffer.http.Correlation.ofNothing());
        }
    }
}
