package dev.coffer.http;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;

import java.time.InstantSource;

/**
 * Who may call now. What costs nothing and yet reaches the store is limited per address: nobody
 * pays for the harm that it could do.
 */
final class Admission {

    private final RateLimit perAddress;

    Admission(InstantSource clock) {
        this.perAddress =
                new RateLimit(
                        Limits.PUBLIC_CALLS_PER_SECOND,
                        Limits.PUBLIC_CALLS_BURST,
                        Limits.RATE_LIMITED_KEYS,
                        clock);
    }

    /**
     * Lets pass or refuses.
     *
     * @throws Problem 429
     */
    void admit(Endpoint<?> endpoint, String address) {
        if (endpoint.access() != Endpoint.Access.PUBLIC || endpoint.kind() == Endpoint.Kind.PLAIN) {
            return;
        }
        long waitMs = perAddress.take(address);
        if (waitMs > 0) {
            throw new Problem(
                            429,
                            "rate_limited",
                            "Too many free calls from your address; paid calls are not limited.")
                    .retryAfterMs(waitMs);
        }
    }
}
