package dev.coffer.state.memory.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Who comes first. Meaning counts by how far a memory stands out of all: the cosines of a model
 * crowd together, and where all are near, near says nothing. What is further off than the mean is
 * as good as any other that is. Words count by the best. Both are worth the same. Then neighbours
 * of one source lend each other a part, and importance and recency decide between what is otherwise
 * alike.
 */
final class Ranking {

    /** What a neighbour's score counts; half of it that of the next but one. */
    private static final float LENT = 0.3f;

    private static final double IMPORTANCE = 0.05;
    private static final double USUAL_IMPORTANCE = 5_000;
    private static final double RECENCY = 0.05;

    /** It is half after 30 days. */
    private static final double LIFE_MS = 30 * 86_400_000d / Math.log(2);

    private static final float ALIKE = 1e-6f;

    private static final Comparator<Hit> BEST =
            Comparator.comparingDouble(Hit::score)
                    .thenComparingLong(hit -> hit.memory().place())
                    .reversed();

    private final List<Indexed> memories;
    private final Neighbours neighbours;
    private final boolean[] live;
    private final float[] similarity;
    private final int[] part;
    private final float[] meaning;
    private final float[] ownWords;
    private final float[] words;

    /**
     * @param live which documents count at all
     */
    Ranking(
            List<Indexed> memories,
            boolean[] live,
            Neighbours neighbours,
            PackedVectors vectors,
            WordIndex index,
            Question question) {
        this.memories = memories;
        this.neighbours = neighbours;
        this.live = live;
        this.similarity = new float[live.length];
        this.part = new int[live.length];
        vectors.nearest(question.vector(), similarity, part);
        this.meaning = standingOut();
        WordIndex.Look look = index.new Look(neighbours, live).at(question.terms());
        this.ownWords = look.own();
        this.words = ofBest(look.all());
    }

    private float[] standingOut() {
        double sum = 0;
        int count = 0;
        float best = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < live.length; i++) {
            if (live[i] && similarity[i] > Float.NEGATIVE_INFINITY) {
                sum += similarity[i];
                count++;
                best = Math.max(best, similarity[i]);
            }
        }
        float[] out = new float[live.length];
        float mean = count == 0 ? 0 : (float) (sum / count);
        for (int i = 0; i < live.length; i++) {
            if (live[i] && similarity[i] > Float.NEGATIVE_INFINITY) {
                float above = Math.max(0, similarity[i] - mean);
                out[i] = best - mean < ALIKE ? 1 : above / (best - mean);
            }
        }
        return out;
    }

    private float[] ofBest(float[] scores) {
        float best = 0;
        for (int i = 0; i < live.length; i++) {
            best = live[i] ? Math.max(best, scores[i]) : best;
        }
        float[] parts = new float[live.length];
        for (int i = 0; i < live.length && best > 0; i++) {
            parts[i] = live[i] ? scores[i] / best : 0;
        }
        return parts;
    }

    private float base(int document) {
        return document < 0 ? 0 : meaning[document] + words[document];
    }

    private float lent(int document) {
        float most = 0;
        float share = LENT;
        int before = document;
        int after = document;
        for (int step = 0; step < Neighbours.REACH; step++, share /= 2) {
            before = neighbours.before(before);
            after = neighbours.after(after);
            most = Math.max(most, share * Math.max(base(before), base(after)));
        }
        return most;
    }

    /** The best, at most so many. */
    List<Hit> best(Question question, long nowMs, int limit) {
        PriorityQueue<Hit> best = new PriorityQueue<>(BEST.reversed());
        for (int i = 0; i < live.length; i++) {
            if (live[i]
                    && question.takes(similarity[i], words[i])
                    && question.filter().takes(memories.get(i))) {
                double score = score(i, nowMs);
                if (best.size() == limit && score > best.element().score()) {
                    best.remove();
                }
                if (best.size() < limit) {
                    best.add(hit(i, score, nowMs));
                }
            }
        }
        List<Hit> hits = new ArrayList<>(best);
        hits.sort(BEST);
        return hits;
    }

    private double score(int document, long nowMs) {
        return base(document) + lent(document) + importance(document) + recency(document, nowMs);
    }

    private double importance(int document) {
        double more = memories.get(document).importance() - USUAL_IMPORTANCE;
        return IMPORTANCE * more / USUAL_IMPORTANCE;
    }

    private double recency(int document, long nowMs) {
        double age = Math.max(0, nowMs - memories.get(document).createdAtMs());
        return RECENCY * Math.exp(-age / LIFE_MS);
    }

    private Hit hit(int document, double score, long nowMs) {
        boolean hasVector = similarity[document] > Float.NEGATIVE_INFINITY;
        return new Hit(
                memories.get(document),
                hasVector ? Math.clamp(similarity[document], -1, 1) : 0,
                part[document],
                score,
                new Hit.Parts(
                        meaning[document],
                        words[document],
                        ownWords[document],
                        lent(document),
                        importance(document),
                        recency(document, nowMs)));
    }
}
