package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Takes a request to its endpoint: routed, admitted, handled. */
public final class Dispatch {

    /**
     * What a browser asks before it calls. {@code Access-Control-Expose-Headers} is a response
     * header, yet x402 clients send it.
     */
    private static final String ALLOWED_HEADERS =
            "Content-Type, Authorization, Idempotency-Key, Prefer, If-None-Match,"
                    + " PAYMENT-SIGNATURE, X-PAYMENT, X-PAYMENT-TOKEN-TYPE, X-Payer, "
                    + Request.SIGN_IN
                    + ", "
                    + Request.OWNER
                    + ", Coffer-Resume, Access-Control-Expose-Headers, X-Request-Id, traceparent";

    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9_, -]{1,1000}");

    /** A day; browsers cap it anyway. */
    private static final String MAX_AGE_SECONDS = "86400";

    private final Catalog catalog;
    private final Handler handler;
    private final Admission admission;
    private final Capacities capacities;

    public Dispatch(Catalog catalog, Handler handler, Capacities capacities, InstantSource clock) {
        this.catalog = catalog;
        this.handler = handler;
        this.capacities = capacities;
        this.admission = new Admission(capacities, clock);
    }

    /** The path in the catalog that a path fits, whatever the method. */
    public Optional<String> route(String path) {
        return catalog.route(path);
    }

    /** The capacities in force. */
    public Capacities capacities() {
        return capacities;
    }

    /**
     * @param request made when it is known what the names in the path stand for
     * @throws Problem 404, 405, 429, or whatever the handler refuses with
     */
    public Answer answer(
            String method,
            Target target,
            String remoteAddress,
            Function<Map<String, String>, Request> request) {
        if (method.equals("OPTIONS")) {
            String methods =
                    target.path().equals(Target.ALL)
                            ? "GET, HEAD, POST, OPTIONS"
                            : String.join(", ", catalog.methods(target.path()));
            return preflight(methods, request.apply(Map.of()));
        }
        Catalog.Match match = catalog.match(method, target.path());
        Request asked = request.apply(match.pathValues());
        return Conditions.applied(asked, admitted(match.endpoint(), asked));
    }

    private Answer admitted(Endpoint<?, ?> endpoint, Request request) {
        admission.admit(endpoint, request);
        return handler.handle(endpoint, request);
    }

    /**
     * The same of a call that came within another protocol's request: its refusals and our faults
     * are answers too, for that protocol to carry.
     */
    public Answer within(Endpoint<?, ?> endpoint, Request request) {
        Correlation correlation = Correlation.CURRENT.orElse(Correlation.ofNothing());
        Answer answer;
        try {
            answer = admitted(endpoint, request);
        } catch (Problem problem) {
            answer = Answer.of(problem);
        } catch (Throwable fault) {
            answer =
                    Faults.answer(
                            fault, request.method(), endpoint.path(), correlation.requestId());
        }
        return correlation.in(answer);
    }

    /** A browser adds headers of its page's making, traceparent and the like: all are allowed. */
    private static Answer preflight(String methods, Request request) {
        String asked =
                request.header("Access-Control-Request-Headers")
                        .filter(names -> HEADER_NAMES.matcher(names).matches())
                        .map(names -> ", " + names)
                        .orElse("");
        Map<String, String> headers =
                Map.of(
                        "Allow", methods,
                        "Access-Control-Allow-Methods", methods,
                        "Access-Control-Allow-Headers", ALLOWED_HEADERS + asked,
                        "Access-Control-Max-Age", MAX_AGE_SECONDS);
        return new Answer(204, headers, new byte[0]);
    }
}
