package dev.coffer.tool.net;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.Fetch;
import dev.coffer.outbound.Fetched;
import dev.coffer.outbound.Outbound;
import dev.coffer.outbound.OutboundLimits;
import dev.coffer.tool.Texts;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Asks a URL, and says how it answers without what it answers. */
final class HttpProbe {

    static final Field<String> URL =
            Field.text(
                    "url",
                    1,
                    OutboundLimits.OUTBOUND_URL_CHARS,
                    "A URL of a public host, http or https.");

    static final Field<Duration> TIMEOUT =
            Field.whole(
                            "timeout",
                            1,
                            OutboundLimits.OUTBOUND_MAX_MS.value(),
                            "How long it may take in all, in milliseconds.")
                    .orElse(OutboundLimits.OUTBOUND_DEFAULT_MS.value())
                    .map(Duration::ofMillis);

    record Probe(String url, String method, boolean followRedirects, Duration timeout) {
        static final Shape<Probe> SHAPE =
                Shape.of(
                        Probe::new,
                        URL,
                        Texts.choice("method", "How to ask.", "HEAD", "GET", "OPTIONS"),
                        Field.flag("followRedirects", "Whether to go where redirects lead.")
                                .orElse(true),
                        TIMEOUT);
    }

    record Timing(long totalMs) {}

    /** The answer; the chain is null where nothing was redirected. */
    record Probed(
            String url,
            String finalUrl,
            int status,
            String statusText,
            Timing timing,
            Map<String, String> headers,
            @JsonInclude(JsonInclude.Include.ALWAYS) Optional<List<Fetched.Hop>> redirectChain,
            Optional<Long> contentLength,
            Optional<String> contentType,
            Optional<String> server) {}

    private HttpProbe() {}

    static Endpoint<?, ?> of(Outbound outbound) {
        return Endpoint.pure("/api/net/http-probe", Probe.SHAPE, Probed.class)
                .costs(Tier.SIMPLE)
                .aboutNothing()
                .costlyToPrepare()
                .needs(outbound.missing())
                .takesTurn()
                .fails(Outbound.REFUSALS)
                .says(
                        "Asks a public URL and says how it answers: status, headers, redirects, time.")
                .example("{\"url\": \"http://example.com/\"}")
                .does(call -> probe(outbound, call));
    }

    private static Reply<Probed> probe(Outbound outbound, Call<Probe> call) {
        Probe in = call.input();
        Fetched fetched =
                outbound.fetch(
                        call.owner(),
                        Fetch.of("url", in.method(), in.url(), in.timeout())
                                .following(in.followRedirects())
                                .reading(0));
        return Reply.of(
                new Probed(
                        in.url(),
                        fetched.url().text(),
                        fetched.status(),
                        fetched.reason(),
                        new Timing(fetched.ms()),
                        headers(fetched),
                        Optional.of(fetched.hops()).filter(hops -> !hops.isEmpty()),
                        fetched.header("Content-Length")
                                .filter(length -> length.matches("[0-9]{1,18}"))
                                .map(Long::valueOf),
                        fetched.header("Content-Type"),
                        fetched.header("Server")));
    }

    /** By name in lower case; what came more than once is joined, as lists are in HTTP. */
    static Map<String, String> headers(Fetched fetched) {
        Map<String, String> headers = new LinkedHashMap<>();
        fetched.headers()
                .forEach(h ->
                        headers.merge(
                                h.getKey().toLowerCase(Locale.ROOT),
                                h.getValue(),
                                (one, other) -> one + ", " + other));
        return headers;
    }
}
