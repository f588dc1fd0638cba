package dev.coffer.http;

import dev.coffer.endpoint.Answer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * By what a call is found again: the id that its answer has, its problem, and all that is logged of
 * it; and the trace that it is part of, if its caller names one.
 *
 * @param requestId the caller's own, or one that was made: 16 hexadecimal digits
 */
public record Correlation(String requestId, Optional<TraceParent> parent) {

    public static final String REQUEST_ID = "X-Request-Id";
    public static final String TRACE_PARENT = "traceparent";

    /** Of the call that this thread works on. */
    public static final ScopedValue<Correlation> CURRENT = ScopedValue.newInstance();

    private static final int MOST_CHARS = 128;

    /** As its caller says, as far as that is well-formed: 128 of {@code A-Za-z0-9._:+/=-}. */
    public static Correlation of(Function<String, Optional<String>> headers) {
        return new Correlation(
                headers.apply(REQUEST_ID)
                        .filter(Correlation::isWellFormed)
                        .orElseGet(Correlation::made),
                headers.apply(TRACE_PARENT).flatMap(TraceParent::of));
    }

    /** Of a call whose head nobody could read. */
    public static Correlation ofNothing() {
        return new Correlation(made(), Optional.empty());
    }

    private static String made() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static boolean isWellFormed(String text) {
        if (text.isEmpty() || text.length() > MOST_CHARS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "._:+/=-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    /** A problem with the id that it is asked about by; any other answer as it is. */
    public Answer in(Answer answer) {
        if (!answer.isProblem()) {
            return answer;
        }
        byte[] body = answer.body();
        byte[] member =
                (",\"requestId\":\"" + requestId + "\"}").getBytes(StandardCharsets.US_ASCII);
        byte[] more = Arrays.copyOf(body, body.length - 1 + member.length);
        System.arraycopy(member, 0, more, body.length - 1, member.length);
        return new Answer(answer.status(), answer.headers(), more);
    }
}
