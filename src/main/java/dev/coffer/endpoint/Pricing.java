package dev.coffer.endpoint;

import java.util.function.ToLongFunction;

/** How the price of a paid endpoint is found. */
public sealed interface Pricing<I> {

    /** The same for every call. */
    record Flat<I>(Tier tier) implements Pricing<I> {}

    /**
     * One tier up to a size in bytes and another above it. The size is the input's; before the
     * input is read, an offer is made by the length of the body, which is never less.
     */
    record BySize<I>(Tier upTo, Tier above, Limit threshold, ToLongFunction<I> bytes)
            implements Pricing<I> {

        private Tier of(long size) {
            return size > threshold.value() ? above : upTo;
        }
    }

    /** The tier of a call whose input is known. */
    default Tier tier(I input) {
        return switch (this) {
            case Flat<I> flat -> flat.tier();
            case BySize<I> sized -> sized.of(sized.bytes().applyAsLong(input));
        };
    }

    /** The tier to offer for a body of this length; -1, an unknown length, may be a large one. */
    default Tier offered(long bodyBytes) {
        return switch (this) {
            case Flat<I> flat -> flat.tier();
            case BySize<I> sized -> sized.of(bodyBytes < 0 ? Long.MAX_VALUE : bodyBytes);
        };
    }

    /** The price as documentation names it: a tier, or two. */
    default String label() {
        return switch (this) {
            case Flat<I> flat -> flat.tier().label();
            case BySize<I> sized -> sized.upTo().label() + " or " + sized.above().label();
        };
    }
}
