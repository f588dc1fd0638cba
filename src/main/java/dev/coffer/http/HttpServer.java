package dev.coffer.http;

import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Limits;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HttpLogConfig;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.Router;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The HTTP/1.1 server: every call a virtual thread, every answer ours.
 *
 * <p>{@link #close} stops accepting, lets the calls in flight finish within a bound, and returns
 * when they have.
 */
public final class HttpServer implements AutoCloseable {

    private final WebServer server;
    private final Watch watch;
    private final int port;

    private HttpServer(WebServer server, Watch watch) {
        this.server = server;
        this.watch = watch;
        this.port = server.port();
    }

    /**
     * Starts to answer.
     *
     * @throws IllegalStateException if it can't listen there
     */
    public static HttpServer start(
            Options options, Catalog catalog, Handler handler, AccessLog accessLog) {
        Watch watch = new Watch(options.patience());
        CatalogRouting routing =
                new CatalogRouting(options, catalog, handler, accessLog, InstantSource.system());
        Router router = Router.builder().addRouting(routing.built()).build();
        WebServer server =
                WebServer.builder()
                        .host(options.host())
                        .port(options.port())
                        .shutdownHook(false)
                        // Of its two sockets the one that holds half the memory, as fast.
                        .useNio(false)
                        .protocolsDiscoverServices(false)
                        .addConnectionSelector(
                                new Connections(http1(), router, options.patience(), watch))
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
            watch.close();
            throw new IllegalStateException(
                    "can't listen on %s:%d".formatted(options.host(), options.port()));
        }
        return new HttpServer(server, watch);
    }

    private static Http1Config http1() {
        return Http1Config.builder()
                .maxPrologueLength(Limits.REQUEST_LINE_BYTES)
                .maxHeadersSize(Limits.HEADER_BYTES)
                // Paths and queries are checked by Target, answers by CatalogRouting.
                .validatePath(false)
                .validatePrologue(false)
                .validateResponseHeaders(false)
                .sendKeepAliveHeader(false)
                .log(HttpLogConfig.builder().receiveLog(false).sendLog(false).build())
                .build();
    }

    /** The port that it listens on, or did. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.stop();
        watch.close();
    }
}
