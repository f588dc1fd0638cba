package dev.coffer.endpoint;

/** Who calls: somebody whom a token or a payment names, or nobody in particular. */
public sealed interface Caller {

    /**
     * @param address who calls
     * @param owner the address whose data the call is about: mostly the caller's own
     * @param untilMs when what it calls by ends, in epoch milliseconds
     */
    record Known(String address, String owner, long untilMs) implements Caller {}

    /** Anybody: the caller of a public endpoint. */
    record Anyone() implements Caller {}

    /** When what is made for the caller has to end, in epoch milliseconds, at the latest. */
    default long untilMs() {
        return switch (this) {
            case Known known -> known.untilMs();
            case Anyone _ -> Long.MAX_VALUE;
        };
    }

    /** Whose data the call is about; an endpoint that asks has a caller who is known. */
    default String owner() {
        return switch (this) {
            case Known known -> known.owner();
            case Anyone _ -> throw new IllegalStateException("nobody in particular calls");
        };
    }
}
