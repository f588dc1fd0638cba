package dev.coffer.endpoint;

import java.util.function.ToLongFunction;

/** How an endpoint's price is found. */
public sealed interface Pricing<I> {

    /** The same for every call. */
    record Flat<I>(Tier tier) implements Pricing<I> {}

    /**
     * One tier up to a size in bytes and another above it. The size is the input's; before the
     * input is read, an offer is made by the length of the body, which is never less.
     */
    record BySize<I>(Tier upTo, Tier above, long thresholdBytes, ToLongFunction<I> bytes)
            implements Pricing<I> {}

    /** The payment is the point: what is paid is credited, and nothing is debited. */
    record Deposit<I>() implements Pricing<I> {}

    /** The tier of a call whose input is known. */
    default Tier tier(I input) {
        return switch (this) {
            case Flat<I> flat -> flat.tier();
            case BySize<I> sized ->
                    sized.bytes().applyAsLong(input) > sized.thresholdBytes()
                            ? sized.above()
                            : sized.upTo();
            case Deposit<I> _ -> Tier.FREE;
        };
    }

    /** The tier to offer for a body of this length; -1, an unknown length, may be a large one. */
    default Tier offered(long bodyBytes) {
        return switch (this) {
            case Flat<I> flat -> flat.tier();
            case BySize<I> sized ->
                    bodyBytes < 0 || bodyBytes > sized.thresholdBytes()
                            ? sized.above()
                            : sized.upTo();
            case Deposit<I> _ -> Tier.FREE;
        };
    }

    /** The price as documentation names it: a tier, or two. */
    default String label() {
        return switch (this) {
            case Flat<I> flat -> flat.tier().label();
            case BySize<I> sized -> sized.upTo().label() + " or " + sized.above().label();
            case Deposit<I> _ -> "deposit";
        };
    }
}
