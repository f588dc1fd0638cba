package dev.coffer.state.counter;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.coffer.endpoint.Problem;

import java.math.BigInteger;
import java.util.Optional;

/** What a counter's value may be at least and at most, both included. */
record Bounds(
        @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Long> min,
        @JsonInclude(JsonInclude.Include.ALWAYS) Optional<Long> max) {

    static final Bounds NONE = new Bounds(Optional.empty(), Optional.empty());

    /** As a caller gave them; they must leave some value. */
    static Bounds given(Optional<Long> min, Optional<Long> max) {
        return new Bounds(min, max).over(NONE);
    }

    /**
     * These, where given; else those that were remembered.
     *
     * @throws Problem 400 if no value is within them
     */
    Bounds over(Bounds remembered) {
        Bounds both = new Bounds(min.or(remembered::min), max.or(remembered::max));
        if (both.min().isPresent()
                && both.max().isPresent()
                && both.min().get() > both.max().get()) {
            throw Problem.invalid(
                    min.isPresent() ? "min" : "max",
                    "would leave no value: min would be %d and max %d"
                            .formatted(both.min().get(), both.max().get()));
        }
        return both;
    }

    /** The value within them that is next to a result, which may be beyond 64 bits. */
    BigInteger clamp(BigInteger result) {
        BigInteger low = min.map(BigInteger::valueOf).map(result::max).orElse(result);
        return max.map(BigInteger::valueOf).map(low::min).orElse(low);
    }
}
