package dev.coffer.payment.x402;

import com.fasterxml.jackson.annotation.JsonInclude;

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
import java.util.random.RandomGenerator;

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
            int maxTimeoutSeconds,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> extra) {

        static Accepts of(Offer offer) {
            return new Accepts(
                    SCHEME,
                    offer.network(),
                    Long.toString(offer.price().amount()),
                    offer.asset(),
                    offer.payTo(),
                    offer.maxTimeoutSeconds(),
                    offer.extra());
        }
    }

    /**
     * The same in the body's list, for x402-fetch 1.x, which takes no null for what is not said.
     */
    private record AcceptsV1(
            String scheme,
            String network,
            String maxAmountRequired,
            String resource,
            String description,
            String mimeType,
            String payTo,
            int maxTimeoutSeconds,
            String asset,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> extra) {

        static AcceptsV1 of(Offer offer, Resource resource) {
            return new AcceptsV1(
                    SCHEME,
                    offer.v1().network(),
                    Long.toString(offer.price().amount()),
                    resource.url(),
                    resource.description(),
                    resource.mimeType(),
                    offer.payTo(),
                    offer.maxTimeoutSeconds(),
                    offer.asset(),
                    offer.extra());
        }
    }

    private static final String SCHEME = "exact";

    private static final String UNPAID = "payment_required";

    private static final int NONCE_BYTES = 16;

    /** Proxies take heads of 4 KiB, all headers together, if nobody tells them otherwise. */
    private static final int MOST_CHARS = 2_528;

    private static final int MOST_TARGET_CHARS = 256;

    private final Bazaar bazaar = new Bazaar();
    private final RandomGenerator random;

    public PaymentRequired(RandomGenerator random) {
        this.random = random;
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
        Resource resource = Resource.of(endpoint, url(request));
        V2 v2 =
                new V2(
                        2,
                        error(refusal),
                        resource,
                        offers.stream().map(Accepts::of).toList(),
                        more);

        Map<String, Object> body = new LinkedHashMap<>();
        body.put("x402Version", 1);
        body.putAll(refusal);
        body.put(
                "accepts",
                offers.stream()
                        .filter(offer -> offer.v1() instanceof Offer.V1.Listed)
                        .map(offer -> AcceptsV1.of(offer, resource))
                        .toList());
        offers.stream()
                .filter(offer -> offer.v1() instanceof Offer.V1.Flat)
                .findFirst()
                .ifPresent(offer -> body.putAll(flat(endpoint, request, offer, nowMs)));

        Map<String, String> headers =
                Map.of(
                        "Content-Type", "application/json",
                        "Cache-Control", "no-store",
                        "PAYMENT-REQUIRED", header(endpoint, request, v2));
        return new Answer(402, headers, Json.write(body));
    }

    /** The resource that is paid for; without its query if that is long. */
    static String url(Request request) {
        boolean cut = request.target().length() > MOST_TARGET_CHARS;
        return request.baseUrl() + (cut ? request.path() : request.target());
    }

    /** The code of what was wrong with a payment, as x402 has it; else a text. */
    private static Object error(Map<String, Object> refusal) {
        Object code = refusal.getOrDefault("code", UNPAID);
        return code.equals(UNPAID) ? refusal.getOrDefault("error", "Payment required") : code;
    }

    /** With as much of the input's schema as this caller's names leave room for. */
    private String header(Endpoint<?, ?> endpoint, Request request, V2 v2) {
        String header = "";
        for (RawJson described : bazaar.of(endpoint)) {
            header = base64(v2.with(extensions(described, request)));
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
    private Map<String, Object> flat(
            Endpoint<?, ?> endpoint, Request request, Offer offer, long nowMs) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Map<String, Object> flat = new LinkedHashMap<>();
        flat.put("maxAmountRequired", Long.toString(offer.price().amount()));
        flat.put("resource", request.path());
        flat.put("payTo", offer.payTo());
        flat.put("network", offer.v1().network());
        flat.put("nonce", HexFormat.of().formatHex(nonce));
        flat.put("expiresAt", Json.instant(nowMs + offer.maxTimeoutSeconds() * 1000L));
        flat.put("tokenType", offer.price().asset().symbol());
        flat.put("pricingTier", endpoint.access().label());
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
}
