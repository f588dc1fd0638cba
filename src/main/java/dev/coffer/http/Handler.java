package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Request;

/** What answers a request once its endpoint is known. Refusals are thrown as problems. */
@FunctionalInterface
public interface Handler {
    Answer handle(Endpoint<?, ?> endpoint, Request request);
}
