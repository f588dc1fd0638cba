package dev.coffer.endpoint;

/** One call: its checked input, who calls, and the request it came with. */
public record Call<I>(I input, Caller caller, Request request) {

    public String owner() {
        return caller.address();
    }
}
