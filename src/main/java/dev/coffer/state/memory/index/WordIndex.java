package dev.coffer.state.memory.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words of an owner's memories, weighed as BM25 does (Robertson and Zaragoza 2009). A memory
 * counts as having a little of the words of those next to it, since who tells a story does not say
 * in every sentence of whom.
 */
final class WordIndex {

    /** How soon more of the same word counts no more; with {@link #LENGTH}, for short texts. */
    private static final double SATURATION = 0.9;

    /** How much a long text's words count less. */
    private static final double LENGTH = 0.4;

    /** What a neighbour's word counts of one's own; half of it from the next but one. */
    private static final double LENT = 0.5;

    private static final int TIMES_BITS = 8;
    private static final int MOST_TIMES = (1 << TIMES_BITS) - 1;

    /** Bytes of an entry of the map, a text and an array, about. */
    private static final int BYTES_OF_WORD = 160;

    /** Where one word stands: a document and how often, packed into one number each. */
    private static final class Postings {
        private int[] packed = new int[2];
        private int size;

        void add(int document, int times) {
            if (size == packed.length) {
                packed = Arrays.copyOf(packed, size + (size >> 1) + 1);
            }
            packed[size++] = document << TIMES_BITS | Math.min(times, MOST_TIMES);
        }

        int document(int i) {
            return packed[i] >>> TIMES_BITS;
        }

        int times(int i) {
            return packed[i] & MOST_TIMES;
        }
    }

    private final Map<String, Postings> words = new HashMap<>();
    private int[] lengths = new int[16];
    private long postings;

    long bytes() {
        return BYTES_OF_WORD * (long) words.size() + 6 * postings + 4L * lengths.length;
    }

    void add(int document, List<String> terms) {
        if (document >= lengths.length) {
            lengths = Arrays.copyOf(lengths, Math.max(document + 1, 2 * lengths.length));
        }
        lengths[document] = terms.size();
        Map<String, Integer> times = HashMap.newHashMap(terms.size());
        terms.forEach(term -> times.merge(term, 1, Integer::sum));
        times.forEach((term, count) ->
                words.computeIfAbsent(term, _ -> new Postings()).add(document, count));
        postings += times.size();
    }

    /** One question's look at the words. */
    final class Look {
        private final Neighbours neighbours;
        private final boolean[] live;
        private final float[] own;
        private final float[] all;

        /** What a word counts for each document; zero but while it is looked at. */
        private final float[] counts;

        private int documents;
        private double meanLength;

        Look(Neighbours neighbours, boolean[] live) {
            this.neighbours = neighbours;
            this.live = live;
            this.own = new float[live.length];
            this.all = new float[live.length];
            this.counts = new float[live.length];
            long length = 0;
            for (int i = 0; i < live.length; i++) {
                if (live[i]) {
                    documents++;
                    length += lengths[i];
                }
            }
            meanLength = documents == 0 ? 1 : Math.max(1, (double) length / documents);
        }

        Look at(Set<String> question) {
            for (String word : question) {
                Postings found = words.get(word);
                if (found != null) {
                    add(found);
                }
            }
            return this;
        }

        /** BM25 of each document's own words. */
        float[] own() {
            return own;
        }

        /** The same with what its neighbours lend. */
        float[] all() {
            return all;
        }

        private void add(Postings of) {
            int having = 0;
            for (int i = 0; i < of.size; i++) {
                having += live[of.document(i)] ? 1 : 0;
            }
            float rarity = (float) Math.log(1 + (documents - having + 0.5) / (having + 0.5));
            for (int i = 0; i < of.size; i++) {
                int document = of.document(i);
                if (live[document]) {
                    double lasting = 1 - LENGTH + LENGTH * lengths[document] / meanLength;
                    double times = of.times(i);
                    double counted = times * (SATURATION + 1) / (times + SATURATION * lasting);
                    own[document] += (float) (rarity * counted);
                    raise(document, counted, rarity);
                    lend(document, counted * LENT, rarity);
                }
            }
            for (int i = 0; i < of.size; i++) {
                if (live[of.document(i)]) {
                    clear(of.document(i));
                }
            }
        }

        /** The most that a word counts for a document is what it counts. */
        private void raise(int document, double counted, float rarity) {
            float more = (float) counted - counts[document];
            if (more > 0) {
                counts[document] += more;
                all[document] += rarity * more;
            }
        }

        private void lend(int document, double counted, float rarity) {
            double lent = counted;
            int before = document;
            int after = document;
            for (int step = 0; step < Neighbours.REACH; step++, lent /= 2) {
                before = neighbours.before(before);
                after = neighbours.after(after);
                if (before >= 0) {
                    raise(before, lent, rarity);
                }
                if (after >= 0) {
                    raise(after, lent, rarity);
                }
            }
        }

        private void clear(int document) {
            counts[document] = 0;
            int before = document;
            int after = document;
            for (int step = 0; step < Neighbours.REACH; step++) {
                before = neighbours.before(before);
                after = neighbours.after(after);
                if (before >= 0) {
                    counts[before] = 0;
                }
                if (after >= 0) {
                    counts[after] = 0;
                }
            }
        }
    }
}
