package dev.coffer.tool.net;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.outbound.Fetch;
import dev.coffer.outbound.Fetched;
import dev.coffer.outbound.Outbound;
import dev.coffer.outbound.OutboundLimits;
import dev.coffer.tool.Texts;

import tools.jackson.databind.JsonNode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks a public URL for somebody whose browser may not. Headers that are the connection's, that say
 * who asks, or that carry credentials are not sent on.
 */
final class CorsProxy {

    private static final int HEADERS = 32;
    private static final int HEADERS_BYTES = 8192;

    private static final Set<String> NOT_SENT =
            Set.of(
                    "accept-encoding",
                    "authorization",
                    "connection",
                    "content-length",
                    "cookie",
                    "cookie2",
                    "expect",
                    "forwarded",
                    "host",
                    "keep-alive",
                    "origin",
                    "payment-signature",
                    "set-cookie",
                    "sign-in-with-x",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "via");

    private static final List<String> NOT_SENT_LIKE =
            List.of("proxy-", "sec-", "x-forwarded", "x-payment", "x-real-ip", "x-client-ip");

    record Proxied(
            String url,
            String method,
            List<Map.Entry<String, String>> headers,
            String body,
            Duration timeout) {

        Proxied {
            if (!body.isEmpty() && (method.equals("GET") || method.equals("HEAD"))) {
                throw Problem.invalid("body", "goes with no GET or HEAD");
            }
            if (body.getBytes(StandardCharsets.UTF_8).length
                    > OutboundLimits.OUTBOUND_SENT_BYTES.value()) {
                throw Problem.invalid(
                        "body",
                        "must have at most %d bytes of UTF-8"
                                .formatted(OutboundLimits.OUTBOUND_SENT_BYTES.value()));
            }
        }

        static final Shape<Proxied> SHAPE =
                Shape.of(
                        Proxied::new,
                        HttpProbe.URL,
                        Texts.choice(
                                "method",
                                "How to ask.",
                                "GET",
                                "HEAD",
                                "POST",
                                "PUT",
                                "PATCH",
                                "DELETE",
                                "OPTIONS"),
                        Field.json("headers", HEADERS_BYTES, "Headers to send, each a string.")
                                .orElse(new RawJson(new byte[] {'{', '}'}))
                                .map(CorsProxy::headers),
                        Texts.field("body", "What to send.").orElse(""),
                        HttpProbe.TIMEOUT);
    }

    /** What came; a body that is no text is in base64. */
    record Came(
            String finalUrl,
            int status,
            String statusText,
            Map<String, String> headers,
            String body,
            Optional<String> bodyBase64,
            boolean truncated) {}

    private CorsProxy() {}

    static Endpoint<?, ?> of(Outbound outbound) {
        return Endpoint.pure("/api/net/cors-proxy", Proxied.SHAPE, Came.class)
                .costs(Tier.SIMPLE)
                .aboutNothing()
                .methods("POST")
                .costlyToPrepare()
                .needs(outbound.missing())
                .takesTurn()
                .fails(Outbound.REFUSALS)
                .says("Asks a public URL and passes on what it answers, up to 1 MiB.")
                .example("{\"url\": \"http://example.com/\"}")
                .does(call -> proxied(outbound, call));
    }

    private static Reply<Came> proxied(Outbound outbound, Call<Proxied> call) {
        Proxied in = call.input();
        call.request().client().reserve(OutboundLimits.OUTBOUND_BODY_BYTES.value());
        Fetched fetched =
                outbound.fetch(
                        call.owner(),
                        Fetch.of("url", in.method(), in.url(), in.timeout())
                                .with(in.headers(), in.body().getBytes(StandardCharsets.UTF_8)));
        Optional<String> text = text(fetched.body());
        return Reply.of(
                new Came(
                        fetched.url().text(),
                        fetched.status(),
                        fetched.reason(),
                        HttpProbe.headers(fetched),
                        text.orElse(""),
                        text.isPresent()
                                ? Optional.empty()
                                : Optional.of(Base64.getEncoder().encodeToString(fetched.body())),
                        fetched.cut()));
    }

    private static Optional<String> text(byte[] body) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static List<Map.Entry<String, String>> headers(RawJson json) {
        JsonNode object = Json.MAPPER.readTree(json.bytes());
        if (!object.isObject() || object.size() > HEADERS) {
            throw Problem.invalid(
                    "headers", "must be an object of at most %d strings".formatted(HEADERS));
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        object.properties()
                .forEach(h -> headers.add(header(h.getKey(), h.getValue().asString("\n"))));
        return headers;
    }

    private static Map.Entry<String, String> header(String name, String value) {
        String low = name.toLowerCase(Locale.ROOT);
        if (NOT_SENT.contains(low) || NOT_SENT_LIKE.stream().anyMatch(low::startsWith)) {
            throw Problem.invalid(
                    "headers",
                    "must not have `%s`: what is the connection's, says who asks, or carries credentials is not sent on"
                            .formatted(low));
        }
        if (!Fetch.isHeader(name, value)) {
            throw Problem.invalid(
                    "headers", "must have names and values as HTTP does, the values strings");
        }
        return Map.entry(name, value);
    }
}
