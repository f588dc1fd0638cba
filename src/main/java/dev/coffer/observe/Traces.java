package dev.coffer.observe;

import dev.coffer.http.EndedCall;
import dev.coffer.http.TraceParent;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A span for each call, sent to a collector by OTLP over HTTP: the caller's trace goes on, if it
 * names one, and is kept only if the caller keeps it.
 *
 * <p>No call waits for the collector. Spans go through a bounded queue; where the collector is away
 * or slow, they are dropped.
 */
public final class Traces implements AutoCloseable {

    private static final String PATH = "/v1/traces";

    private static final int WAITING_SPANS = 8_192;
    private static final int SPANS_AT_ONCE = 1_024;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long CLOSE_SECONDS = 2;

    private static final AttributeKey<String> METHOD =
            AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS =
            AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> REQUEST_ID =
            AttributeKey.stringKey("coffer.request_id");

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /**
     * To a collector.
     *
     * @param collector the base of its URL, as {@code OTEL_EXPORTER_OTLP_ENDPOINT} has it
     * @param version of the service
     */
    public Traces(URI collector, String version) {
        OtlpHttpSpanExporter exporter =
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(endpoint(collector))
                        .setTimeout(PATIENCE)
                        .setConnectTimeout(PATIENCE)
                        .build();
        provider =
                SdkTracerProvider.builder()
                        .setSampler(Sampler.parentBased(Sampler.alwaysOn()))
                        .setResource(
                                Resource.create(
                                        Attributes.of(
                                                AttributeKey.stringKey("service.name"),
                                                "coffer",
                                                AttributeKey.stringKey("service.version"),
                                                version)))
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(exporter)
                                        .setMaxQueueSize(WAITING_SPANS)
                                        .setMaxExportBatchSize(SPANS_AT_ONCE)
                                        .setScheduleDelay(PAUSE)
                                        .setExporterTimeout(PATIENCE)
                                        .build())
                        .build();
        tracer = provider.get("dev.coffer");
    }

    private static String endpoint(URI collector) {
        String base = collector.toString();
        String plain = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return plain.endsWith(PATH) ? plain : plain + PATH;
    }

    /** Makes the span of a call. */
    public void trace(EndedCall call) {
        long end = TimeUnit.MILLISECONDS.toNanos(call.endMs());
        SpanBuilder builder =
                tracer.spanBuilder(call.route().map(r -> call.method() + " " + r).orElse("unknown"))
                        .setSpanKind(SpanKind.SERVER)
                        .setParent(
                                call.correlation().parent().map(Traces::in).orElse(Context.root()))
                        .setStartTimestamp(end - call.nanos(), TimeUnit.NANOSECONDS)
                        .setAttribute(METHOD, call.method())
                        .setAttribute(STATUS, (long) call.status())
                        .setAttribute(REQUEST_ID, call.correlation().requestId());
        call.route().ifPresent(route -> builder.setAttribute(ROUTE, route));
        if (call.status() >= 500) {
            builder.setAttribute(ERROR, Integer.toString(call.status()));
        }
        Span span = builder.startSpan();
        if (call.status() >= 500) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(end, TimeUnit.NANOSECONDS);
    }

    private static Context in(TraceParent parent) {
        return Context.root()
                .with(
                        Span.wrap(
                                SpanContext.createFromRemoteParent(
                                        parent.traceId(),
                                        parent.parentId(),
                                        parent.sampled()
                                                ? TraceFlags.getSampled()
                                                : TraceFlags.getDefault(),
                                        TraceState.getDefault())));
    }

    /** Sends what there is, if that is quickly done. */
    @Override
    public void close() {
        provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
