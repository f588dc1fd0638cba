package dev.coffer.call;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;
import dev.coffer.payment.Door;
import dev.coffer.payment.Pass;

import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How much may be called: by a payer with a token, weighed by what calls cost, and by an address
 * that does not pay. Counted by each node for itself, in memory; refusals cost nothing and are not
 * charged.
 *
 * <p>Answers say what is left where that matters: when less than a quarter is, or nothing. The
 * headers are those of draft-ietf-httpapi-ratelimit-headers-11.
 */
final class Throttle {

    private static final int NEAR = 4;

    private final RateLimit payers;
    private final RateLimit addresses;

    Throttle(Capacities capacities, InstantSource clock) {
        int keys = capacities.whole(Capacity.RATE_LIMITED_KEYS);
        this.payers =
                new RateLimit(
                        capacities.of(Capacity.CALL_UNITS_PER_SECOND),
                        capacities.whole(Capacity.CALL_UNITS_BURST),
                        keys,
                        clock);
        this.addresses =
                new RateLimit(
                        capacities.of(Capacity.UNPAID_CALLS_PER_SECOND),
                        capacities.whole(Capacity.UNPAID_CALLS_BURST),
                        keys,
                        clock);
    }

    /**
     * Who stands at the door; one that nothing lets in that it brings is not paid either.
     *
     * @throws Problem 429, or what the door refuses with
     */
    Door.Visitor visitor(Door door, Request request) {
        try {
            return door.visitor(request);
        } catch (Problem problem) {
            takeUnpaid(request);
            throw problem;
        }
    }

    /**
     * Counts a call that a balance pays for, before its body is read. Its answer, good or bad, says
     * more where that matters; a stored one does not keep it.
     *
     * @throws Problem 429
     */
    <I> Answer prepaid(Pass pass, Endpoint<I, ?> endpoint, Request request, Supplier<Answer> call) {
        Map<String, String> said = take(pass, units(endpoint.access(), request));
        if (said.isEmpty()) {
            return call.get();
        }
        try {
            return call.get().with(said);
        } catch (Problem problem) {
            throw problem.withHeaders(said);
        }
    }

    /**
     * Counts what of a call can only be weighed when it is read: a batch as much as its operations.
     *
     * @throws Problem 429
     */
    void weigh(Pass pass, Order<?, ?> order) {
        int units = order.unitsBeyond();
        if (units > 0) {
            take(pass, units);
        }
    }

    /**
     * Counts a call that is not paid.
     *
     * @throws Problem 429
     */
    Answer unpaid(Request request, Supplier<Answer> call) {
        takeUnpaid(request);
        return call.get();
    }

    /**
     * Has a payment looked at, and counts it if it comes to nothing.
     *
     * @throws Problem 429 if too many calls of its address were not paid
     */
    Answer paying(Request request, Supplier<Answer> call) {
        String network = RateLimit.network(request.remoteAddress());
        refuse(addresses.look(network));
        try {
            return call.get();
        } catch (Problem problem) {
            boolean unpaid =
                    problem.status() < 500
                            && problem.status() != 429
                            && !problem.members().containsKey("credited");
            if (unpaid) {
                addresses.take(network);
            }
            throw problem;
        }
    }

    private Map<String, String> take(Pass pass, int units) {
        if (pass.payer().isEmpty()) {
            return Map.of(); // Nobody's: payments are off.
        }
        RateLimit.Left left = payers.take(pass.caller().address(), units);
        if (left.waitMs() > 0) {
            throw new Problem(
                            ErrorCode.RATE_LIMITED,
                            "Too many calls of your account at once; nothing was charged.")
                    .retryAfterMs(left.waitMs())
                    .withHeaders(said("payer", ";qu=\"units\"", payers, left));
        }
        return left.calls() < payers.burst() / NEAR
                ? said("payer", ";qu=\"units\"", payers, left)
                : Map.of();
    }

    private static <I> int units(Access<I> access, Request request) {
        return access instanceof Access.Paid<I> paid
                ? paid.pricing().unitsOfBody(request.body().declaredBytes())
                : 1;
    }

    private void takeUnpaid(Request request) {
        refuse(addresses.take(RateLimit.network(request.remoteAddress()), 1));
    }

    private void refuse(RateLimit.Left left) {
        if (left.waitMs() > 0) {
            throw new Problem(
                            ErrorCode.RATE_LIMITED,
                            "Too many calls from your address that are not paid; calls by token are not among them.")
                    .retryAfterMs(left.waitMs())
                    .withHeaders(said("address", "", addresses, left));
        }
    }

    private static Map<String, String> said(
            String policy, String unit, RateLimit limit, RateLimit.Left left) {
        return Map.of(
                "RateLimit-Policy",
                "\"%s\";q=%d%s;w=%d"
                        .formatted(policy, limit.burst(), unit, seconds(limit.burstMs())),
                "RateLimit",
                "\"%s\";r=%d;t=%d".formatted(policy, left.calls(), seconds(left.fullInMs())));
    }

    private static long seconds(long ms) {
        return Math.max(1, Math.ceilDiv(ms, 1000));
    }
}
