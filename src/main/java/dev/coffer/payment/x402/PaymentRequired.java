package dev.coffer.payment.x402;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.RawJson;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.Asset;

import tools.jackson.databind.JsonNode;

import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The 402 that every client family can pay: x402 v2 in the header, v1 in the body, for x402-stacks
 * flat and for EVM clients as a list (which holds EVM offers only: one of another network breaks
 * their parser).
 */
public final class PaymentRequired {

    private record V2(
            int x402Version,
            Object error,
            Resource resource,
            List<Accepts> accepts,
            Map<String, Object> extensions) {

        V2 with(Map<String, Object> more) {
            Map<String, Object> all = new LinkedHashMap<>(extensions);
            all.putAll(more);
            return new V2(x402Version, error, resource, accepts, all);
        }
    }

    private record Resource(
            String url,
            String description,
            String mimeType,
            String serviceName,
            List<String> tags) {

        static Resource of(Endpoint<?, ?> endpoint, String url) {
            return new Resource(
                    url,
                    endpoint.summary(),
                    "application/json",
                    "Coffer",
                    List.of("storage", "state", "agents"));
        }
    }

    private record Accepts(
            String scheme,
            String network,
            String amount,
            String asset,
            String payTo,
            int maxTimeoutSeconds) {

        static Accepts of(Offer offer) {
            return new Accepts(
                    "exact",
                    offer.network(),
                    Long.toString(offer.price().amount()),
                    offer.asset(),
                    offer.payTo(),
                    offer.maxTimeoutSeconds());
        }
    }

    private static final int NONCE_BYTES = 16;

    /** Proxies take heads of 4 KiB, all headers together, if nobody tells them otherwise. */
    private static final int MOST_CHARS = 2_560;

    private static final int MOST_TARGET_CHARS = 256;

    /** How much an offer says of an endpoint's input, the most first. */
    private enum Detail {
        /** All but the descriptions. */
        RULES,
        /** Fields and their types. */
        TYPES,
        /** That it is an object. */
        OBJECT,
        /** An example only. */
        EXAMPLE,
        /** Not even an example. */
        NONE
    }

    private static final Set<String> OF_TYPES =
            Set.of("type", "properties", "items", "required", "enum", "additionalProperties");

    /** What an endpoint takes, in each detail: it is the same for all callers, and not cheap. */
    private final Map<Endpoint<?, ?>, List<RawJson>> described = new ConcurrentHashMap<>();

    private final RandomGenerator random;
    private final String v1Network;

    /**
     * @param v1Network {@code mainnet} or {@code testnet}
     */
    public PaymentRequired(RandomGenerator random, String v1Network) {
        this.random = random;
        this.v1Network = v1Network;
    }

    /**
     * @param offers the ways to pay, the preferred first: x402-stacks takes the first it can
     * @param refusal code, error and further members of the body
     * @param more further extensions
     */
    public Answer answer(
            Endpoint<?, ?> endpoint,
            Request request,
            List<Offer> offers,
            long nowMs,
            Map<String, Object> refusal,
            Map<String, Object> more) {
        boolean cut = request.target().length() > MOST_TARGET_CHARS;
        String url = request.baseUrl() + (cut ? request.path() : request.target());
        V2 v2 =
                new V2(
                        2,
                        refusal.getOrDefault("error", "Payment required"),
                        Resource.of(endpoint, url),
                        offers.stream().map(Accepts::of).toList(),
                        more);

        Map<String, Object> body = new LinkedHashMap<>();
        body.put("x402Version", 1);
        body.putAll(refusal);
        body.put("accepts", List.of());
        body.putAll(v1(request, offers.getFirst(), nowMs));

        Map<String, String> headers =
                Map.of(
                        "Content-Type", "application/json",
                        "Cache-Control", "no-store",
                        "PAYMENT-REQUIRED", header(endpoint, request, v2));
        return new Answer(402, headers, Json.write(body));
    }

    /** With as much of the input's schema as this caller's names leave room for. */
    private String header(Endpoint<?, ?> endpoint, Request request, V2 v2) {
        String header = "";
        for (RawJson bazaar : described.computeIfAbsent(endpoint, PaymentRequired::describe)) {
            header = base64(v2.with(extensions(bazaar, request)));
            if (header.length() <= MOST_CHARS) {
                break;
            }
        }
        return header;
    }

    static String base64(Object json) {
        return Base64.getEncoder().encodeToString(Json.write(json));
    }

