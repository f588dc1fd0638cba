package dev.coffer.tool.ai;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Takes out of a text what says most: sentences that hold the words which the whole text has most
 * (Luhn), and for a question the sentence that holds its rarest words (BM25's weights). Nothing is
 * worded anew, so nothing is said that the text does not say.
 */
final class Extract {

    /** A sentence this long gets the full weight of its words; longer ones share it out. */
    private static final int USUAL_WORDS = 20;

    /** The first sentence often says what a text is about. */
    private static final double FIRST = 1.3;

    /** A sentence that says less than this share of what the best one says is left out. */
    private static final double BESIDE = 0.4;

    /** Below this share of a question's words, by weight, a sentence is no answer to it. */
    private static final double ANSWERS = 0.4;

    record Found(String sentence, double share) {
        boolean answers() {
            return share >= ANSWERS;
        }
    }

    private Extract() {}

    /**
     * The sentences that say most, in their order, of at most so many words together; at least one,
     * cut where it is longer.
     */
    static String summary(String text, int mostWords) {
        List<String> sentences = Prose.sentences(text);
        List<List<String>> stems = sentences.stream().map(Prose::stems).toList();
        Map<String, Long> counts =
                stems.stream()
                        .flatMap(List::stream)
                        .collect(Collectors.groupingBy(stem -> stem, Collectors.counting()));
        double[] weights = new double[sentences.size()];
        for (int i = 0; i < weights.length; i++) {
            double sum =
                    new HashSet<>(stems.get(i))
                            .stream()
                                    .mapToDouble(s -> Math.log1p(counts.getOrDefault(s, 0L)))
                                    .sum();
            int words = Math.max(USUAL_WORDS, stems.get(i).size());
            weights[i] = sum / Math.sqrt(words) * (i == 0 ? FIRST : 1);
        }
        BitSet taken = new BitSet();
        int words = 0;
        double least = BESIDE * Arrays.stream(weights).max().orElse(0);
        for (int i : best(weights)) {
            int more = spaced(sentences.get(i)).length;
            if (words + more <= mostWords && weights[i] >= least) {
                taken.set(i);
                words += more;
            }
        }
        return taken.isEmpty()
                ? cut(sentences.get(best(weights).getFirst()), mostWords)
                : taken.stream().mapToObj(sentences::get).collect(Collectors.joining(" "));
    }

    private static List<Integer> best(double[] weights) {
        return IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -weights[i]))
                .toList();
    }

    private static String cut(String sentence, int mostWords) {
        return List.of(spaced(sentence)).stream().limit(mostWords).collect(Collectors.joining(" "))
                + "\u2026";
    }

    private static String[] spaced(String sentence) {
        return sentence.split("\\s+");
    }

    /** The sentence that holds most of a question, and which share of it by weight. */
    static Found answer(String context, String question) {
        List<String> sentences = Prose.sentences(context);
        List<HashSet<String>> stems =
                sentences.stream().map(s -> new HashSet<>(Prose.stems(s))).toList();
        Map<String, Double> weights = new HashMap<>();
        for (String stem : Prose.stems(question)) {
            long with = stems.stream().filter(s -> s.contains(stem)).count();
            weights.put(stem, Math.log1p((sentences.size() - with + 0.5) / (with + 0.5)) + 0.1);
        }
        double all = weights.values().stream().mapToDouble(w -> w).sum();
        Found best = new Found("", 0);
        for (int i = 0; i < sentences.size(); i++) {
            HashSet<String> own = stems.get(i);
            double held =
                    weights.entrySet().stream()
                            .filter(w -> own.contains(w.getKey()))
                            .mapToDouble(Map.Entry::getValue)
                            .sum();
            if (all > 0 && held / all > best.share()) {
                best = new Found(sentences.get(i), held / all);
            }
        }
        return best;
    }

    /**
     * Phrases between the words that carry no meaning, those of words that stand in the longest and
     * rarest company first (RAKE: Rose et al. 2010).
     */
    static List<String> keywords(String text, int most) {
        List<List<String>> phrases = phrases(text);
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Integer> company = new HashMap<>();
        for (List<String> phrase : phrases) {
            for (String word : phrase) {
                counts.merge(word, 1, Integer::sum);
                company.merge(word, phrase.size(), Integer::sum);
            }
        }
        Map<String, Double> weights = new HashMap<>();
        for (List<String> phrase : phrases) {
            double weight =
                    phrase.stream()
                            .mapToDouble(w ->
                                    (double) company.getOrDefault(w, 0) / counts.getOrDefault(w, 1))
                            .sum();
            // What is said again is meant.
            weights.merge(String.join(" ", phrase), weight, (a, b) -> a + b / 2);
        }
        return weights.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Double>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static final int PHRASE_WORDS = 4;

    private static List<List<String>> phrases(String text) {
        List<List<String>> phrases = new ArrayList<>();
        for (String part : text.split("[\\p{Punct}&&[^'\\-]]|[\\u2013\\u2014\\u3002\\uff0c]|\\R")) {
            List<String> phrase = new ArrayList<>();
            for (String word : Prose.of(part)) {
                boolean carries = !Prose.isEmpty(word) && !Character.isDigit(word.charAt(0));
                if (!carries || phrase.size() == PHRASE_WORDS) {
                    phrases.add(phrase);
                    phrase = new ArrayList<>();
                }
                if (carries) {
                    phrase.add(word);
                }
            }
            phrases.add(phrase);
        }
        phrases.removeIf(List::isEmpty);
        return phrases;
    }
}
