package dev.coffer.tool.ai;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Words and sentences of a text, as the offline engines count them. Boundaries are Unicode's (UAX
 * 29); the words that carry no meaning are English ones.
 */
final class Prose {

    private static final Set<String> EMPTY =
            Set.of(
                    """
                    a about above after again against all also am an and any are as at be because been
                    before being below between both but by can can't cannot could couldn't did didn't do
                    does doesn't doing don't down during each few for from further had hadn't has hasn't
                    have haven't having he her here hers herself him himself his how however i i'm i've if in into
                    is isn't it it's its itself just let let's lets many may me might more most much must my myself no nor not
                    now of off on once only or other our ours ourselves out over own same shall she should
                    so some such than that that's the their theirs them themselves then there there's therefore these
                    they they're this those through thus to too under until up upon us very was wasn't we we're
                    were weren't what when where which while who whom whose why will with won't would
                    wouldn't yet you you're your yours yourself yourselves\
                    """
                            .split("\\s+"));

    private Prose() {}

    /** Whether a word, in lower case, only holds others together. */
    static boolean isEmpty(String word) {
        return EMPTY.contains(word);
    }

    /** The sentences of a text, without the white space around them. */
    static List<String> sentences(String text) {
        return parts(BreakIterator.getSentenceInstance(Locale.ROOT), text).stream()
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    /** The words in lower case, those of numbers too; what stands between them is left out. */
    static List<String> of(String text) {
        return parts(BreakIterator.getWordInstance(Locale.ROOT), text).stream()
                .filter(part -> Character.isLetterOrDigit(part.codePointAt(0)))
                .map(part -> part.toLowerCase(Locale.ROOT).replace('\u2019', '\''))
                .toList();
    }

    /** The words that carry meaning, without the endings that English puts to them. */
    static List<String> stems(String text) {
        return of(text).stream().filter(word -> !isEmpty(word)).map(Prose::stem).toList();
    }

    /** Coarse, and the same for a question and its context, which is all that is asked of it. */
    private static String stem(String word) {
        for (String ending : List.of("'s", "ing", "ies", "ied", "es", "ed", "s", "e", "y")) {
            if (word.endsWith(ending) && word.length() - ending.length() >= 3) {
                return word.substring(0, word.length() - ending.length());
            }
        }
        return word;
    }

    private static List<String> parts(BreakIterator breaks, String text) {
        breaks.setText(text);
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = breaks.next(); at != BreakIterator.DONE; at = breaks.next()) {
            parts.add(text.substring(from, at));
            from = at;
        }
        return parts;
    }
}
