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

    private final int status;
    private final String code;
    private final boolean retryable;
    private final Map<String, Object> members;
    private final Map<String, String> headers;

    public Problem(int status, String code, String detail) {
        this(status, code, detail, false, Map.of(), Map.of());
    }

    private Problem(
            int status,
            String code,
            String detail,
            boolean retryable,
            Map<String, Object> members,
            Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.retryable = retryable;
        this.members = members;
        this.headers = headers;
    }

    /** The field breaks a rule; the text says which. */
    public static Problem invalid(String field, String rule) {
        return new Problem(400, "invalid_input", "`" + field + "` " + rule + ".")
                .with("field", field);
    }

    /** There is nothing under that key, code or name, or not for this caller. */
    public static Problem notFound(String what, String member, String value) {
        return new Problem(404, "not_found", what + " not found").with(member, value);
    }

    /**
     * The operator did not give the service what this endpoint needs.
     *
     * @param option the option of {@code coffer serve} that would
     */
    public static Problem notConfigured(String option) {
        return new Problem(
                        503,
                        "not_configured",
                        "This service is run without what this needs; its operator starts it with `coffer serve %s`."
                                .formatted(option))
                .with("option", option);
    }

    /** The same refusal of a part of an input: its text begins with where that is. */
    Problem within(String place) {
        Map<String, Object> placed = new LinkedHashMap<>(members);
        placed.computeIfPresent("field", (_, field) -> place + "." + field);
        return new Problem(
                status, code, "In `%s`: %s".formatted(place, detail()), retryable, placed, headers);
    }

    /** Adds a structured member. */
    public Problem with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new Problem(status, code, detail(), retryable, more, headers);
    }

    /** Adds a response header. */
    public Problem withHeader(String name, String value) {
        return withHeaders(Map.of(name, value));
    }

    /** Adds response headers. */
    public Problem withHeaders(Map<String, String> added) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(added);
        return new Problem(status, code, detail(), retryable, members, more);
    }

    /** The same request may succeed later: after so many milliseconds, at the earliest. */
    public Problem retryAfterMs(long ms) {
        long seconds = Math.max(1, Math.ceilDiv(ms, 1000));
        Problem later = with("retryAfterMs", ms).withHeader("Retry-After", Long.toString(seconds));
        return new Problem(status, code, detail(), true, later.members, later.headers);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
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
        body.put("type", "/docs/errors#" + code);
        body.put("title", title());
        body.put("status", status);
        body.put("detail", detail());
        body.put("code", code);
        body.put("error", detail());
        body.put("charged", false);
        body.put("retryable", retryable);
        body.putAll(members);
        return body;
    }

    private String title() {
        String words = code.replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
