package dev.coffer.http.helidon;

import dev.coffer.http.Options;
import dev.coffer.http.Watchdog;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;

import java.time.Duration;
import java.util.Set;

/** Makes Helidon's HTTP/1.1 connections, each behind a {@link Gate} that is watched. */
record Connections(
        ServerConnectionSelector http1, Router router, Options.Patience patience, Watchdog watchdog)
        implements ServerConnectionSelector {

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
        Connection connection = Connection.of(raw, router, patience);
        return new Gated(http1.connection(connection), connection.gate(), watchdog);
    }

    private record Gated(ServerConnection http1, Gate gate, Watchdog watchdog)
            implements ServerConnection {

        @Override
        public void handle(Limit limit) throws InterruptedException {
            watchdog.add(gate.deadline());
            try {
                http1.handle(limit);
                // It returns, and does not throw, after it refused a head: more may be on its way.
                gate.linger();
            } finally {
                watchdog.remove(gate.deadline());
            }
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO; // The watchdog sees to idle connections.
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
