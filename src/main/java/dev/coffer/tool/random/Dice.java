package dev.coffer.tool.random;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.Toolbox;

import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Dice, in the notation of games: {@code 4d6kh3+2}. */
final class Dice {

    private static final Pattern NOTATION =
            Pattern.compile(
                    "(\\d{1,3})d(\\d{1,4})(?:k([hl])(\\d{1,3}))?([+-]\\d{1,9})?",
                    Pattern.CASE_INSENSITIVE);

    private static final Shape<String> SHAPE =
            Shape.of(
                    notation -> notation,
                    Field.text(
                                    "notation",
                                    1,
                                    32,
                                    "How many dice of how many sides; kh3 keeps the highest three, kl3 the lowest.")
                            .orElse("1d6"));

    record Rolled(
            String notation,
            List<Integer> rolls,
            List<Integer> kept,
            int modifier,
            int subtotal,
            int total) {}

    private Dice() {}

    static Endpoint<?, ?> of(Toolbox tools, RandomGenerator random) {
        return tools.tool(
                "/api/random/dice",
                SHAPE,
                Rolled.class,
                "Rolls dice.",
                "{\"notation\": \"4d6kh3\"}",
                notation -> rolled(notation, random));
    }

    private static Rolled rolled(String notation, RandomGenerator random) {
        Matcher parts = NOTATION.matcher(notation);
        if (!parts.matches()) {
            throw invalid();
        }
        int dice = Integer.parseInt(parts.group(1));
        int sides = Integer.parseInt(parts.group(2));
        int keep = parts.group(4) == null ? dice : Integer.parseInt(parts.group(4));
        if (dice < 1 || dice > 100 || sides < 2 || sides > 1000 || keep < 1 || keep > dice) {
            throw invalid();
        }
        List<Integer> rolls =
                IntStream.generate(() -> random.nextInt(sides) + 1).limit(dice).boxed().toList();
        boolean lowest = "l".equalsIgnoreCase(parts.group(3));
        List<Integer> kept =
                parts.group(4) == null
                        ? rolls
                        : rolls.stream()
                                .sorted(
                                        lowest
                                                ? Collections.reverseOrder().reversed()
                                                : Collections.reverseOrder())
                                .limit(keep)
                                .toList();
        int modifier = parts.group(5) == null ? 0 : Integer.parseInt(parts.group(5));
        int subtotal = kept.stream().mapToInt(Integer::intValue).sum();
        return new Rolled(notation, rolls, kept, modifier, subtotal, subtotal + modifier);
    }

    private static Problem invalid() {
        return Problem.invalid(
                "notation",
                "must be like 3d6, 4d6kh3 or 2d20kl1+5: 1 to 100 dice of 2 to 1000 sides, of which as many or fewer are kept");
    }
}
