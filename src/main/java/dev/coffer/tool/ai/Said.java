package dev.coffer.tool.ai;

import dev.coffer.endpoint.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a model said, as far as it is what it was asked for. */
final class Said {

    private static final int PLACES = 4;

    private Said() {}

    /**
     * Asks, and once more if the first answer is not what was asked for.
     *
     * @param read empty for what is not
     */
    static <T> Optional<T> twice(Supplier<String> ask, Function<String, Optional<T>> read) {
        Optional<T> first = read.apply(ask.get());
        return first.isPresent() ? first : read.apply(ask.get());
    }

    /** The first whole JSON object or array in a text, which models like to wrap in words. */
    static Optional<JsonNode> json(String said, char opening) {
        int tries = 0;
        for (int from = said.indexOf(opening);
                from >= 0 && tries++ < TRIES;
                from = said.indexOf(opening, from + 1)) {
            int end = end(said, from);
            if (end > 0) {
                try {
                    return Optional.of(Json.MAPPER.readTree(said.substring(from, end)));
                } catch (JacksonException e) {
                    // A bracket of the words around it.
                }
            }
            if (end == NEVER) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static final int NEVER = -1;

    /** Brackets that are looked at. */
    private static final int TRIES = 16;

    /** Where the bracket that opens there is closed, past what stands in strings. */
    private static int end(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '{' || c == '[')) {
                depth++;
            } else if (!quoted && (c == '}' || c == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return NEVER;
    }

    /** A number moved into bounds; another for what is none. */
    static BigDecimal within(JsonNode number, int least, int most, BigDecimal otherwise) {
        if (!number.isNumber()) {
            return otherwise;
        }
        return figure(
                number.decimalValue().max(BigDecimal.valueOf(least)).min(BigDecimal.valueOf(most)));
    }

    static BigDecimal figure(double value) {
        return figure(BigDecimal.valueOf(value));
    }

    /** With so many places as mean something, and none that are not needed. */
    private static BigDecimal figure(BigDecimal value) {
        BigDecimal rounded = value.setScale(PLACES, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }
}
