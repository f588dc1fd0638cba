package dev.coffer.outbound;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came back.
 *
 * @param url what was asked in the end
 * @param reason the text beside the status, which many leave out
 * @param headers in their order; names as they came
 * @param cut whether the body was longer than what was to be read
 * @param hops the redirects on the way there
 * @param ms how long it took in all
 */
public record Fetched(
        OutboundUrl url,
        int status,
        String reason,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        boolean cut,
        List<Hop> hops,
        long ms) {

    /** A redirect: what was asked, and the status that it answered. */
    public record Hop(String url, int status) {}

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(h -> h.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
