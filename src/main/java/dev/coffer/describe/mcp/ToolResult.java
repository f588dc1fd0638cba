package dev.coffer.describe.mcp;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.RawJson;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a call was answered, as a tool's result: the answer as structured content and, for hosts of
 * before 2025-06-18, as text; what it cost in {@code _meta}. A refusal is a result too, so that the
 * model reads what to do. There is no output schema: clients hold refusals against it as well.
 */
final class ToolResult {

    /** What begins the names of ours in {@code _meta}: a domain that nobody else speaks for. */
    static final String OURS = "dev.coffer/";

    /** Bytes: a text beyond it says where the answer is, so that it is not carried twice. */
    private static final int MOST_TWICE = 1 << 20;

    /** What a result takes of memory, by its answer: that, and twice within another. */
    static final long TIMES = 4;

    private static final String OUR_HEADERS = "Coffer-";
    private static final String RECEIPT = "PAYMENT-RESPONSE";
    private static final String RECEIPT_META = "x402/payment-response";

    private ToolResult() {}

    static Map<String, Object> of(Answer answer) {
        Map<String, Object> result = new LinkedHashMap<>();
        Map<String, Object> meta = meta(answer.headers());
        String type = answer.headers().getOrDefault("Content-Type", "");
        if (answer.status() == 402 && type.equals("application/json")) {
            required(answer, meta, result);
        } else if (answer.status() >= 400 && meta.get(RECEIPT_META) instanceof JsonNode receipt) {
            ObjectNode problem = (ObjectNode) Json.MAPPER.readTree(answer.body());
            problem.set(RECEIPT_META, receipt); // Where x402 says that it stands.
            json(Json.write(problem), result);
        } else if (type.endsWith("json") && answer.body().length > 0 && answer.body()[0] == '{') {
            json(answer.body(), result);
        } else {
            result.put("content", List.of(content(type, answer.body())));
        }
        result.put("isError", answer.status() >= 400);
        if (!meta.isEmpty()) {
            result.put("_meta", meta);
        }
        return result;
    }

    private static void json(byte[] body, Map<String, Object> result) {
        String text =
                body.length > MOST_TWICE
                        ? "The answer is the structured content: %d bytes.".formatted(body.length)
                        : new String(body, StandardCharsets.UTF_8);
        result.put("content", List.of(text(text)));
        result.put("structuredContent", new RawJson(body));
    }

    private static Map<String, Object> text(String text) {
        return Map.of("type", "text", "text", text);
    }

    private static Map<String, Object> content(String type, byte[] body) {
        String essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (isText(essence)) {
            return text(new String(body, StandardCharsets.UTF_8));
        }
        String data = Base64.getEncoder().encodeToString(body);
        String kind = essence.split("/", 2)[0];
        return kind.equals("image") || kind.equals("audio")
                ? Map.of("type", kind, "data", data, "mimeType", essence)
                : Map.of(
                        "type",
                        "resource",
                        "resource",
                        Map.of("uri", "coffer://answer", "mimeType", essence, "blob", data));
    }

    /** Whether what has a media type is read as text. */
    static boolean isText(String type) {
        return type.startsWith("text/") || type.matches(".*[+/](json|xml)(;.*)?");
    }

    /** The charge, the balance and what else headers of ours say; the receipt of a payment. */
    private static Map<String, Object> meta(Map<String, String> headers) {
        Map<String, Object> meta = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(OUR_HEADERS)) {
                String own = name.substring(OUR_HEADERS.length()).toLowerCase(Locale.ROOT);
                meta.put(OURS + own, value);
            } else if (name.equals("Idempotent-Replay")) {
                meta.put(OURS + "idempotent-replay", value);
            } else if (name.endsWith(RECEIPT)) {
                decoded(value).ifPresent(receipt -> meta.put(RECEIPT_META, receipt));
            }
        });
        return meta;
    }

    /** The headers of the answer that carries it: what it says of money is said there too. */
    static Map<String, String> headers(Answer answer) {
        Map<String, String> money = new LinkedHashMap<>(Message.HEADERS);
        answer.headers()
                .forEach((name, value) -> {
                    if (name.startsWith(OUR_HEADERS) || name.endsWith(RECEIPT)) {
                        money.put(name, value);
                    }
                });
        return money;
    }

    private static Optional<JsonNode> decoded(String header) {
        try {
            return Optional.of(Json.MAPPER.readTree(Base64.getDecoder().decode(header)));
        } catch (IllegalArgumentException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** How to pay: x402's own object, and in words for whoever has no wallet at hand. */
    private static void required(
            Answer answer, Map<String, Object> meta, Map<String, Object> result) {
        ObjectNode required =
                (ObjectNode)
                        decoded(answer.headers().getOrDefault("PAYMENT-REQUIRED", ""))
                                .orElseThrow();
        if (required.path("extensions") instanceof ObjectNode extensions) {
            extensions.remove("bazaar"); // What a call takes, the tool says.
        }
        JsonNode body = Json.MAPPER.readTree(answer.body());
        for (String name : List.of("code", "detail", "signIn")) {
            if (body.has(name)) {
                required.set(name, body.get(name));
            }
        }
        if (meta.get(RECEIPT_META) instanceof JsonNode receipt) {
            required.set(RECEIPT_META, receipt);
        }
        String error = required.path("error").asString("");
        Map<String, Object> wrapped = new LinkedHashMap<>();
        wrapped.put("code", 402);
        wrapped.put("message", error);
        wrapped.put("data", required);
        String json = new String(Json.write(Map.of("x402/error", wrapped)), StandardCharsets.UTF_8);
        result.put("content", List.of(text(json), text(words(error, required))));
        result.put("structuredContent", required);
    }

    private static String words(String error, JsonNode required) {
        List<String> offers = new ArrayList<>();
        required.path("accepts")
                .forEach(offer ->
                        offers.add(
                                "%s of %s on %s to %s"
                                        .formatted(
                                                offer.path("amount").asString(""),
                                                offer.path("asset").asString(""),
                                                offer.path("network").asString(""),
                                                offer.path("payTo").asString(""))));
        return """
        %s. Nothing was charged. There are three ways:
        1. By token: have the host send the header `Authorization: Bearer <token>`. The tool `account` gives a token for a payment by its action `deposit`, and for a signature by `sign-in`; calls are then charged to the balance.
        2. By payment: repeat this call with `_meta["x402/payment"]`, an x402 payment of one of `structuredContent.accepts`: %s.
        3. By HTTP: pay for %s with any x402 client.
        """
                .formatted(
                        error.replaceAll("\\.$", ""),
                        offers.stream().collect(Collectors.joining(", or ")),
                        required.path("resource").path("url").asString(""));
    }
}