    /** The flat fields of x402-stacks 1.x. The nonce becomes the transfer's memo. */
    private Map<String, Object> v1(Request request, Offer offer, long nowMs) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Map<String, Object> flat = new LinkedHashMap<>();
        flat.put("maxAmountRequired", Long.toString(offer.price().amount()));
        flat.put("resource", request.path());
        flat.put("payTo", offer.payTo());
        flat.put("network", v1Network);
        flat.put("nonce", HexFormat.of().formatHex(nonce));
        flat.put("expiresAt", Json.instant(nowMs + offer.maxTimeoutSeconds() * 1000L));
        flat.put("tokenType", offer.price().asset().symbol());
        if (offer.price().asset() != Asset.STX) {
            String[] contract = offer.asset().split("\\.", 2);
            flat.put("tokenContract", Map.of("address", contract[0], "name", contract[1]));
        }
        return flat;
    }

    /** What the endpoint takes (bazaar), how to name an operation, and where to deposit. */
    private static Map<String, Object> extensions(RawJson bazaar, Request request) {
        Map<String, String> prepaid =
                Map.of("url", request.baseUrl() + "/api/account/deposit", "method", "POST");
        Map<String, Object> extensions = new LinkedHashMap<>();
        extensions.put("bazaar", bazaar);
        extensions.put("payment-identifier", PAYMENT_IDENTIFIER);
        extensions.put("prepaid", Map.of("info", prepaid));
        return extensions;
    }

    private static List<RawJson> describe(Endpoint<?, ?> endpoint) {
        return Stream.of(Detail.values())
                .map(detail -> new RawJson(Json.write(bazaar(endpoint, detail))))
                .toList();
    }

    private static Map<String, Object> bazaar(Endpoint<?, ?> endpoint, Detail detail) {
        boolean post = endpoint.methods().contains("POST");
        JsonNode example = Json.MAPPER.readTree(detail == Detail.NONE ? "{}" : endpoint.example());
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("type", "http");
        input.put("method", post ? "POST" : endpoint.methods().getFirst());
        if (post) {
            input.put("bodyType", "json");
            input.put("body", example);
        } else {
            input.put("queryParams", example);
        }
        Map<String, Object> schema =
                detail.compareTo(Detail.OBJECT) > 0
                        ? Map.of("type", "object")
                        : bazaarSchema(endpoint, post, detail);
        return Map.of("info", Map.of("input", input), "schema", schema);
    }

    private static final JsonNode PAYMENT_IDENTIFIER =
            Json.MAPPER.readTree(
                    """
                    {
                      "info": {"required": false},
                      "schema": {
                        "type": "object",
                        "properties": {
                          "required": {"type": "boolean"},
                          "id": {
                            "type": "string", "minLength": 16, "maxLength": 128,
                            "pattern": "^[a-zA-Z0-9_-]+$"
                          }
                        },
                        "required": ["required"]
                      }
                    }
                    """);

    private static Map<String, Object> bazaarSchema(
            Endpoint<?, ?> endpoint, boolean post, Detail detail) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("type", Map.of("const", "http"));
        properties.put("method", Map.of("enum", endpoint.methods()));
        if (post) {
            properties.put("bodyType", Map.of("enum", List.of("json")));
        }
        properties.put(post ? "body" : "queryParams", inputSchema(endpoint, detail));
        Map<String, Object> input =
                Map.of(
                        "type",
                        "object",
                        "properties",
                        properties,
                        "required",
                        List.copyOf(properties.keySet()),
                        "additionalProperties",
                        false);
        return Map.of(
                "$schema",
                "https://json-schema.org/draft/2020-12/schema",
                "type",
                "object",
                "properties",
                Map.of("input", input),
                "required",
                List.of("input"));
    }

    private static Map<String, Object> inputSchema(Endpoint<?, ?> endpoint, Detail detail) {
        return switch (detail) {
            case RULES -> slim(endpoint.takes().schema(), false);
            case TYPES -> slim(endpoint.takes().schema(), true);
            case OBJECT, EXAMPLE, NONE -> Map.of("type", "object");
        };
    }

    private static Map<String, Object> slim(Map<?, ?> schema, boolean types) {
        Map<String, Object> slim = new LinkedHashMap<>();
        schema.forEach((key, value) -> {
            String keyword = String.valueOf(key);
            if (keyword.equals("properties") && value instanceof Map<?, ?> fields) {
                Map<String, Object> kept = new LinkedHashMap<>();
                fields.forEach((name, field) ->
                        kept.put(String.valueOf(name), slim((Map<?, ?>) field, types)));
                slim.put(keyword, kept);
            } else if (!keyword.equals("description") && (!types || OF_TYPES.contains(keyword))) {
                slim.put(keyword, value instanceof Map<?, ?> inner ? slim(inner, types) : value);
            }
        });
        return slim;
    }
}
