package dev.coffer.tool.util;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.TimeBudget;
import dev.coffer.tool.Toolbox;

import java.util.Locale;

/** How far two texts are apart, character by character. */
final class StringDistance {

    record Pair(String string1, String string2, boolean caseSensitive) {
        static final Shape<Pair> SHAPE =
                Shape.of(
                        Pair::new,
                        Texts.field("string1", "The one text."),
                        Texts.field("string2", "The other."),
                        Field.flag("caseSensitive", "Whether A is not a.").orElse(true));

        int[] characters(String of) {
            return (caseSensitive ? of : of.toLowerCase(Locale.ROOT)).codePoints().toArray();
        }
    }

    record Distance(
            int levenshtein,
            double similarity,
            double similarityPercent,
            double jaroWinkler,
            int string1Length,
            int string2Length,
            boolean caseSensitive) {}

    /** From here on a common beginning counts (Winkler 1990). */
    private static final double BOOSTED_ABOVE = 0.7;

    private static final int MOST_PREFIX = 4;

    private StringDistance() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/util/string-distance",
                Pair.SHAPE,
                Distance.class,
                "Measures how alike two texts are: Levenshtein, Jaro-Winkler.",
                "{\"string1\": \"kitten\", \"string2\": \"sitting\"}",
                StringDistance::distance,
                ErrorCode.TOO_COSTLY);
    }

    private static Distance distance(Pair in) {
        int[] a = in.characters(in.string1());
        int[] b = in.characters(in.string2());
        if ((long) a.length * b.length > UtilLimits.DISTANCE_CELLS.value()) {
            throw TimeBudget.tooCostly();
        }
        int longest = Math.max(a.length, b.length);
        int edits = levenshtein(a, b);
        double similarity = longest == 0 ? 1 : 1 - (double) edits / longest;
        return new Distance(
                edits,
                rounded(similarity, 10_000),
                rounded(100 * similarity, 100),
                rounded(jaroWinkler(a, b), 10_000),
                in.string1().length(),
                in.string2().length(),
                in.caseSensitive());
    }

    private static double rounded(double value, int parts) {
        return Math.round(value * parts) / (double) parts;
    }

    private static int levenshtein(int[] a, int[] b) {
        TimeBudget time = new TimeBudget();
        int[] row = new int[b.length + 1];
        for (int j = 0; j <= b.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length; i++) {
            time.check();
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length];
    }

    private static double jaroWinkler(int[] a, int[] b) {
        double jaro = jaro(a, b);
        int prefix = 0;
        while (prefix < Math.min(MOST_PREFIX, Math.min(a.length, b.length))
                && a[prefix] == b[prefix]) {
            prefix++;
        }
        return jaro < BOOSTED_ABOVE ? jaro : jaro + 0.1 * prefix * (1 - jaro);
    }

    private static double jaro(int[] a, int[] b) {
        if (a.length == 0 || b.length == 0) {
            return a.length == b.length ? 1 : 0;
        }
        int reach = Math.max(0, Math.max(a.length, b.length) / 2 - 1);
        boolean[] taken = new boolean[b.length];
        int[] matched = new int[a.length];
        int matches = 0;
        for (int i = 0; i < a.length; i++) {
            int end = Math.min(b.length, i + reach + 1);
            for (int j = Math.max(0, i - reach); j < end; j++) {
                if (!taken[j] && a[i] == b[j]) {
                    taken[j] = true;
                    matched[matches++] = a[i];
                    break;
                }
            }
        }
        if (matches == 0) {
            return 0;
        }
        int swapped = 0;
        int k = 0;
        for (int j = 0; j < b.length; j++) {
            if (taken[j] && b[j] != matched[k++]) {
                swapped++;
            }
        }
        double m = matches;
        return (m / a.length + m / b.length + (m - swapped / 2.0) / m) / 3;
    }
}
