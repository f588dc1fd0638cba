package dev.coffer.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** Browsers of any origin may call: whoever calls pays, and no cookie is ever looked at. */
final class Cors {

    /** On every answer. */
    static final Map<String, String> HEADERS =
            Map.of(
                    "Access-Control-Allow-Origin",
                    "*",
                    "Access-Control-Expose-Headers",
                    "PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Coffer-Charge, Coffer-Balance, Idempotent-Replay, Retry-After, ETag, Location, WWW-Authenticate",
                    "X-Content-Type-Options",
                    "nosniff");

    private Cors() {}

    /** On the answer to OPTIONS. */
    static Map<String, String> preflight(String methods) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Allow", methods);
        headers.put("Access-Control-Allow-Methods", methods);
        // x402 clients send Access-Control-Expose-Headers in the request, by mistake.
        headers.put(
                "Access-Control-Allow-Headers",
                "Content-Type, Authorization, Idempotency-Key, Prefer, If-None-Match, PAYMENT-SIGNATURE, X-PAYMENT, X-PAYMENT-TOKEN-TYPE, X-Payer, SIGN-IN-WITH-X, Access-Control-Expose-Headers");
        headers.put("Access-Control-Max-Age", "86400");
        return headers;
    }
}
