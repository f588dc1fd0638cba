package dev.coffer.http;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Which web pages may read answers. Where callers pay, any: a page has no more than anybody. Where
 * the caller's name is believed, only those of this machine; and a request has to be for this
 * machine by name, or a page could make its own name lead here (DNS rebinding).
 */
public record Origins(boolean localOnly) {

    /**
     * Refuses a request that is for another machine.
     *
     * @param host as the request has it, with a port or without
     * @throws Problem 403
     */
    public void requireOurs(String host) {
        if (localOnly && !isLoopback(withoutPort(host))) {
            throw new Problem(
                    ErrorCode.FOREIGN_HOST,
                    "Payments are off here, so only requests for localhost are answered.");
        }
    }

    /**
     * Refuses what a page of another machine sends, where a protocol wants that.
     *
     * @param origin whose page it is, as the request has it
     * @throws Problem 403
     */
    public void requireOurs(Optional<String> origin) {
        if (localOnly && origin.isPresent() && !isLocalPage(origin.get())) {
            throw new Problem(
                    ErrorCode.FOREIGN_ORIGIN,
                    "Payments are off here, so only pages of this machine may send requests.");
        }
    }

    /** The origin to be allowed to read an answer, for one that asks. */
    public Optional<String> allowed(Optional<String> origin) {
        return localOnly ? origin.filter(Origins::isLocalPage) : Optional.of("*");
    }

    private static boolean isLocalPage(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host != null && isLoopback(host);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(
                            name.startsWith("[") ? name.substring(1, name.length() - 1) : name)
                    .isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
