package dev.coffer.endpoint;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Fields that are lists. They stand in a JSON body only. */
public final class Lists {

    /** Reads the value at the parser's current token, which has so many before it. */
    private interface Item<T> {
        T read(JsonParser parser, byte[] body, int index);
    }

    private Lists() {}

    /** Objects, each of one shape. */
    public static <I> Field<List<I>> objects(
            String name, int min, int max, Shape<I> item, String says) {
        String rule = "must be a list of %d to %d objects".formatted(min, max);
        return of(
                name,
                says,
                min,
                max,
                rule,
                item.schema(),
                (parser, body, index) -> {
                    Field.expect(name, rule, parser, JsonToken.START_OBJECT);
                    String place = "%s[%d]".formatted(name, index);
                    return InputReader.readObject(place, item, parser, body);
                });
    }

    /** Texts. */
    public static Field<List<String>> texts(String name, int max, Limit maxChars, String says) {
        String rule =
                "must be a list of at most %d strings of 1 to %d characters"
                        .formatted(max, maxChars.value());
        return of(
                name,
                says,
                0,
                max,
                rule,
                Field.schema("string", "minLength", 1, "maxLength", maxChars.whole()),
                (parser, _, _) -> {
                    Field.expect(name, rule, parser, JsonToken.VALUE_STRING);
                    return Checks.text(name, 1, maxChars.whole(), parser.getString());
                });
    }

    /** Exactly so many numbers. */
    public static Field<float[]> numbers(String name, int count, String says) {
        String rule = "must be a list of %d numbers".formatted(count);
        return of(
                        name,
                        says,
                        count,
                        count,
                        rule,
                        Field.schema("number"),
                        (parser, _, _) -> {
                            requireNumber(name, rule, parser);
                            return (float) parser.getDoubleValue();
                        })
                .map(list -> {
                    float[] numbers = new float[count];
                    for (int i = 0; i < count; i++) {
                        numbers[i] = list.get(i);
                    }
                    return numbers;
                });
    }

    /** Numbers, each within bounds. */
    public static Field<List<BigDecimal>> numbers(
            String name, int min, int max, BigDecimal least, BigDecimal most, String says) {
        String rule =
                "must be a list of %d to %d numbers from %s to %s".formatted(min, max, least, most);
        return of(
                name,
                says,
                min,
                max,
                rule,
                Field.schema("number", "minimum", least, "maximum", most),
                (parser, _, _) -> {
                    requireNumber(name, rule, parser);
                    return Checks.decimal(name, rule, least, most, parser.getString());
                });
    }

    /** Any JSON, each value kept as the bytes that came. */
    public static Field<List<RawJson>> values(String name, int min, int max, String says) {
        return of(
                name,
                says,
                min,
                max,
                "must be a list of %d to %d values".formatted(min, max),
                Map.of(),
                (parser, body, _) -> InputReader.readRaw(name, Long.MAX_VALUE, parser, body));
    }

    private static void requireNumber(String name, String rule, JsonParser parser) {
        if (!parser.currentToken().isNumeric()) {
            throw Problem.invalid(name, rule);
        }
    }

    private static <T> Field<List<T>> of(
            String name,
            String says,
            int min,
            int max,
            String rule,
            Map<String, Object> itemSchema,
            Item<T> item) {
        Map<String, Object> schema =
                min == 0
                        ? Field.schema("array", "maxItems", max, "items", itemSchema)
                        : Field.schema(
                                "array", "minItems", min, "maxItems", max, "items", itemSchema);
        return Field.inBody(
                name,
                says,
                schema,
                (parser, body) -> {
                    Field.expect(name, rule, parser, JsonToken.START_ARRAY);
                    List<T> items = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        if (items.size() == max) {
                            throw Problem.invalid(name, rule);
                        }
                        items.add(item.read(parser, body, items.size()));
                    }
                    if (items.size() < min) {
                        throw Problem.invalid(name, rule);
                    }
                    return List.copyOf(items);
                });
    }
}
