package dev.coffer.endpoint;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** How the price of a paid endpoint is found. */
public sealed interface Pricing<I> {

    /** The same for every call. */
    record Flat<I>(Tier tier) implements Pricing<I> {}

    /** One tier up to a size in bytes and another above it; the size is the input's. */
    record BySize<I>(Tier upTo, Tier above, Limit threshold, ToLongFunction<I> bytes)
            implements Pricing<I> {

        /** JSON may write a byte as six, and there are other fields beside the sized one. */
        private static final int BODY_PER_BYTE = 8;

        private Tier of(long size) {
            return size > threshold.value() ? above : upTo;
        }

        /** The longest body to be read before an offer is made; a longer one is a large input. */
        public long judgedBytes() {
            return BODY_PER_BYTE * threshold.value();
        }

        /** Whether a body of that length, -1 for an unknown one, shows what its input costs. */
        public boolean isPlain(long bodyBytes) {
            return bodyBytes >= 0 && (bodyBytes <= threshold.value() || bodyBytes > judgedBytes());
        }

        /** By the length of the body, which is never less than the input. */
        public Tier byBody(long bodyBytes) {
            return of(bodyBytes < 0 ? Long.MAX_VALUE : bodyBytes);
        }
    }

    /** Of several calls at once: all that they are paid for, as their inputs say. */
    record Sum<I>(Function<I, List<Sold>> sold) implements Pricing<I> {}

    /**
     * What a call weighs by the length of its body, -1 for an unknown one; nothing is read. Several
     * calls at once are weighed when they are.
     */
    default int unitsOfBody(long bodyBytes) {
        return switch (this) {
            case Flat<I> flat -> flat.tier().units();
            case BySize<I> sized -> sized.byBody(bodyBytes).units();
            case Sum<I> _ -> 1;
        };
    }

    /** What a call is paid for whose input is known. */
    default List<Sold> sold(String path, I input) {
        return switch (this) {
            case Flat<I> flat -> List.of(new Sold(path, flat.tier()));
            case BySize<I> sized ->
                    List.of(new Sold(path, sized.of(sized.bytes().applyAsLong(input))));
            case Sum<I> sum -> sum.sold().apply(input);
        };
    }

    /** What one call is paid for at most, whatever its input. */
    default Sold atMost(String path) {
        return switch (this) {
            case Flat<I> flat -> new Sold(path, flat.tier());
            case BySize<I> sized -> new Sold(path, sized.above());
            case Sum<I> _ -> throw new IllegalStateException("not one call");
        };
    }

    /** The price as documentation names it: a tier, or two. */
    default String label() {
        return switch (this) {
            case Flat<I> flat -> flat.tier().label();
            case BySize<I> sized -> sized.upTo().label() + " or " + sized.above().label();
            case Sum<I> _ -> "the sum";
        };
    }
}
