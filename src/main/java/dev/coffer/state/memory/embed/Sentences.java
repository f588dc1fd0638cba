package dev.coffer.state.memory.embed;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where a text may be cut. */
public final class Sentences {

    private Sentences() {}

    /** Its sentences, one after another, which leave nothing of it out. */
    public static List<Passages.Passage> of(String text) {
        BreakIterator ends = BreakIterator.getSentenceInstance(Locale.ROOT);
        ends.setText(text);
        List<Passages.Passage> sentences = new ArrayList<>();
        int from = ends.first();
        for (int to = ends.next(); to != BreakIterator.DONE; to = ends.next()) {
            sentences.add(new Passages.Passage(from, to));
            from = to;
        }
        return sentences;
    }

    /** Its first chars, at most so many, at the end of a word if there is one near. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int space = text.lastIndexOf(' ', most);
        return text.substring(0, space > most / 2 ? space : boundary(text, most));
    }

    /** An index that does not part a pair of surrogates: itself or the one before. */
    static int boundary(String text, int index) {
        boolean within =
                Character.isLowSurrogate(text.charAt(index))
                        && Character.isHighSurrogate(text.charAt(index - 1));
        return within ? index - 1 : index;
    }
}
