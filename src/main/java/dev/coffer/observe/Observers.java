package dev.coffer.observe;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.http.Dispatch;
import dev.coffer.http.EndedCall;
import dev.coffer.http.Handler;
import dev.coffer.http.netty.HttpServer;
import dev.coffer.room.Figure;
import dev.coffer.store.Store;

import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** All that watches a running service, as far as its operator wants any. */
public final class Observers implements AutoCloseable {

    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Observing observing;
    private final Optional<Metrics> metrics;
    private final Optional<Traces> traces;
    private @Nullable HttpServer operatorPort;

    public Observers(Observing observing, String version) {
        this.observing = observing;
        this.metrics = observing.operatorPort().map(_ -> new Metrics(version));
        this.traces = observing.collector().map(collector -> new Traces(collector, version));
    }

    /** What hears of calls, another one included. */
    public Consumer<EndedCall> and(Consumer<EndedCall> other) {
        Consumer<EndedCall> all = other;
        if (metrics.isPresent()) {
            all = all.andThen(metrics.get()::count);
        }
        return traces.isPresent() ? all.andThen(traces.get()::trace) : all;
    }

    /** Begins to watch a store. */
    public void watch(Store store) {
        metrics.ifPresent(seen -> store.whenCommitted(seen::count));
    }

    /**
     * Shows figures, and all that is counted, at the operator's port.
     *
     * @param handler answers what is free
     * @throws IllegalStateException if it can't listen there
     */
    public void show(List<Figure> figures, Handler handler, Capacities capacities) {
        metrics.ifPresent(seen -> {
            seen.show(figures);
            Dispatch dispatch =
                    new Dispatch(
                            new Catalog(List.of(page(seen))),
                            handler,
                            capacities,
                            InstantSource.system());
            operatorPort =
                    HttpServer.start(observing.operatorPort().orElseThrow(), dispatch, _ -> {});
        });
    }

    private static Endpoint<?, ?> page(Metrics metrics) {
        return Endpoint.pure("/metrics", Shape.nothing(), Gives.content())
                .forAnybody()
                .methods("GET")
                .lenientQuery()
                .says("What Prometheus scrapes.")
                .does(_ -> new Reply.Content(200, TYPE, metrics.text(), Map.of()));
    }

    /** The operator's port, once figures are shown there. */
    public int port() {
        return Objects.requireNonNull(operatorPort).port();
    }

    @Override
    public void close() {
        HttpServer server = operatorPort;
        if (server != null) {
            server.close();
        }
        metrics.ifPresent(Metrics::close);
        traces.ifPresent(Traces::close);
    }
}
