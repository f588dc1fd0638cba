package dev.coffer.http.netty;

import dev.coffer.endpoint.Answer;
import dev.coffer.http.Correlation;

import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpResponseStatus;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The heads of answers: the headers that each has, for browsers among them, and its own. */
final class Wire {

    static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final String EXPOSED =
            "Access-Control-Expose-Headers: PAYMENT-REQUIRED,PAYMENT-RESPONSE,X-PAYMENT-RESPONSE,"
                    + "Coffer-Charge,Coffer-Balance,Coffer-Balance-Low,RateLimit,RateLimit-Policy,"
                    + "Coffer-Receipt,Preference-Applied,Coffer-Credited,Coffer-Resume,Idempotent-Replay,Retry-After,Location,ETag,"
                    + "WWW-Authenticate,X-Request-Id\r\n";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private record Dated(long second, String line) {}

    private static volatile Dated dated = new Dated(-1, "");

    private Wire() {}

    /** What becomes of the connection after an answer. */
    enum After {
        /** It goes on, as it does by itself. */
        NEXT,
        /** It goes on, which has to be said to a client of HTTP/1.0. */
        NEXT_SAID,
        CLOSE
    }

    /**
     * An answer's head.
     *
     * @param origin whose pages may read it
     * @param requestId well-formed
     * @throws IllegalArgumentException if a header is none: a line break in a value would be a
     *     header of the caller's choosing
     */
    static byte[] head(Answer answer, Optional<String> origin, After after, String requestId) {
        StringBuilder head = new StringBuilder(512);
        head.append("HTTP/1.1 ").append(answer.status()).append(' ');
        head.append(HttpResponseStatus.valueOf(answer.status()).reasonPhrase());
        head.append("\r\n").append(date());
        if (origin.isPresent()) {
            head.append("Access-Control-Allow-Origin: ").append(origin.get()).append("\r\n");
            head.append(EXPOSED);
        }
        head.append("X-Content-Type-Options: nosniff\r\n");
        head.append(Correlation.REQUEST_ID).append(": ").append(requestId).append("\r\n");
        answer.headers().forEach((name, value) -> append(head, name, value));
        if (hasLength(answer.status())) {
            head.append("Content-Length: ").append(answer.body().length).append("\r\n");
        }
        switch (after) {
            case NEXT -> {}
            case NEXT_SAID -> head.append("Connection: keep-alive\r\n");
            case CLOSE -> head.append("Connection: close\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    static boolean hasLength(int status) {
        return status != 204 && status != 304;
    }

    private static void append(StringBuilder head, String name, String value) {
        if (HttpHeaderValidationUtil.validateToken(name) != -1
                || HttpHeaderValidationUtil.validateValidHeaderValue(value) != -1) {
            throw new IllegalArgumentException("not a header: " + name + ": " + value);
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static String date() {
        long second = System.currentTimeMillis() / 1000;
        Dated now = dated;
        if (now.second != second) {
            String text =
                    DATE.format(
                            ZonedDateTime.ofInstant(
                                    java.time.Instant.ofEpochSecond(second), ZoneOffset.UTC));
            now = new Dated(second, "Date: " + text + "\r\n");
            dated = now;
        }
        return now.line;
    }
}
