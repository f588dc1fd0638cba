package dev.coffer.tool.text;

import com.github.difflib.algorithm.Change;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Texts;
import dev.coffer.tool.TimeBudget;
import dev.coffer.tool.Toolbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What has to be removed and added to make one text of another. */
final class Diff {

    record Pair(String text1, String text2, String mode) {
        static final Shape<Pair> SHAPE =
                Shape.of(
                        Pair::new,
                        Texts.field("text1", "The one text."),
                        Texts.field("text2", "The other."),
                        Texts.choice(
                                "mode", "What is compared as a whole.", "lines", "words", "chars"));
    }

    record Step(String type, String value, Optional<Integer> index) {}

    record Stats(int added, int removed, int unchanged) {}

    record Compared(
            boolean identical, String mode, List<Step> changes, Stats stats, double similarity) {}

    /** Cells of a table that is filled in a few milliseconds. */
    private static final long TABLE_CELLS = 2_000_000;

    private static final int MOST_UNEVEN = 4_000;

    private Diff() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/text/diff",
                Pair.SHAPE,
                Compared.class,
                "Compares two texts by lines, words or characters.",
                "{\"text1\": \"a\\nb\", \"text2\": \"a\\nc\"}",
                Diff::compared,
                ErrorCode.TOO_COSTLY);
    }

    private static Compared compared(Pair in) {
        List<String> from = parts(in.text1(), in.mode());
        List<String> to = parts(in.text2(), in.mode());
        boolean[] kept1 = new boolean[from.size()];
        boolean[] kept2 = new boolean[to.size()];
        if ((from.size() + 1L) * (to.size() + 1L) <= TABLE_CELLS) {
            byTable(from, to, kept1, kept2);
        } else {
            byMyers(from, to, kept1, kept2);
        }
        List<Step> steps = steps(from, to, kept1, kept2);
        int unchanged = count(kept1);
        int longest = Math.max(from.size(), to.size());
        return new Compared(
                in.text1().equals(in.text2()),
                in.mode(),
                steps,
                new Stats(to.size() - unchanged, from.size() - unchanged, unchanged),
                longest == 0 ? 1 : (double) unchanged / longest);
    }

    private static List<String> parts(String text, String mode) {
        return switch (mode) {
            case "words" -> Arrays.asList(text.split("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)"));
            case "chars" -> text.codePoints().mapToObj(Character::toString).toList();
            default -> Arrays.asList(text.split("\n", -1));
        };
    }

    /** The longest common subsequence, of several the one that removes early and adds late. */
    private static void byTable(
            List<String> from, List<String> to, boolean[] kept1, boolean[] kept2) {
        int[][] longest = new int[from.size() + 1][to.size() + 1];
        for (int i = 1; i <= from.size(); i++) {
            for (int j = 1; j <= to.size(); j++) {
                longest[i][j] =
                        from.get(i - 1).equals(to.get(j - 1))
                                ? longest[i - 1][j - 1] + 1
                                : Math.max(longest[i - 1][j], longest[i][j - 1]);
            }
        }
        int i = from.size();
        int j = to.size();
        while (i > 0 && j > 0) {
            if (from.get(i - 1).equals(to.get(j - 1))) {
                kept1[--i] = true;
                kept2[--j] = true;
            } else if (longest[i][j - 1] >= longest[i - 1][j]) {
                j--;
            } else {
                i--;
            }
        }
    }

    /**
     * The same length by Myers' algorithm, which is fast where the texts are much alike: what both
     * begin and end with, and what stands in one of them alone, is no work for it.
     */
    private static void byMyers(
            List<String> from, List<String> to, boolean[] kept1, boolean[] kept2) {
        int shorter = Math.min(from.size(), to.size());
        int start = 0;
        while (start < shorter && from.get(start).equals(to.get(start))) {
            start++;
        }
        int end = 0;
        while (end < shorter - start
                && from.get(from.size() - 1 - end).equals(to.get(to.size() - 1 - end))) {
            end++;
        }
        Arrays.fill(kept1, true);
        Arrays.fill(kept2, true);
        Arrays.fill(kept1, start, from.size() - end, false);
        Arrays.fill(kept2, start, to.size() - end, false);
        List<Integer> common1 = alsoIn(from, to, start, end);
        List<Integer> common2 = alsoIn(to, from, start, end);
        // The library's steps are at least the square of this, and not all of them can be counted.
        if (Math.abs(common1.size() - common2.size()) > MOST_UNEVEN) {
            throw TimeBudget.tooCostly();
        }
        common1.forEach(i -> kept1[i] = true);
        common2.forEach(i -> kept2[i] = true);
        TimeBudget time = new TimeBudget();
        List<Change> changes =
                new MyersDiffWithLinearSpace<String>(
                                (a, b) -> {
                                    time.step();
                                    return a.equals(b);
                                })
                        .computeDiff(
                                common1.stream().map(from::get).toList(),
                                common2.stream().map(to::get).toList(),
                                null);
        for (Change change : changes) {
            common1.subList(change.startOriginal, change.endOriginal)
                    .forEach(i -> kept1[i] = false);
            common2.subList(change.startRevised, change.endRevised).forEach(i -> kept2[i] = false);
        }
    }

    /** What stands in the other text nowhere is never common. */
    private static List<Integer> alsoIn(
            List<String> some, List<String> others, int start, int end) {
        Set<String> known = new HashSet<>(others.subList(start, others.size() - end));
        List<Integer> indexes = new ArrayList<>();
        for (int i = start; i < some.size() - end; i++) {
            if (known.contains(some.get(i))) {
                indexes.add(i);
            }
        }
        return indexes;
    }

    private static List<Step> steps(
            List<String> from, List<String> to, boolean[] kept1, boolean[] kept2) {
        if (count(kept1) != count(kept2)) {
            throw new IllegalStateException("what is common is so on both sides");
        }
        List<Step> steps = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < from.size() || j < to.size()) {
            if (i < from.size() && !kept1[i]) {
                steps.add(new Step("remove", from.get(i), Optional.of(i++)));
            } else if (j < to.size() && !kept2[j]) {
                steps.add(new Step("add", to.get(j), Optional.of(j++)));
            } else {
                steps.add(new Step("unchanged", from.get(i), Optional.empty()));
                i++;
                j++;
            }
        }
        return steps;
    }

    private static int count(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }
}
