package dev.coffer.state.memory.embed;

import org.jspecify.annotations.Nullable;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.PrimitiveIterator;

/**
 * BERT's tokens of an uncased vocabulary: words in lower case without accents, each cut into the
 * longest pieces that the vocabulary has (Devlin et al. 2018, section 3; the same as the
 * tokenizer.json of bge-small-en-v1.5 says).
 */
final class WordPiece {

    private static final String INNER = "##";

    /** A longer word is not looked at. */
    private static final int WORD_CHARS = 100;

    private final Map<String, Integer> vocabulary;
    private final int begin;
    private final int end;
    private final int unknown;

    WordPiece(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
        this.begin = special("[CLS]");
        this.end = special("[SEP]");
        this.unknown = special("[UNK]");
    }

    private int special(String name) {
        Integer id = vocabulary.get(name);
        if (id == null) {
            throw new IllegalArgumentException("a vocabulary without " + name);
        }
        return id;
    }

    /** Tokens that are there whatever the text is. */
    static final int AROUND = 2;

    /** A text's tokens with the model's marks around them, at most so many in all. */
    long[] ids(String text, int most) {
        Ids ids = new Ids(most - 1);
        ids.add(begin);
        words(text, ids);
        return ids.with(end);
    }

    /** How many tokens a text is, without the marks. */
    int count(String text) {
        Ids ids = new Ids(Integer.MAX_VALUE);
        words(text, ids);
        return ids.size;
    }

    private static final class Ids {
        private final int most;
        private long[] ids = new long[64];
        private int size;

        Ids(int most) {
            this.most = most;
        }

        boolean isFull() {
            return size >= most;
        }

        void add(int id) {
            if (isFull()) {
                return;
            }
            if (size == ids.length) {
                ids = Arrays.copyOf(ids, 2 * size);
            }
            ids[size++] = id;
        }

        long[] with(int last) {
            long[] all = Arrays.copyOf(ids, size + 1);
            all[size] = last;
            return all;
        }
    }

    private void words(String text, Ids ids) {
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        StringBuilder word = new StringBuilder();
        PrimitiveIterator.OfInt points = plain.codePoints().iterator();
        while (points.hasNext() && !ids.isFull()) {
            int c = points.nextInt();
            int type = Character.getType(c);
            if (Character.isWhitespace(c) || type == Character.SPACE_SEPARATOR) {
                pieces(word, ids);
            } else if (isPunctuation(c, type) || Character.isIdeographic(c)) {
                pieces(word, ids);
                pieces(word.appendCodePoint(c), ids);
            } else if (!isLeftOut(c, type)) {
                word.appendCodePoint(c);
            }
        }
        pieces(word, ids);
    }

    private static boolean isLeftOut(int c, int type) {
        return type == Character.NON_SPACING_MARK
                || type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.PRIVATE_USE
                || type == Character.UNASSIGNED
                || c == 0xfffd;
    }

    /** In ASCII whatever is neither letter nor digit, as BERT has it. */
    private static boolean isPunctuation(int c, int type) {
        return c < 0x80
                ? c > ' ' && c < 0x7f && !Character.isLetterOrDigit(c)
                : type == Character.CONNECTOR_PUNCTUATION
                        || type == Character.DASH_PUNCTUATION
                        || type == Character.START_PUNCTUATION
                        || type == Character.END_PUNCTUATION
                        || type == Character.INITIAL_QUOTE_PUNCTUATION
                        || type == Character.FINAL_QUOTE_PUNCTUATION
                        || type == Character.OTHER_PUNCTUATION;
    }

    /** The pieces of a word, which is taken away. */
    private void pieces(StringBuilder taken, Ids ids) {
        String word = taken.toString();
        taken.setLength(0);
        if (word.isEmpty()) {
            return;
        }
        int[] found = new int[word.length()];
        int count = 0;
        int at = 0;
        while (at < word.length() && word.length() <= WORD_CHARS) {
            int end = word.length();
            Integer piece = piece(word, at, end);
            while (piece == null && end > at + 1) {
                piece = piece(word, at, --end);
            }
            if (piece == null) {
                break;
            }
            found[count++] = piece;
            at = end;
        }
        if (at < word.length()) {
            ids.add(unknown);
            return;
        }
        for (int i = 0; i < count; i++) {
            ids.add(found[i]);
        }
    }

    private @Nullable Integer piece(String word, int from, int to) {
        String part = word.substring(from, to);
        return vocabulary.get(from == 0 ? part : INNER + part);
    }
}
