package dev.coffer.endpoint;

import java.util.Optional;
import java.util.function.Function;

/** Who may call, and what for. */
public sealed interface Access<I> {

    /**
     * Whoever pays the price, or has a balance that covers it.
     *
     * @param touches what a call is about
     */
    record Paid<I>(Pricing<I> pricing, Touches<I> touches) implements Access<I> {}

    /**
     * Whoever pays: what is paid is credited, and nothing is debited.
     *
     * @param amount what the input names, in smallest units; without it, any amount will do
     */
    record Deposit<I>(Function<I, Optional<Long>> amount) implements Access<I> {}

    /**
     * Whoever has an account, for nothing.
     *
     * @param wholeOnly whether it takes all of its owner's rights
     */
    record Account<I>(boolean wholeOnly) implements Access<I> {}

    /** Anybody, for nothing. */
    record Anybody<I>() implements Access<I> {}

    /** What it costs, as documentation names it: a tier, or two, {@code deposit}, {@code free}. */
    default String label() {
        return switch (this) {
            case Paid<I> paid -> paid.pricing().label();
            case Deposit<I> _ -> "deposit";
            case Account<I> _, Anybody<I> _ -> "free";
        };
    }
}
