package dev.coffer.observe;

import dev.coffer.http.Options;

import java.net.URI;
import java.util.Optional;

/**
 * By what an operator wants to see a service.
 *
 * @param operatorPort where metrics are to be had, and nothing else is; without it none are kept
 * @param collector the base of an OpenTelemetry collector's OTLP over HTTP; without it no spans are
 *     made
 */
public record Observing(Optional<Options> operatorPort, Optional<URI> collector) {

    public static Observing nothing() {
        return new Observing(Optional.empty(), Optional.empty());
    }
}
