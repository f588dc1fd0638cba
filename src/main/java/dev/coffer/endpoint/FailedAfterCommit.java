package dev.coffer.endpoint;

import java.util.Map;

/** Something failed once the call was done: it is committed, and charged if it costs anything. */
public final class FailedAfterCommit extends RuntimeException {

    private final Map<String, String> headers;

    /**
     * @param headers what the answer would have said of the charge and the payment
     */
    public FailedAfterCommit(Map<String, String> headers, Throwable cause) {
        super("after the commit", cause);
        this.headers = Map.copyOf(headers);
    }

    public Map<String, String> headers() {
        return headers;
    }
}
