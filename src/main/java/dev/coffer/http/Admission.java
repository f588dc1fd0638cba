package dev.coffer.http;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.HexFormat;

/**
 * Who may call now. What costs nothing and yet reaches the store is limited per address, and so is
 * signing in, which asks for work before it is known whether anybody pays: nobody pays for the harm
 * that it could do.
 */
final class Admission {

    private final RateLimit perAddress;

    Admission(Capacities capacities, InstantSource clock) {
        this.perAddress =
                new RateLimit(
                        capacities.of(Capacity.PUBLIC_CALLS_PER_SECOND),
                        capacities.whole(Capacity.PUBLIC_CALLS_BURST),
                        capacities.whole(Capacity.RATE_LIMITED_KEYS),
                        clock);
    }

    /**
     * @throws Problem 429
     */
    void admit(Endpoint<?, ?> endpoint, Request request) {
        boolean free =
                endpoint.access() instanceof Access.Anybody<?>
                        && endpoint.kind() != Endpoint.Kind.PURE;
        if (!free && request.header(Request.SIGN_IN).isEmpty()) {
            return;
        }
        long waitMs = perAddress.take(network(request.remoteAddress()));
        if (waitMs > 0) {
            throw new Problem(
                            429,
                            "rate_limited",
                            "Too many free calls from your address; calls paid by token or payment"
                                    + " are not limited.")
                    .retryAfterMs(waitMs);
        }
    }

    /** Whom an address stands for: an IPv6 caller has as many as it likes of one /64 network. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
        } catch (IllegalArgumentException _) {
            return address; // A proxy's own notation.
        }
    }
}
