package dev.coffer.cli.client;

import dev.coffer.endpoint.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.net.http.HttpHeaders;
import java.util.Optional;

/** What came back. */
public record Response(int status, HttpHeaders headers, String body) {

    public boolean ok() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** The body as JSON; a missing node if it is something else. */
    public JsonNode json() {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException e) {
            return Json.MAPPER.missingNode();
        }
    }

    /** A problem's code; empty where there is none. */
    public String code() {
        return json().path("code").asString("");
    }

    /** What went wrong, in one line. */
    public String problem() {
        JsonNode json = json();
        String detail = json.path("detail").asString(json.path("error").asString(body.strip()));
        return "%d %s: %s".formatted(status, code(), detail).replace(" :", ":");
    }

    /** How long to wait before the same request is worth sending again. */
    public long retryAfterMs() {
        return json().path("retryAfterMs").asLong(1_000);
    }

    @Override
    public String toString() {
        return status + " " + Json.MAPPER.writeValueAsString(json());
    }
}
