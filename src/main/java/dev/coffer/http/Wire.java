package dev.coffer.http;

import dev.coffer.endpoint.Answer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;

import java.util.Map;

/** The headers of answers: those that each has, CORS among them, and an answer's own. */
final class Wire {

    private static final Header ANY_ORIGIN =
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");

    private static final Header EXPOSED =
            HeaderValues.createCached(
                    HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
                    "PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Coffer-Charge,"
                            + " Coffer-Balance, Idempotent-Replay, Retry-After, Location, ETag,"
                            + " WWW-Authenticate");

    /** {@code Access-Control-Expose-Headers} is a response header, yet x402 clients send it. */
    private static final Header ALLOWED =
            HeaderValues.createCached(
                    HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
                    "Content-Type, Authorization, Idempotency-Key, Prefer, If-None-Match,"
                            + " PAYMENT-SIGNATURE, X-PAYMENT, X-PAYMENT-TOKEN-TYPE, X-Payer,"
                            + " SIGN-IN-WITH-X, Access-Control-Expose-Headers");

    /** Seconds: a day; browsers cap it anyway. */
    private static final Header MAX_AGE =
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_MAX_AGE, "86400");

    private static final Header JSON =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

    private static final Header NO_STORE =
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private Wire() {}

    /** Writes an answer's headers, and those of every answer, over what was there. */
    static void write(Answer answer, ServerResponseHeaders out) {
        out.set(ANY_ORIGIN);
        out.set(EXPOSED);
        out.set(HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF);
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            out.set(header(header.getKey(), header.getValue()));
        }
    }

    /** What a browser asks before it calls. */
    static void writePreflight(String methods, ServerResponseHeaders out) {
        out.set(ALLOWED);
        out.set(HeaderValues.create(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods));
        out.set(MAX_AGE);
    }

    private static Header header(String name, String value) {
        if (name.equals("Content-Type") && value.equals("application/json")) {
            return JSON;
        }
        if (name.equals("Cache-Control") && value.equals("no-store")) {
            return NO_STORE;
        }
        Header header = HeaderValues.create(HeaderNames.create(name), value);
        // A line break in a value would be a header of the caller's choosing.
        header.validate();
        return header;
    }
}
