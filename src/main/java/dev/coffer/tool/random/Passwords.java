package dev.coffer.tool.random;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Toolbox;

import java.math.BigInteger;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Passwords with at least one character of each kind that is wanted. */
final class Passwords {

    record Kinds(boolean uppercase, boolean lowercase, boolean numbers, boolean symbols) {
        static final Shape<Kinds> SHAPE =
                Shape.of(
                        Kinds::new,
                        Field.flag("uppercase", "With A to Z.").orElse(true),
                        Field.flag("lowercase", "With a to z.").orElse(true),
                        Field.flag("numbers", "With digits.").orElse(true),
                        Field.flag("symbols", "With punctuation.").orElse(true));

        Kinds {
            if (!uppercase && !lowercase && !numbers && !symbols) {
                throw Problem.invalid("uppercase", "or another kind of characters must be true");
            }
        }
    }

    record Wanted(long length, Kinds kinds, boolean excludeAmbiguous) {
        static final Shape<Wanted> SHAPE =
                Shape.of(
                        Wanted::new,
                        Field.whole("length", 4, 128, "How many characters.").orElse(16L),
                        Kinds.SHAPE,
                        Field.flag("excludeAmbiguous", "Without O, 0, I, l, 1 and their like."));

        List<String> sets() {
            return Stream.of(
                            kinds.uppercase ? Draws.UPPER : "",
                            kinds.lowercase ? Draws.LOWER : "",
                            kinds.numbers ? Draws.DIGITS : "",
                            kinds.symbols ? Draws.SYMBOLS : "")
                    .filter(set -> !set.isEmpty())
                    .map(set -> excludeAmbiguous ? set.replaceAll("[O0Il1|]", "") : set)
                    .toList();
        }
    }

    record Password(String password, long length, double entropy, int charsetSize) {}

    private Passwords() {}

    static Endpoint<?, ?> of(Toolbox tools, RandomGenerator random) {
        return tools.tool(
                "/api/random/password",
                Wanted.SHAPE,
                Password.class,
                "Draws a password.",
                "{\"length\": 20}",
                in -> drawn(in, random));
    }

    /**
     * All passwords that have each kind are equally likely: others are drawn again. Of four kinds
     * in four characters every twentieth or so is good.
     */
    private static Password drawn(Wanted in, RandomGenerator random) {
        List<String> sets = in.sets();
        String all = String.join("", sets);
        StringBuilder password = new StringBuilder();
        do {
            password.setLength(0);
            while (password.length() < in.length()) {
                password.append(all.charAt(random.nextInt(all.length())));
            }
        } while (!sets.stream().allMatch(set -> hasAny(password, set)));
        return new Password(
                password.toString(),
                in.length(),
                Math.round(100 * log2(choices(sets, in.length()))) / 100.0,
                all.length());
    }

    private static boolean hasAny(CharSequence password, String set) {
        return password.chars().anyMatch(c -> set.indexOf(c) >= 0);
    }

    /** How many passwords there are, by inclusion and exclusion of kinds that are missing. */
    private static BigInteger choices(List<String> sets, long length) {
        BigInteger choices = BigInteger.ZERO;
        for (int missing = 0; missing < 1 << sets.size(); missing++) {
            int left = 0;
            for (int i = 0; i < sets.size(); i++) {
                left += (missing >> i & 1) == 0 ? sets.get(i).length() : 0;
            }
            BigInteger power = BigInteger.valueOf(left).pow((int) length);
            choices =
                    Integer.bitCount(missing) % 2 == 0
                            ? choices.add(power)
                            : choices.subtract(power);
        }
        return choices;
    }

    private static double log2(BigInteger number) {
        int shift = Math.max(0, number.bitLength() - 62);
        return Math.log(number.shiftRight(shift).doubleValue()) / Math.log(2) + shift;
    }
}
