package dev.coffer.http.helidon;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Answers to what is not HTTP enough to be routed. Helidon finds the fault; the words are ours, and
 * nothing of its own or of the request is in them.
 */
final class Refusals {

    /** Helidon says it by this text alone. */
    private static final String HEADERS_TOO_LARGE = "Header size exceeded";

    /** {@link #tooSlow} as bytes, for a connection whose own thread still waits to read. */
    static final byte[] TOO_SLOW_ANSWER = bytes(Answer.of(tooSlow()), "Request Timeout");

    private Refusals() {}

    static DirectHandlers handlers() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(
                    type,
                    (_, _, status, _, message) ->
                            response(Answer.of(problem(status.code(), String.valueOf(message)))));
        }
        return handlers.build();
    }

    static Problem tooSlow() {
        return new Problem(408, "too_slow", "The request came too slowly; send it again.")
                .retryAfterMs(1000);
    }

    private static Problem problem(int status, String message) {
        if (message.equals(HEADERS_TOO_LARGE)) {
            return new Problem(
                            431,
                            "headers_too_large",
                            "The headers must be at most %d bytes."
                                    .formatted(Limits.HEADER_BYTES.value()))
                    .with("limit", Limits.HEADER_BYTES.value());
        }
        return switch (status) {
            case 414 ->
                    new Problem(
                                    414,
                                    "uri_too_long",
                                    "The request line must be at most %d bytes; POST takes more."
                                            .formatted(Limits.REQUEST_LINE_BYTES.value()))
                            .with("limit", Limits.REQUEST_LINE_BYTES.value());
            case 501 ->
                    new Problem(
                            501,
                            "unsupported_encoding",
                            "Of transfer encodings only chunked is understood.");
            case 505 -> new Problem(505, "http_version", "Only HTTP/1.1 is spoken here; use that.");
            // Whatever it is, before a request is read whole it is the request that is at fault.
            default -> new Problem(400, "bad_request", "That is not a valid HTTP/1.1 request.");
        };
    }

    private static TransportResponse response(Answer answer) {
        return TransportResponse.builder()
                .status(Status.create(answer.status()))
                .headers(headers(answer))
                .entity(answer.body())
                .keepAlive(false)
                .build();
    }

    private static byte[] bytes(Answer answer, String reason) {
        StringBuilder head = new StringBuilder();
        head.append("HTTP/1.1 ").append(answer.status()).append(' ').append(reason).append("\r\n");
        headers(answer)
                .forEach(h -> head.append(h.name()).append(": ").append(h.get()).append("\r\n"));
        head.append("Connection: close\r\nContent-Length: ").append(answer.body().length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(answer.body());
        return out.toByteArray();
    }

    private static ServerResponseHeaders headers(Answer answer) {
        ServerResponseHeaders headers = ServerResponseHeaders.create();
        Wire.write(answer, headers);
        return headers;
    }
}
