package dev.coffer.endpoint;

import java.util.Map;

/** Something failed after the call was done: it is committed, and charged. */
public final class Done extends RuntimeException {

    private final Map<String, String> headers;

    /**
     * @param headers what the answer would have said of the charge
     */
    public Done(Map<String, String> headers, Throwable cause) {
        super("after the commit", cause);
        this.headers = Map.copyOf(headers);
    }

    public Map<String, String> headers() {
        return headers;
    }
}
