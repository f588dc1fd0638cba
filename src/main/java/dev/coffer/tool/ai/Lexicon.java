package dev.coffer.tool.ai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How English words lean, from -3 to 3, and what turns them: a negation before them, an
 * intensifier, capitals, an exclamation mark. A small list of plain words; irony, other languages
 * and words of a trade are beyond it.
 */
final class Lexicon {

    private static final Map<String, Double> LEANINGS = new HashMap<>();

    static {
        lean(
                3,
                "amazing awesome brilliant delighted excellent exceptional fantastic flawless incredible"
                        + " love loved loves magnificent outstanding perfect perfectly stunning superb"
                        + " terrific thrilled wonderful \u2764 \ud83d\ude0d \ud83e\udd29");
        lean(
                2,
                "adore beautiful best bless celebrate charming cheerful congratulations delicious elegant"
                        + " enjoy enjoyed enjoyable excited exciting friendly fun generous glad good grateful"
                        + " great happy helpful impressed impressive joy kind lovely nice pleasant pleased"
                        + " proud recommend recommended reliable satisfied succeed success successful thank"
                        + " thankful thanks triumph win winner won wow \ud83d\ude00 \ud83d\ude0a \ud83d\ude42"
                        + " \ud83d\udc4d \ud83c\udf89");
        lean(
                1,
                "agree better calm clean clear comfortable cool easy fair fast favorite fine fresh gain"
                        + " honest hope hopeful improve improved improvement interesting like liked likes ok"
                        + " okay positive pretty quick ready safe secure smooth solid stable strong support"
                        + " useful valuable welcome well works worth");
        lean(
                -1,
                "annoy bit bug bugs cold complain complicated confused confusing delay delayed difficult"
                        + " doubt error errors expensive hard issue issues lack late lost mess miss missed"
                        + " missing negative noisy odd old problem problems risk risky rough slow sorry strange"
                        + " tired unclear uncertain weak worry worried");
        lean(
                -2,
                "afraid angry annoyed annoying bad bored boring broke broken complaint crash crashed crashes"
                        + " crashing damage danger dangerous disappoint disappointed disappointing"
                        + " disappointment dirty dislike fail failed fails failure frustrated frustrating"
                        + " frustration hurt lie lied lonely loss mad nasty pain painful poor poorly regret"
                        + " rude sad scared scary sick stupid terrified ugly unhappy unreliable upset useless"
                        + " waste wasted wrong \ud83d\ude15 \ud83d\ude22 \ud83d\ude41 \ud83d\udc4e");
        lean(
                -3,
                "abuse appalling atrocious awful catastrophe catastrophic cruel despise despicable disaster"
                        + " disgust disgusted disgusting dreadful evil fraud furious garbage hate hated hates"
                        + " hideous horrible horrific horrified murder nightmare pathetic scam terrible torture"
                        + " vile worst worthless \ud83d\ude20 \ud83d\ude21 \ud83e\udd2e");
        LEANINGS.remove("bit");
    }

    private static final Set<String> NEGATIONS =
            Set.of(
                    ("not no never none neither nor without hardly barely cannot can't don't doesn't didn't"
                                    + " isn't wasn't aren't weren't won't wouldn't couldn't shouldn't hasn't"
                                    + " haven't hadn't ain't")
                            .split(" "));

    private static final Set<String> MORE =
            Set.of(
                    "very really extremely absolutely totally completely so incredibly utterly highly deeply"
                            .split(" "));

    private static final Set<String> LESS =
            Set.of("slightly somewhat fairly rather quite kinda almost partly".split(" "));

    /** So many words before a word may turn it. */
    private static final int REACH = 3;

    private static final double NEGATED = -0.7;
    private static final double STRONGER = 1.4;
    private static final double WEAKER = 0.7;
    private static final double LOUD = 1.2;

    /** A sum of this size is half way to certain. */
    private static final double SPREAD = 4;

    /** Below this a text leans to neither side. */
    private static final double NEUTRAL = 0.1;

    /** Both sides this strong, and neither twice the other, is mixed. */
    private static final double BOTH = 1.5;

    /**
     * What a text's words say together.
     *
     * @param score from -1 to 1
     * @param confidence from 0, where it knows none of the words, to 1
     * @param counted the words that counted, as {@code great +2}
     */
    record Leaning(String sentiment, double score, double confidence, List<String> counted) {}

    private static final String END = ".";

    private Lexicon() {}

    private static void lean(double weight, String words) {
        for (String word : words.split(" ")) {
            LEANINGS.put(word, weight);
        }
    }

    static Leaning of(String text) {
        List<String> words = words(text);
        List<String> counted = new ArrayList<>();
        double plus = 0;
        double minus = 0;
        for (int i = 0; i < words.size(); i++) {
            double weight = LEANINGS.getOrDefault(lower(words.get(i)), 0.0) * turn(words, i);
            if (weight != 0) {
                plus += Math.max(0, weight);
                minus += Math.max(0, -weight);
                counted.add("%s %+.1f".formatted(lower(words.get(i)), weight));
            }
        }
        double loud = text.contains("!") ? LOUD : 1;
        double sum = (plus - minus) * loud;
        double score = sum / (Math.abs(sum) + SPREAD);
        double all = plus + minus;
        return new Leaning(
                name(plus, minus, score),
                score,
                all == 0 ? 0 : all / (all + SPREAD / 2),
                List.copyOf(counted));
    }

    private static String name(double plus, double minus, double score) {
        if (Math.min(plus, minus) >= BOTH && Math.max(plus, minus) < 2 * Math.min(plus, minus)) {
            return "mixed";
        }
        return score > NEUTRAL ? "positive" : score < -NEUTRAL ? "negative" : "neutral";
    }

    /** What turns a word stands before it, in the same sentence. */
    private static double turn(List<String> words, int at) {
        double turn = isLoud(words.get(at)) ? LOUD : 1;
        for (int i = at - 1; i >= Math.max(0, at - REACH); i--) {
            String before = lower(words.get(i));
            if (before.equals(END)) {
                break;
            }
            if (NEGATIONS.contains(before)) {
                turn *= NEGATED;
            } else if (i == at - 1 && MORE.contains(before)) {
                turn *= STRONGER;
            } else if (i == at - 1 && LESS.contains(before)) {
                turn *= WEAKER;
            }
        }
        return turn;
    }

    private static boolean isLoud(String word) {
        return word.length() > 2
                && word.equals(word.toUpperCase(java.util.Locale.ROOT))
                && Character.isLetter(word.charAt(0));
    }

    private static String lower(String word) {
        return word.toLowerCase(java.util.Locale.ROOT);
    }

    /** Words with their capitals, signs that lean, and where a sentence ends. */
    private static List<String> words(String text) {
        String ended = text.replace('\u2019', '\'').replaceAll("[.!?;:]+", " " + END + " ");
        return java.util.Arrays.stream(ended.split("[\\s\\p{Punct}&&[^'.]]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
