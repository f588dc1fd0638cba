package dev.coffer.http.helidon;

import dev.coffer.endpoint.Answer;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;

/** The headers of answers: those that each has, for browsers among them, and an answer's own. */
final class Wire {

    private static final Header ANY_ORIGIN =
            HeaderValues.createCached(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");

    private static final Header EXPOSED =
            HeaderValues.createCached(
                    HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
                    "PAYMENT-REQUIRED, PAYMENT-RESPONSE, X-PAYMENT-RESPONSE, Coffer-Charge,"
                            + " Coffer-Balance, Idempotent-Replay, Retry-After, Location, ETag,"
                            + " WWW-Authenticate");

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
        answer.headers().forEach((name, value) -> out.set(header(name, value)));
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
