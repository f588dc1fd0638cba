package dev.coffer.outbound;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a caller wants to have asked outside.
 *
 * @param field the field that named the URL, for refusals
 * @param url as it was named; not checked yet
 * @param headers beside those that the connection needs, which are not among them
 * @param body empty for none
 * @param redirects whether to go where redirects lead
 * @param time for all requests together; at most {@link OutboundLimits#OUTBOUND_MAX_MS}
 * @param maxBytes what is read of a body; a longer one is cut off
 */
public record Fetch(
        String field,
        String method,
        String url,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        boolean redirects,
        Duration time,
        int maxBytes) {

    /** A plain request without a body. */
    public static Fetch of(String field, String method, String url, Duration time) {
        return new Fetch(
                field,
                method,
                url,
                List.of(),
                new byte[0],
                true,
                time,
                OutboundLimits.OUTBOUND_BODY_BYTES.whole());
    }

    /** Whether that is a header, and nothing more than one. */
    public static boolean isHeader(String name, String value) {
        return Sent.isHeader(name, value);
    }

    public Fetch with(List<Map.Entry<String, String>> more, byte[] sent) {
        return new Fetch(field, method, url, more, sent, redirects, time, maxBytes);
    }

    public Fetch following(boolean follow) {
        return new Fetch(field, method, url, headers, body, follow, time, maxBytes);
    }

    public Fetch reading(int bytes) {
        return new Fetch(field, method, url, headers, body, redirects, time, bytes);
    }
}
