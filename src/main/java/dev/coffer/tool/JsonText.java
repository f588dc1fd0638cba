package dev.coffer.tool;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * JSON as a text, read and written without loss: keys stay in their order, and numbers are the
 * digits that they were written with. A value is a {@link Map}, a {@link List}, a {@link String}, a
 * {@link Digits}, a {@link Boolean} or {@link #NULL}.
 */
public final class JsonText {

    /** A number, never computed: a hundred thousand digits are a text like any other. */
    public record Digits(String text) {

        private static final int COMPUTED_CHARS = 40;

        /** Its shortest form, if a double holds it exactly (ECMA-262, Number::toString). */
        String shortest() {
            if (text.length() > COMPUTED_CHARS) {
                return text;
            }
            BigDecimal exact = new BigDecimal(text);
            double value = exact.doubleValue();
            if (!Double.isFinite(value)) {
                return text;
            }
            BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
            if (digits.compareTo(exact) != 0) {
                return text;
            }
            int exponent = digits.precision() - digits.scale() - 1;
            if (digits.signum() == 0 || exponent >= -7 && exponent < 21) {
                return digits.toPlainString();
            }
            String unscaled = digits.movePointLeft(exponent).toPlainString();
            return unscaled + (exponent > 0 ? "e+" : "e") + exponent;
        }
    }

    /** JSON's null. */
    public static final Object NULL =
            new Object() {
                @Override
                public String toString() {
                    return "null";
                }
            };

    /** What is no JSON. */
    public static final class Malformed extends RuntimeException {
        private final long position;

        Malformed(String says, long position) {
            super(says, null, false, false);
            this.position = position;
        }

        /** Where it ends to be JSON, counted in UTF-16 units from the beginning. */
        public long position() {
            return position;
        }
    }

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(Limits.JSON_DEPTH.whole())
                                    .maxNumberLength(Limits.JSON_NUMBER_CHARS.whole())
                                    .maxStringLength(Limits.LARGEST_BODY_BYTES.whole())
                                    .build())
                    .build();

    private final StringBuilder out = new StringBuilder();
    private final int indent;

    private JsonText(int indent) {
        this.indent = indent;
    }

    /**
     * Reads one value.
     *
     * @throws Malformed if it is none, or not one alone
     * @throws Problem 400 if it is deeper than this service reads
     */
    public static Object read(String text) {
        return one(text, JsonText::value);
    }

    /**
     * Looks whether a text can be {@link #read}, and makes nothing of it.
     *
     * @throws Malformed if it can't
     * @throws Problem 400 likewise
     */
    public static void check(String text) {
        one(text, JsonParser::skipChildren);
    }

    private static <T> T one(String text, Function<JsonParser, T> reader) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                throw new Malformed("there is nothing", text.length());
            }
            T read = reader.apply(parser);
            if (parser.nextToken() != null) {
                throw new Malformed(
                        "something follows the value",
                        parser.currentTokenLocation().getCharOffset());
            }
            return read;
        } catch (StreamConstraintsException e) {
            throw new Problem(
                    ErrorCode.INVALID_JSON,
                    "The JSON is nested too deep or has too long a number or name.");
        } catch (JacksonException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
            throw new Malformed("it is no JSON at character " + at, Math.max(0, at));
        }
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Digits(parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> NULL;
            case null, default -> throw new Malformed("it is no JSON", 0);
        };
    }

    /** What kind of value it is, in JSON's words. */
    public static String type(Object value) {
        return switch (value) {
            case Map<?, ?> _ -> "object";
            case List<?> _ -> "array";
            case String _ -> "string";
            case Digits _ -> "number";
            case Boolean _ -> "boolean";
            default -> "null";
        };
    }

    /** In as few characters as can be. */
    public static String compact(Object value) {
        return pretty(value, 0);
    }

    /**
     * With so many spaces for each level; none: on one line.
     *
     * @throws Problem 413 if that gets too long
     */
    public static String pretty(Object value, int indent) {
        JsonText text = new JsonText(indent);
        text.write(value, 0);
        return text.out.toString();
    }

    /** The same value with the keys of all objects in the order of their UTF-16 units. */
    public static Object sorted(Object value) {
        return switch (value) {
            case Map<?, ?> object -> {
                Map<String, Object> sorted = new TreeMap<>();
                object.forEach((key, each) -> sorted.put((String) key, sorted(each)));
                yield sorted;
            }
            case List<?> array -> array.stream().map(JsonText::sorted).toList();
            default -> value;
        };
    }

    private void write(Object value, int level) {
        switch (value) {
            case Map<?, ?> object ->
                    within(
                            '{',
                            object.entrySet(),
                            level,
                            '}',
                            each -> {
                                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) each;
                                quote((String) entry.getKey());
                                out.append(indent > 0 ? ": " : ":");
                                write(entry.getValue(), level + 1);
                            });
            case List<?> array -> within('[', array, level, ']', each -> write(each, level + 1));
            case String text -> quote(text);
            case Digits digits -> out.append(digits.shortest());
            default -> out.append(value);
        }
        TimeBudget.requireAnswer(out.length());
    }

    private void within(
            char open, Collection<?> parts, int level, char close, Consumer<Object> part) {
        out.append(open);
        boolean first = true;
        for (Object each : parts) {
            if (!first) {
                out.append(',');
            }
            first = false;
            line(level + 1);
            part.accept(each);
        }
        if (!parts.isEmpty()) {
            line(level);
        }
        out.append(close);
    }

    private void line(int level) {
        if (indent > 0) {
            out.append('\n').repeat(' ', indent * level);
        }
    }

    /** As ECMAScript quotes: no more escapes than there have to be. */
    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean paired =
                            Character.isHighSurrogate(c)
                                    && i + 1 < text.length()
                                    && Character.isLowSurrogate(text.charAt(i + 1));
                    if (paired) {
                        out.append(c).append(text.charAt(++i));
                    } else if (c < ' ' || Character.isSurrogate(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
