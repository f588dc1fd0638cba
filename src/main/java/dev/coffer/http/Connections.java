package dev.coffer.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;

import java.time.Duration;
import java.util.Set;

/** Makes Helidon's HTTP/1.1 connections, each behind a {@link Gate} that is watched. */
final class Connections implements ServerConnectionSelector {

    private final ServerConnectionSelector http1;
    private final Router router;
    private final Options.Patience patience;
    private final Watch watch;

    Connections(Http1Config config, Router router, Options.Patience patience, Watch watch) {
        this.http1 = Http1ConnectionSelector.builder().config(config).build();
        this.router = router;
        this.patience = patience;
        this.watch = watch;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext raw) {
        Line line = new Line(raw, router, patience);
        return new Gated(http1.connection(line), line.gate(), watch);
    }

    private record Gated(ServerConnection http1, Gate gate, Watch watch)
            implements ServerConnection {

        @Override
        public void handle(Limit limit) throws InterruptedException {
            watch.add(gate);
            try {
                http1.handle(limit);
                // It returns, and does not throw, after it refused a head: more may be on its way.
                gate.linger();
            } finally {
                watch.remove(gate);
            }
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO; // The watch sees to idle connections.
        }

        @Override
        public void close(boolean interrupt) {
            if (interrupt) {
                http1.close(true);
            } else {
                gate.closeWhenIdle();
            }
        }
    }
}
