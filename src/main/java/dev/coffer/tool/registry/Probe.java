package dev.coffer.tool.registry;

import dev.coffer.endpoint.Problem;
import dev.coffer.outbound.Fetch;
import dev.coffer.outbound.Fetched;
import dev.coffer.outbound.Outbound;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether a URL takes payments: asks it without one, and reads what it asks for. */
final class Probe {

    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);
    private static final int BODY_BYTES = 256 << 10;
    private static final int METHODS = 16;

    /** What an endpoint that takes payments says. */
    record Data(
            String paymentAddress,
            List<String> acceptedTokens,
            Map<String, String> prices,
            long responseTimeMs,
            List<String> supportedMethods,
            Instant probeTimestamp) {}

    /**
     * What was found.
     *
     * @param success whether it answered at all
     * @param error why not, or why it is no such endpoint
     */
    record Found(
            boolean success, boolean isX402Endpoint, Optional<Data> data, Optional<String> error) {

        private static Found failed(boolean success, String error) {
            return new Found(success, false, Optional.empty(), Optional.of(error));
        }
    }

    private final Outbound outbound;
    private final InstantSource clock;

    Probe(Outbound outbound, InstantSource clock) {
        this.outbound = outbound;
        this.clock = clock;
    }

    /**
     * POST and then GET; whichever is answered by a 402 counts.
     *
     * @throws Problem 400 for a URL that must not be asked, 503 where nothing may be asked at all
     */
    Found look(String caller, String url, Duration time) {
        long endNanos = System.nanoTime() + time.toNanos();
        String last = "";
        boolean answered = false;
        for (String method : List.of("POST", "GET")) {
            long leftMs = (endNanos - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                break;
            }
            try {
                Fetched fetched =
                        outbound.fetch(caller, ask(method, url, Duration.ofMillis(leftMs)));
                answered = true;
                Optional<X402Offer> offer = X402Offer.of(fetched);
                if (offer.isPresent()) {
                    return new Found(
                            true,
                            true,
                            Optional.of(
                                    data(
                                            offer.get(),
                                            fetched,
                                            methods(caller, url, method, endNanos))),
                            Optional.empty());
                }
                last =
                        "It answers %d to a call without a payment, and asks for none."
                                .formatted(fetched.status());
            } catch (Problem problem) {
                if (problem.status() != 422) {
                    throw problem;
                }
                last = problem.detail();
            }
        }
        return Found.failed(answered, last);
    }

    private static Fetch ask(String method, String url, Duration time) {
        Fetch ask = Fetch.of("url", method, url, time).reading(BODY_BYTES);
        return method.equals("POST")
                ? ask.with(List.of(Map.entry("Content-Type", "application/json")), NOTHING)
                : ask;
    }

    private Data data(X402Offer offer, Fetched fetched, List<String> methods) {
        return new Data(
                offer.payTo(),
                List.copyOf(offer.prices().keySet()),
                offer.prices(),
                fetched.ms(),
                methods,
                clock.instant());
    }

    /** What it says that it takes; at least the one that was answered. */
    private List<String> methods(String caller, String url, String answered, long endNanos) {
        long leftMs = (endNanos - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
            return List.of(answered);
        }
        try {
            Fetched options =
                    outbound.fetch(caller, ask("OPTIONS", url, Duration.ofMillis(leftMs)));
            List<String> allowed =
                    options.header("Allow").stream()
                            .flatMap(allow -> Arrays.stream(allow.split(",")))
                            .map(String::strip)
                            .filter(method -> method.matches("[A-Z]{1,16}"))
                            .limit(METHODS)
                            .toList();
            return allowed.contains(answered) ? allowed : List.of(answered);
        } catch (Problem problem) {
            return List.of(answered);
        }
    }
}
