package dev.coffer.endpoint;

import java.util.Optional;

/**
 * One call: its checked input, the asset it names, who calls, and the request it came with.
 *
 * @param tokenType as it was given in the input; not checked yet
 */
public record Call<I>(I input, Optional<String> tokenType, Caller caller, Request request) {

    /** The address whose data it is about. */
    public String owner() {
        return caller.owner();
    }
}
