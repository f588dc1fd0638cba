package dev.coffer.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A refusal that a caller can act on: an RFC 9457 problem with a constant code, a text that says
 * what to do, and structured members. Nothing was charged, unless a member {@code charged} says so.
 *
 * <p>Made in one place per case; immutable, each {@code with} gives a copy.
 */
public final class Problem extends RuntimeException {

    private final ErrorCode code;
    private final boolean retryable;
    private final Map<String, Object> members;
    private final Map<String, String> headers;

    public Problem(ErrorCode code, String detail) {
        this(code, detail, false, Map.of(), Map.of());
    }

    private Problem(
            ErrorCode code,
            String detail,
            boolean retryable,
            Map<String, Object> members,
            Map<String, String> headers) {
        super(detail, null, false, false);
        this.code = code;
        this.retryable = retryable;
        this.members = members;
        this.headers = headers;
    }

    /** The field breaks a rule; the text says which. */
    public static Problem invalid(String field, String rule) {
        return new Problem(ErrorCode.INVALID_INPUT, "`" + field + "` " + rule + ".")
                .with("field", field);
    }

    /** There is nothing under that key, code or name, or not for this caller. */
    public static Problem notFound(String what, String member, String value) {
        return new Problem(ErrorCode.NOT_FOUND, what + " not found").with(member, value);
    }

    /**
     * The operator did not give the service what this endpoint needs.
     *
     * @param option the option of {@code coffer serve} that would
     */
    public static Problem notConfigured(String option) {
        return new Problem(
                        ErrorCode.NOT_CONFIGURED,
                        "This service is run without what this needs; its operator has to set %s for `coffer serve`."
                                .formatted(option))
                .with("option", option);
    }

    /** The same refusal of a part of an input: its text begins with where that is. */
    Problem within(String place) {
        Map<String, Object> placed = new LinkedHashMap<>(members);
        placed.computeIfPresent("field", (_, field) -> place + "." + field);
        return new Problem(
                code, "In `%s`: %s".formatted(place, detail()), retryable, placed, headers);
    }

    /** The same refusal under another status. */
    public Problem withStatus(int status) {
        return new Problem(new ErrorCode(status, code()), detail(), retryable, members, headers);
    }

    /** Adds a structured member. */
    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(code, detail(), retryable, more, headers);
    }

    /** Adds a response header. */
    public Problem withHeader(String name, String value) {
        return withHeaders(Map.of(name, value));
    }

    /** Adds response headers. */
    public Problem withHeaders(Map<String, String> added) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(added);
        return new Problem(code, detail(), retryable, members, more);
    }

    /** The same request may succeed later: after so many milliseconds, at the earliest. */
    public Problem retryAfterMs(long ms) {
        long seconds = Math.max(1, Math.ceilDiv(ms, 1000));
        Problem later = with("retryAfterMs", ms).withHeader("Retry-After", Long.toString(seconds));
        return new Problem(code, detail(), true, later.members, later.headers);
    }

    public int status() {
        return code.status();
    }

    public String code() {
        return code.code();
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public boolean retryable() {
        return retryable;
    }

    public Map<String, Object> members() {
        return members;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** The problem's body, RFC 9457 with our members; its type is where the code is explained. */
    public Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "/docs/errors#" + code());
        body.put("title", title());
        body.put("status", status());
        body.put("detail", detail());
        body.put("code", code());
        body.put("error", detail());
        body.put("charged", false);
        body.put("retryable", retryable);
        body.putAll(members);
        return body;
    }

    private String title() {
        String words = code().replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
