package dev.coffer.state.memory.index;

/**
 * A memory that was found.
 *
 * @param similarity the cosine of its nearest passage to the question; 0 if it has no vectors
 * @param part which passage that is
 * @param parts how its score came about
 */
public record Hit(Indexed memory, double similarity, int part, double score, Parts parts) {

    /**
     * What a score is the sum of.
     *
     * @param meaning how far its similarity is from the mean to the best: 0 to 1
     * @param words BM25 of it and its neighbours, of the best: 0 to 1
     * @param ownWords BM25 of its own words, which tells nothing of other questions
     * @param neighbours what those next to it lend
     * @param importance up to 0.05 for 10, down to -0.05 for 0
     * @param recency up to 0.05, half of it after 30 days
     */
    public record Parts(
            double meaning,
            double words,
            double ownWords,
            double neighbours,
            double importance,
            double recency) {}
}
