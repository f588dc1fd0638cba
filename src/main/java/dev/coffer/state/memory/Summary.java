package dev.coffer.state.memory;

import dev.coffer.state.memory.embed.Passages.Passage;
import dev.coffer.state.memory.embed.Sentences;
import dev.coffer.state.memory.index.Words;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a long text says, in some of its own sentences: those that have most of the words that the
 * whole is about (centroid-based, after Radev et al. 2004), in the text's order. Takes a time that
 * grows as the text does, and gives the same for the same text.
 */
final class Summary {

    /**
     * Sentences are weighed by their words over this power of their number: not the longest win.
     */
    private static final double BREVITY = 0.7;

    private Summary() {}

    /** The summary of a text; none of a short one, which is its own. */
    static Optional<String> of(String text) {
        if (text.length() <= MemoryLimits.MEMORY_SUMMARY_ABOVE_CHARS.whole()) {
            return Optional.empty();
        }
        List<Passage> sentences = Sentences.of(text);
        List<Set<String>> words =
                sentences.stream().map(each -> Words.ofQuestion(each.of(text))).toList();
        Map<String, Integer> times = new HashMap<>();
        words.forEach(each -> each.forEach(word -> times.merge(word, 1, Integer::sum)));
        double[] scores = words.stream().mapToDouble(each -> score(each, times)).toArray();
        List<Integer> best =
                IntStream.range(0, scores.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer i) -> -scores[i]))
                        .toList();
        return Optional.of(joined(text, sentences, words, best));
    }

    private static double score(Set<String> words, Map<String, Integer> times) {
        double sum = words.stream().mapToInt(word -> times.getOrDefault(word, 0)).sum();
        return sum / Math.pow(1 + words.size(), BREVITY);
    }

    /** The best ones that fit, without those that only say again what others say. */
    private static String joined(
            String text, List<Passage> sentences, List<Set<String>> words, List<Integer> best) {
        int room = MemoryLimits.MEMORY_SUMMARY_CHARS.whole();
        List<Integer> chosen = new ArrayList<>();
        Set<String> said = new HashSet<>();
        for (int i : best) {
            int length = sentences.get(i).of(text).strip().length() + 1;
            if (length <= room && said.addAll(words.get(i))) {
                chosen.add(i);
                room -= length;
            }
        }
        if (chosen.isEmpty()) {
            return Sentences.cut(text.strip(), room);
        }
        return String.join(
                " ", chosen.stream().sorted().map(i -> sentences.get(i).of(text).strip()).toList());
    }
}
