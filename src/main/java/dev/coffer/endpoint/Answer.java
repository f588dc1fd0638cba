package dev.coffer.endpoint;

import java.util.Map;

/** What goes out over HTTP: status, headers (the content type among them) and body. */
public record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final String PROBLEM_JSON = "application/problem+json";

    /** The same with more headers. */
    public Answer with(Map<String, String> more) {
        Map<String, String> all = new java.util.LinkedHashMap<>(headers);
        all.putAll(more);
        return new Answer(status, all, body);
    }

    /** Whether it is one of ours, whose body is a JSON object. */
    public boolean isProblem() {
        return PROBLEM_JSON.equals(headers.get("Content-Type"));
    }

    /** A problem as RFC 9457 wants it. */
    public static Answer of(Problem problem) {
        Map<String, String> headers = new java.util.LinkedHashMap<>();
        headers.put("Content-Type", PROBLEM_JSON);
        headers.put("Cache-Control", "no-store");
        headers.putAll(problem.headers());
        return new Answer(problem.status(), headers, Json.write(problem.body()));
    }
}
