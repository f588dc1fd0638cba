package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Query;
import dev.coffer.endpoint.Request;

import tools.jackson.databind.JsonNode;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call of an endpoint by a message: the request that would have come by HTTP, with what the
 * message says in place of headers that a host sets once for all calls.
 *
 * @param path the answer to an endpoint and a request
 */
record McpCall(BiFunction<Endpoint<?, ?>, Request, Answer> path) {

    /** Of {@code _meta}: the name of the call, as the header {@code Idempotency-Key} has it. */
    static final String KEY = ToolResult.OURS + "idempotency-key";

    /** Of {@code _meta}: the code by which a payment may come back, if it came with no name. */
    private static final String RESUME = ToolResult.OURS + "resume";

    /** Of {@code _meta}: what is preferred, as the header {@code Prefer} has it. */
    private static final String PREFER = ToolResult.OURS + "prefer";

    /**
     * Of {@code _meta}: whose data the call is about, as the header {@code Coffer-Owner} has it.
     */
    private static final String OWNER = ToolResult.OURS + "owner";

    /** Of {@code _meta}: a payment, as x402 says for MCP; and as x402-mcp 0.0 has it. */
    private static final String PAYMENT = "x402/payment";

    private static final String OLD_PAYMENT = "x402.payment";

    private static final Pattern NAME = Pattern.compile("\\{(\\w+)\\*?\\}");

    /** What a tool's endpoint answers. */
    Answer answer(Endpoint<?, ?> endpoint, Request carrier, Message message) {
        try {
            Arguments arguments = message.arguments();
            Map<String, String> inPath = new LinkedHashMap<>();
            for (var name : NAME.matcher(endpoint.path()).results().toList()) {
                String value =
                        arguments
                                .text(name.group(1))
                                .filter(text -> !text.isEmpty())
                                .orElseThrow(() -> Problem.invalid(name.group(1), "is required"));
                inPath.put(name.group(1), value);
            }
            byte[] input = arguments.input(inPath.keySet());
            carrier.client().reserve(3L * input.length);
            Map<String, Optional<String>> headers = headers(message, carrier);
            return path.apply(endpoint, request("POST", endpoint, carrier, inPath, headers, input));
        } catch (Problem problem) {
            return Answer.of(problem);
        }
    }

    /** What an endpoint says that is read, and takes nothing but names in its path. */
    Answer read(Endpoint<?, ?> endpoint, Request carrier, Map<String, String> inPath) {
        Map<String, Optional<String>> headers =
                Map.of("accept", Optional.of("text/markdown, application/json, */*"));
        return path.apply(
                endpoint, request("GET", endpoint, carrier, inPath, headers, new byte[0]));
    }

    private static Request request(
            String method,
            Endpoint<?, ?> endpoint,
            Request carrier,
            Map<String, String> inPath,
            Map<String, Optional<String>> headers,
            byte[] input) {
        String path =
                NAME.matcher(endpoint.path())
                        .replaceAll(name ->
                                Matcher.quoteReplacement(inPath.getOrDefault(name.group(1), "")));
        return new Request(
                method,
                path,
                new Query(""),
                inPath,
                name -> {
                    Optional<String> ours = headers.get(name.toLowerCase(Locale.ROOT));
                    return ours == null ? carrier.header(name) : ours;
                },
                body(input),
                client(carrier.client()),
                carrier.remoteAddress(),
                carrier.baseUrl());
    }

    /**
     * The carrier's, where an answer takes more room: there is none to be taken once it is paid.
     */
    private static Request.Client client(Request.Client carriers) {
        return new Request.Client() {
            @Override
            public Request.Watch watch(Runnable onHangUp) {
                return carriers.watch(onHangUp);
            }

            @Override
            public void reserve(long bytes) {
                carriers.reserve(ToolResult.TIMES * bytes);
            }
        };
    }

    private static Request.Body body(byte[] input) {
        return new Request.Body() {
            @Override
            public long declaredBytes() {
                return input.length;
            }

            @Override
            public byte[] read(long maxBytes) {
                if (input.length > maxBytes) {
                    throw new Problem(
                                    ErrorCode.TOO_LARGE,
                                    "The input must be at most %d bytes.".formatted(maxBytes))
                            .with("limit", maxBytes);
                }
                return input;
            }
        };
    }

    /** What stands in place of the carrier's headers, empty where there is to be none. */
    private static Map<String, Optional<String>> headers(Message message, Request carrier) {
        JsonNode meta = message.meta();
        Map<String, Optional<String>> headers = new LinkedHashMap<>();
        headers.put("accept", Optional.of("application/json"));
        headers.put("content-encoding", Optional.empty());
        headers.put("if-none-match", Optional.empty());
        headers.put(
                "idempotency-key",
                text(meta, KEY)
                        .or(() -> message.arguments().text(Arguments.IDEMPOTENCY_KEY))
                        .or(() -> carrier.header("Idempotency-Key")));
        text(meta, RESUME).ifPresent(code -> headers.put("coffer-resume", Optional.of(code)));
        text(meta, PREFER).ifPresent(what -> headers.put("prefer", Optional.of(what)));
        text(meta, OWNER).ifPresent(owner -> headers.put("coffer-owner", Optional.of(owner)));
        payment(meta.path(PAYMENT))
                .or(() -> payment(meta.path(OLD_PAYMENT)))
                .ifPresent(payment -> {
                    // One that speaks for itself: which version it is says its content.
                    headers.put("x-payment", Optional.of(payment));
                    headers.put("payment-signature", Optional.empty());
                });
        return headers;
    }

    private static Optional<String> payment(JsonNode payment) {
        if (payment.isMissingNode()) {
            return Optional.empty();
        }
        return Optional.of(
                payment.isString()
                        ? payment.stringValue()
                        : Base64.getEncoder().encodeToString(Json.write(payment)));
    }

    private static Optional<String> text(JsonNode meta, String name) {
        JsonNode value = meta.path(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw Problem.invalid("_meta." + name, "must be a string");
        }
        return Optional.of(value.stringValue());
    }
}
