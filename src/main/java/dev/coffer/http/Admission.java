package dev.coffer.http;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;

import java.time.InstantSource;

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
        long waitMs = perAddress.take(RateLimit.network(request.remoteAddress()));
        if (waitMs > 0) {
            throw new Problem(
                            ErrorCode.RATE_LIMITED,
                            "Too many free calls from your address; calls paid by token or payment"
                                    + " are not limited.")
                    .retryAfterMs(waitMs);
        }
    }
}
