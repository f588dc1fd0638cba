package dev.coffer.outbound;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.outbound.OutboundUrl.Malformed;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * An HTTP API that the operator named: it may be on a private address, nothing is redirected, and
 * its certificate must be good. What it says of a failure is never passed on.
 */
public final class Upstream {

    /** So many of one upstream at once; who comes later is refused and not charged. */
    private static final int AT_ONCE = 64;

    private static final int RETRY_MS = 1_000;
    private static final long USUAL_RETRY_MS = 60_000;
    private static final long LONGEST_RETRY_SECONDS = 3_600;

    /** Why an upstream gives nothing. */
    public static final List<ErrorCode> FAILURES =
            List.of(ErrorCode.UPSTREAM_BUSY, ErrorCode.UPSTREAM_FAILED);

    /** Opens a connection to an upstream. */
    interface Opening {
        OutboundSocket open(OutboundUrl url, Until until) throws Unreachable;
    }

    /**
     * What it answered, 200 to 299 or 404.
     *
     * @param contentType without which some say what the body is
     */
    public record Answer(int status, Optional<String> contentType, byte[] body) {
        public boolean isFound() {
            return status != 404;
        }
    }

    /**
     * What it is asked.
     *
     * @param target path and query, beginning with a slash, encoded
     * @param headers beside those that the connection needs
     * @param body empty for none
     * @param maxBytes of an answer; a longer one is a failure
     */
    public record Ask(
            String method,
            String target,
            List<Map.Entry<String, String>> headers,
            byte[] body,
            Duration time,
            int maxBytes) {

        public static Ask get(String target, Duration time, int maxBytes) {
            return new Ask(
                    "GET",
                    target,
                    List.of(Map.entry("Accept", "application/json")),
                    new byte[0],
                    time,
                    maxBytes);
        }

        public static Ask postJson(
                String target,
                byte[] json,
                List<Map.Entry<String, String>> headers,
                Duration time,
                int maxBytes) {
            List<Map.Entry<String, String>> all = new java.util.ArrayList<>(headers);
            all.add(Map.entry("Content-Type", "application/json"));
            return new Ask("POST", target, all, json, time, maxBytes);
        }
    }

    private final String name;
    private final OutboundUrl base;
    private final Opening opening;
    private final Trust trust;
    private final Semaphore permits = new Semaphore(AT_ONCE);

    Upstream(String name, URI base, Opening opening, Trust trust) {
        this.name = name;
        this.base = base(base);
        this.opening = opening;
        this.trust = trust;
    }

    /**
     * Refuses what is no base URL.
     *
     * @throws IllegalArgumentException with what is right
     */
    public static URI required(String option, String url) {
        try {
            URI uri = URI.create(url);
            base(uri);
            return uri;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    option + " is a URL like https://api.example.org/v1, not " + url, e);
        }
    }

    private static OutboundUrl base(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = uri.getHost();
        boolean plain =
                uri.getRawUserInfo() == null
                        && uri.getRawQuery() == null
                        && uri.getRawFragment() == null;
        if (host == null || !plain || !scheme.equals("http") && !scheme.equals("https")) {
            throw new IllegalArgumentException("no base URL of an API");
        }
        try {
            String path = uri.getRawPath().replaceAll("/+$", "");
            int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
            return new OutboundUrl(scheme, OutboundUrl.host(host), port, path);
        } catch (Malformed e) {
            throw new IllegalArgumentException("no host", e);
        }
    }

    /**
     * Asks it.
     *
     * @throws Problem 503 {@code upstream_failed}, {@code upstream_busy} where it says that it is
     *     asked too much, or {@code overloaded}; each can be tried again
     */
    public Answer ask(Ask ask) {
        if (!permits.tryAcquire()) {
            throw new Problem(
                            ErrorCode.OVERLOADED,
                            "Too many calls wait for the %s; try again.".formatted(name))
                    .retryAfterMs(RETRY_MS);
        }
        try {
            Until until = Until.in(ask.time());
            OutboundUrl url =
                    new OutboundUrl(
                            base.scheme(), base.host(), base.port(), base.target() + ask.target());
            return judged(
                    Exchanging.once(
                            () -> opening.open(url, until),
                            trust,
                            url,
                            new Sent(ask.method(), ask.headers(), ask.body()),
                            ask.maxBytes()));
        } catch (Unreachable e) {
            throw failed();
        } finally {
            permits.release();
        }
    }

    private Answer judged(AnswerReader.Raw raw) {
        if (raw.status() == 429) {
            throw new Problem(
                            ErrorCode.UPSTREAM_BUSY,
                            "The %s that this service asks takes no more for now; try again later."
                                    .formatted(name))
                    .retryAfterMs(retryMs(raw));
        }
        boolean good = raw.status() < 300 || raw.status() == 404;
        if (!good || raw.cut()) {
            throw failed();
        }
        return new Answer(raw.status(), raw.header("Content-Type"), raw.body());
    }

    private static long retryMs(AnswerReader.Raw raw) {
        return raw.header("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .map(seconds -> 1000 * Math.clamp(seconds, 1, LONGEST_RETRY_SECONDS))
                .orElse(USUAL_RETRY_MS);
    }

    /** The refusal for an answer that does not make sense, too: nothing of it is shown. */
    public Problem failed() {
        return failed(name);
    }

    static Problem failed(String name) {
        return new Problem(
                        ErrorCode.UPSTREAM_FAILED,
                        "The %s that this service asks gave no good answer; try again."
                                .formatted(name))
                .retryAfterMs(RETRY_MS);
    }
}
