package dev.coffer.endpoint;

import java.util.Map;

/** A good answer. Refusals are {@link Problem}s. */
public sealed interface Reply {

    /** A record, written as a flat JSON object; {@code tokenType} is put beside its fields. */
    record Json(Object body) implements Reply {}

    /** Bytes as they are, with their type and further headers. */
    record Content(int status, String contentType, byte[] body, Map<String, String> headers)
            implements Reply {}

    static Reply of(Object body) {
        return new Json(body);
    }
}
