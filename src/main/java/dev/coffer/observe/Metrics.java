package dev.coffer.observe;

import dev.coffer.http.EndedCall;
import dev.coffer.room.Figure;
import dev.coffer.store.LaneBatch;
import dev.coffer.store.Timer;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * What Prometheus is told: calls under OpenTelemetry's names, lanes, the figures of the rooms, the
 * JVM. What a label may be is bounded: routes are the catalog's, whatever path was asked for.
 *
 * <p>To count is to add to a few numbers in memory. To be scraped asks nothing of the store: the
 * figures that have to be asked for are looked at every few seconds, behind.
 */
public final class Metrics implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Metrics.class.getName());

    /** Of all paths that are none of the catalog's, and of what could not be read. */
    static final String UNKNOWN_ROUTE = "unknown";

    private static final String OTHER_METHOD = "_OTHER";

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private static final long ASKED_EVERY_MS = 15_000;

    /**
     * Microseconds; few, since each call that is ever seen has all of them. Long polls end at 30 s.
     */
    private static final Duration[] CALL_BUCKETS =
            micros(
                    1_000,
                    5_000,
                    10_000,
                    25_000,
                    100_000,
                    500_000,
                    1_000_000,
                    5_000_000,
                    30_000_000);

    private static final Duration[] LANE_BUCKETS =
            micros(
                    250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 500_000,
                    2_500_000);

    private static final double[] BATCH_BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

    private record Series(String method, String route, int status) {}

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Series, io.micrometer.core.instrument.Timer> calls =
            new ConcurrentHashMap<>();
    private final DistributionSummary works;
    private final io.micrometer.core.instrument.Timer waits;
    private final io.micrometer.core.instrument.Timer commits;
    private final Map<Figure, Double> asked = new ConcurrentHashMap<>();

    /** Kept here, since the library keeps what it asks for counts weakly. */
    private final List<Figure> shown = new CopyOnWriteArrayList<>();

    private final Timer asking = new Timer("metrics");
    private final JvmFigures jvm;

    private static Duration[] micros(long... each) {
        return LongStream.of(each)
                .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
                .toArray(Duration[]::new);
    }

    /** Of a service of this version. */
    public Metrics(String version) {
        works =
                DistributionSummary.builder("coffer.lane.batch.works")
                        .description("Works that a lane committed at once.")
                        .serviceLevelObjectives(BATCH_BUCKETS)
                        .register(registry);
        waits =
                timer("coffer.lane.wait", LANE_BUCKETS)
                        .description("How long the first work of a batch waited for its lane.")
                        .register(registry);
        commits =
                timer("coffer.lane.commit", LANE_BUCKETS)
                        .description("How long the commit of a batch took, until it was durable.")
                        .register(registry);
        Gauge.builder("coffer.build.info", () -> 1)
                .description("Always 1; its label is the version that runs.")
                .tag("version", version)
                .register(registry);
        jvm = new JvmFigures(registry);
    }

    private static io.micrometer.core.instrument.Timer.Builder timer(
            String name, Duration[] buckets) {
        return io.micrometer.core.instrument.Timer.builder(name).serviceLevelObjectives(buckets);
    }

    /** Has these shown too; what has to be asked for, from a moment later on. */
    public void show(List<Figure> figures) {
        shown.addAll(figures);
        figures.forEach(this::show);
        List<Figure> toAsk =
                figures.stream().filter(figure -> figure.kind() == Figure.Kind.ASKED).toList();
        asking.scheduleWithFixedDelay(
                () -> toAsk.forEach(figure -> asked.put(figure, ask(figure))),
                0,
                ASKED_EVERY_MS,
                TimeUnit.MILLISECONDS);
    }

    private void show(Figure figure) {
        String name = "coffer." + figure.name().replace('_', '.');
        Iterable<Tag> tags =
                figure.label()
                        .map(label -> Tags.of(label.name(), label.value()))
                        .orElse(Tags.empty());
        switch (figure.kind()) {
            case COUNT ->
                    FunctionCounter.builder(name, figure, f -> f.value().getAsLong())
                            .description(figure.says())
                            .tags(tags)
                            .register(registry);
            case NOW -> gauge(name, figure, tags, f -> f.value().getAsLong());
            case ASKED -> gauge(name, figure, tags, f -> asked.getOrDefault(f, Double.NaN));
        }
    }

    private void gauge(
            String name, Figure figure, Iterable<Tag> tags, ToDoubleFunction<Figure> value) {
        Gauge.builder(name, figure, value)
                .description(figure.says())
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    /** What nobody can say is not a number. */
    private static double ask(Figure figure) {
        try {
            return figure.value().getAsLong();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "can't be asked for: " + figure.name(), e);
            return Double.NaN;
        }
    }

    /** Counts a call. */
    public void count(EndedCall call) {
        Series series =
                new Series(
                        METHODS.contains(call.method()) ? call.method() : OTHER_METHOD,
                        call.route().orElse(UNKNOWN_ROUTE),
                        call.status());
        calls.computeIfAbsent(series, this::registered).record(call.nanos(), TimeUnit.NANOSECONDS);
    }

    private io.micrometer.core.instrument.Timer registered(Series series) {
        return timer("http.server.request.duration", CALL_BUCKETS)
                .description("How long calls took, to the last byte of their answers.")
                .tag("http.request.method", series.method())
                .tag("http.route", series.route())
                .tag("http.response.status.code", Integer.toString(series.status()))
                .register(registry);
    }

    /** Counts a batch. */
    public void count(LaneBatch batch) {
        works.record(batch.works());
        waits.record(batch.waitedNanos(), TimeUnit.NANOSECONDS);
        commits.record(batch.commitNanos(), TimeUnit.NANOSECONDS);
    }

    /** All of it, in Prometheus' text format. */
    byte[] text() {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream(64 * 1024)) {
            registry.scrape(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
        jvm.close();
        registry.close();
    }
}
