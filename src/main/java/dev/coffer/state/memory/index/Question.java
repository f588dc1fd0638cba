package dev.coffer.state.memory.index;

import java.util.Optional;
import java.util.Set;

/**
 * What is looked for.
 *
 * @param vector of what is asked
 * @param terms the words of it that say what it is about
 * @param leastSimilarity what a memory that has vectors must reach; if it was asked for, one that
 *     has none is not found
 */
public record Question(
        float[] vector,
        Set<String> terms,
        Indexed.Filter filter,
        Optional<Double> leastSimilarity) {

    /** Below it two texts of everyday language have nothing to do with each other. */
    private static final double USUAL_LEAST = 0.3;

    boolean takes(float similarity, float words) {
        return similarity > Float.NEGATIVE_INFINITY
                ? similarity >= leastSimilarity.orElse(USUAL_LEAST)
                : words > 0 && leastSimilarity.isEmpty();
    }
}
