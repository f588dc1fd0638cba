package dev.coffer.state.memory.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Cuts a text into passages that a model reads whole: as many whole sentences as fit, and a longer
 * sentence at a space, or where it must.
 */
public final class Passages {

    /** A part of a text; indexes of chars, as {@link String#substring} takes them. */
    public record Passage(int from, int to) {
        public String of(String text) {
            return text.substring(from, to);
        }
    }

    private final ToIntFunction<String> tokens;
    private final int most;

    private Passages(ToIntFunction<String> tokens, int most) {
        this.tokens = tokens;
        this.most = most;
    }

    /** The passages of a text, one after another, which leave nothing of it out. */
    public static List<Passage> of(String text, Embedder model) {
        return of(text, model::tokens, model.window());
    }

    static List<Passage> of(String text, ToIntFunction<String> tokens, int most) {
        return new Passages(tokens, most).cut(text);
    }

    private List<Passage> cut(String text) {
        if (tokens.applyAsInt(text) <= most) {
            return List.of(new Passage(0, text.length()));
        }
        List<Passage> passages = new ArrayList<>();
        int from = 0;
        int used = 0;
        for (Passage sentence : Sentences.of(text)) {
            int count = tokens.applyAsInt(sentence.of(text));
            if (used + count > most) {
                halve(text, from, sentence.from(), used, passages);
                from = sentence.from();
                used = 0;
            }
            used += count;
        }
        halve(text, from, text.length(), used, passages);
        return List.copyOf(passages);
    }

    /** A part as it is, if it fits; else its halves. */
    private void halve(String text, int from, int to, int count, List<Passage> passages) {
        if (from == to) {
            return;
        }
        if (count <= most || to - from < 2) {
            passages.add(new Passage(from, to));
            return;
        }
        int middle = split(text, from, to);
        for (Passage half : List.of(new Passage(from, middle), new Passage(middle, to))) {
            int of = tokens.applyAsInt(half.of(text));
            halve(text, half.from(), half.to(), of, passages);
        }
    }

    private static int split(String text, int from, int to) {
        int middle = (from + to) >>> 1;
        int space = text.lastIndexOf(' ', middle);
        if (space > from + (to - from) / 4) {
            return space + 1;
        }
        int boundary = Sentences.boundary(text, middle);
        return boundary > from ? boundary : middle + 1;
    }
}
