package dev.coffer.http.helidon;

import dev.coffer.endpoint.Limits;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Dispatch;
import dev.coffer.http.Options;
import dev.coffer.http.Watchdog;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HttpLogConfig;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.Router;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnectionSelector;

import java.time.Duration;

/**
 * The HTTP/1.1 server: every call a virtual thread, every answer ours.
 *
 * <p>{@link #close} stops accepting, lets the calls in flight finish within a bound, and returns
 * when they have.
 */
public final class HttpServer implements AutoCloseable {

    private final WebServer server;
    private final Watchdog watchdog;
    private final int port;

    private HttpServer(WebServer server, Watchdog watchdog) {
        this.server = server;
        this.watchdog = watchdog;
        this.port = server.port();
    }

    /**
     * @throws IllegalStateException if it can't listen there
     */
    public static HttpServer start(Options options, Dispatch dispatch, AccessLog accessLog) {
        Watchdog watchdog = new Watchdog(options.patience());
        Router router =
                Router.builder()
                        .addRouting(
                                new CatalogRouting(
                                        new Requests(options),
                                        dispatch,
                                        accessLog,
                                        HttpSecurity.create()))
                        .build();
        WebServer server =
                WebServer.builder()
                        .host(options.host())
                        .port(options.port())
                        .shutdownHook(false)
                        // Of its two sockets the one that holds half the memory, as fast.
                        .useNio(false)
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(
                                new Connections(http1(), router, options.patience(), watchdog))
                        // Refusals has to know which fault it is; it repeats nothing of it.
                        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                        .directHandlers(Refusals.handlers())
                        .shutdownGracePeriod(options.patience().close())
                        // An answer of several packets must not wait for the first one's receipt.
                        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                        .idleConnectionTimeout(Duration.ofDays(1))
                        .build();
        server.start();
        if (!server.isRunning()) {
            watchdog.close();
            throw new IllegalStateException(
                    "can't listen on %s:%d".formatted(options.host(), options.port()));
        }
        return new HttpServer(server, watchdog);
    }

    private static ServerConnectionSelector http1() {
        Http1Config config =
                Http1Config.builder()
                        .maxPrologueLength(Limits.REQUEST_LINE_BYTES.whole())
                        .maxHeadersSize(Limits.HEADER_BYTES.whole())
                        // Paths and queries are checked by Target, answers by CatalogRouting.
                        .validatePath(false)
                        .validatePrologue(false)
                        .validateResponseHeaders(false)
                        .sendKeepAliveHeader(false)
                        .log(HttpLogConfig.builder().receiveLog(false).sendLog(false).build())
                        .build();
        return Http1ConnectionSelector.builder().config(config).build();
    }

    /** The port that it listens on, or did. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.stop();
        watchdog.close();
    }
}
