package dev.coffer.state.memory.index;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The words of a text as they are compared: in lower case, without the endings that English puts
 * behind a stem. What is no letter and no digit parts them.
 */
public final class Words {

    /** Words that say little of what a sentence is about; a question is half made of them. */
    private static final Set<String> COMMON =
            Stream.of(
                            """
                            a an the is are was were be been being do does did doing have has had having
                            what when where who whom which why how of in on at to for from by with and or
                            not no it its this that these those i me my we our you your he him his she her
                            they them their as if so than then there here about into over after before can
                            could would should will shall may might must much many any some s t d m ll re ve\
                            """
                                    .split("\\s+"))
                    .map(Words::stem)
                    .collect(Collectors.toUnmodifiableSet());

    /** Shorter words have no ending that could be taken off. */
    private static final int SHORTEST_STEM = 3;

    private Words() {}

    /** All words of a text, in its order. */
    public static List<String> of(String text) {
        String low = text.toLowerCase(Locale.ROOT).replace('\u2019', '\'').replace("'s", "");
        List<String> terms = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= low.length(); i++) {
            char c = i < low.length() ? low.charAt(i) : ' ';
            boolean alone = Character.isIdeographic(c);
            boolean within = isWord(c) && !alone;
            if (within && from < 0) {
                from = i;
            } else if (!within && from >= 0) {
                terms.add(stem(low.substring(from, i)));
                from = -1;
            }
            if (alone) {
                terms.add(String.valueOf(c)); // Scripts that put no spaces between words.
            }
        }
        return terms;
    }

    /** Letters, digits, and marks and surrogates, so that no script is taken apart. */
    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c)
                || Character.isSurrogate(c)
                || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    /** The words of a question that say what it is about, each once. */
    public static Set<String> ofQuestion(String text) {
        Set<String> terms = new LinkedHashSet<>(of(text));
        terms.removeAll(COMMON);
        return terms;
    }

    private static String stem(String word) {
        return word.length() <= SHORTEST_STEM || !isAscii(word)
                ? word
                : withoutVowel(withoutVerb(withoutPlural(word)));
    }

    private static boolean isAscii(String word) {
        return word.chars().allMatch(c -> c < 0x80);
    }

    private static String withoutPlural(String word) {
        if (word.endsWith("ies") && word.length() > 4) {
            return cut(word, 3) + "y";
        }
        if (word.endsWith("sses")) {
            return cut(word, 2);
        }
        boolean plural = word.endsWith("s") && "siu".indexOf(word.charAt(word.length() - 2)) < 0;
        return plural ? cut(word, 1) : word;
    }

    /** Planned and planning are plan. */
    private static String withoutVerb(String word) {
        int ending = word.endsWith("ing") ? 3 : word.endsWith("ed") ? 2 : 0;
        String rest = cut(word, ending);
        int length = rest.length();
        if (ending == 0 || length < SHORTEST_STEM || !hasVowel(rest)) {
            return word;
        }
        char last = rest.charAt(length - 1);
        boolean doubled = last == rest.charAt(length - 2) && "lsz".indexOf(last) < 0;
        return doubled && length > SHORTEST_STEM ? cut(rest, 1) : rest;
    }

    private static boolean hasVowel(String word) {
        return word.chars().anyMatch(c -> "aeiouy".indexOf(c) >= 0);
    }

    /** Hope and hoping, study and studied. */
    private static String withoutVowel(String word) {
        if (word.length() <= SHORTEST_STEM) {
            return word;
        }
        String rest = word.endsWith("e") ? cut(word, 1) : word;
        return rest.length() > SHORTEST_STEM && rest.endsWith("y") ? cut(rest, 1) + "i" : rest;
    }

    private static String cut(String word, int chars) {
        return word.substring(0, word.length() - chars);
    }
}
