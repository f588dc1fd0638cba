package dev.coffer.endpoint;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One field of an input, described once: its name, what it means, its type and bounds. From it come
 * the reading from JSON and from a query string, the checks with their texts, and the schema.
 *
 * <p>Types are strict in JSON: {@code "100"} is not 100, 1.5 is not whole, null is not a value. A
 * query string has only text, so there {@code 100} is a number.
 */
public final class Field<T> implements Part<T> {

    /** Reads a value that stands at the parser's current token. */
    interface FromJson<T> {
        T read(JsonParser parser, byte[] body);
    }

    private static final String BODY_ONLY = "belongs into the JSON body of a POST";

    private final String name;
    private final String says;
    private final Map<String, Object> schema;
    private final FromJson<T> json;
    private final Function<String, T> text;
    private final @Nullable T absent;

    private Field(
            String name,
            String says,
            Map<String, Object> schema,
            FromJson<T> json,
            Function<String, T> text,
            @Nullable T absent) {
        this.name = name;
        this.says = says;
        this.schema = schema;
        this.json = json;
        this.text = text;
        this.absent = absent;
    }

    /** Text of so many characters; well-formed Unicode without NUL, which no store keeps. */
    public static Field<String> text(String name, int minChars, int maxChars, String says) {
        Function<String, String> check = value -> Checks.text(name, minChars, maxChars, value);
        return new Field<>(
                name,
                says,
                schema("string", "minLength", minChars, "maxLength", maxChars),
                (parser, _) -> {
                    expect(name, "must be a string", parser, JsonToken.VALUE_STRING);
                    return check.apply(parser.getString());
                },
                check,
                null);
    }

    /** The same within a limit that callers can look up. */
    public static Field<String> text(String name, int minChars, Limit maxChars, String says) {
        return text(name, minChars, maxChars.whole(), says);
    }

    /** Any text of so many UTF-16 units as it came, with NUL and halves of characters. */
    public static Field<String> anyText(String name, Limit maxUnits, String says) {
        Function<String, String> check =
                value -> {
                    if (value.length() > maxUnits.value()) {
                        throw Problem.invalid(
                                name,
                                "must have at most %d characters".formatted(maxUnits.value()));
                    }
                    return value;
                };
        return new Field<>(
                name,
                says,
                schema("string", "maxLength", maxUnits.whole()),
                (parser, _) -> {
                    expect(name, "must be a string", parser, JsonToken.VALUE_STRING);
                    return check.apply(parser.getString());
                },
                check,
                null);
    }

    /** A whole number within bounds, both included. */
    public static Field<Long> whole(String name, long min, long max, String says) {
        return new Field<>(
                name,
                says,
                schema("integer", "minimum", min, "maximum", max),
                (parser, _) -> {
                    if (!parser.currentToken().isNumeric()) {
                        throw Problem.invalid(name, Checks.wholeRule(min, max));
                    }
                    return Checks.whole(name, min, max, parser.getString());
                },
                value -> Checks.digits(name, min, max, value),
                null);
    }

    /** A number within bounds, both included, with whatever digits after the point. */
    public static Field<BigDecimal> decimal(
            String name, BigDecimal min, BigDecimal max, String says) {
        String rule = "must be a number from %s to %s".formatted(min, max);
        Function<String, BigDecimal> check = value -> Checks.decimal(name, rule, min, max, value);
        return new Field<>(
                name,
                says,
                schema("number", "minimum", min, "maximum", max),
                (parser, _) -> {
                    if (!parser.currentToken().isNumeric()) {
                        throw Problem.invalid(name, rule);
                    }
                    return check.apply(parser.getString());
                },
                check,
                null);
    }

    public static Field<Boolean> flag(String name, String says) {
        String rule = "must be true or false";
        return new Field<Boolean>(
                        name,
                        says,
                        schema("boolean"),
                        (parser, _) -> {
                            if (!parser.currentToken().isBoolean()) {
                                throw Problem.invalid(name, rule);
                            }
                            return parser.getBooleanValue();
                        },
                        value ->
                                switch (value) {
                                    case "true" -> true;
                                    case "false" -> false;
                                    default -> throw Problem.invalid(name, rule);
                                },
                        null)
                .orElse(false);
    }

    /** One of a few words. */
    public static Field<String> choice(String name, List<String> words, String says) {
        Function<String, String> check =
                value -> {
                    if (!words.contains(value)) {
                        throw Problem.invalid(name, "must be one of " + String.join(", ", words));
                    }
                    return value;
                };
        return new Field<>(
                name,
                says,
                schema("string", "enum", words),
                (parser, _) -> {
                    expect(name, "must be a string", parser, JsonToken.VALUE_STRING);
                    return check.apply(parser.getString());
                },
                check,
                null);
    }

    /** Any JSON but null, kept as the bytes that came; in a query string it is a JSON string. */
    public static Field<RawJson> json(String name, long maxBytes, String says) {
        Field<RawJson> any = anyJson(name, maxBytes, says);
        return new Field<>(
                name,
                says,
                any.schema,
                (parser, body) -> {
                    if (parser.currentToken() == JsonToken.VALUE_NULL) {
                        throw Problem.invalid(name, "must not be null");
                    }
                    return any.json.read(parser, body);
                },
                any.text,
                null);
    }

    /** Any JSON, null too, kept as the bytes that came; in a query string it is a JSON string. */
    public static Field<RawJson> anyJson(String name, long maxBytes, String says) {
        return new Field<>(
                name,
                says,
                new LinkedHashMap<>(),
                (parser, body) -> InputReader.readRaw(name, maxBytes, parser, body),
                value -> new RawJson(Json.write(value)),
                null);
    }

    /** Any JSON, null too; in a query string it is written as that JSON. */
    public static Field<RawJson> writtenJson(String name, long maxBytes, String says) {
        Field<RawJson> any = anyJson(name, maxBytes, says);
        return new Field<>(
                name,
                says,
                any.schema,
                any.json,
                value -> new RawJson(value.getBytes(StandardCharsets.UTF_8)),
                null);
    }

    /** An object of one shape, which stands in a JSON body only. */
    public static <I> Field<I> object(String name, Shape<I> shape, String says) {
        return new Field<>(
                name,
                says,
                new LinkedHashMap<>(shape.schema()),
                (parser, body) -> {
                    expect(name, "must be an object", parser, JsonToken.START_OBJECT);
                    return InputReader.readObject(name, shape, parser, body);
                },
                _ -> {
                    throw Problem.invalid(name, BODY_ONLY);
                },
                null);
    }

    /** A list of objects, each of one shape, which stands in a JSON body only. */
    public static <I> Field<List<I>> list(
            String name, int min, int max, Shape<I> item, String says) {
        String rule = "must be a list of %d to %d objects".formatted(min, max);
        return new Field<>(
                name,
                says,
                schema("array", "minItems", min, "maxItems", max, "items", item.schema()),
                (parser, body) -> {
                    expect(name, rule, parser, JsonToken.START_ARRAY);
                    List<I> items = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        if (items.size() == max) {
                            throw Problem.invalid(name, rule);
                        }
                        expect(name, rule, parser, JsonToken.START_OBJECT);
                        String place = "%s[%d]".formatted(name, items.size());
                        items.add(InputReader.readObject(place, item, parser, body));
                    }
                    if (items.size() < min) {
                        throw Problem.invalid(name, rule);
                    }
                    return List.copyOf(items);
                },
                _ -> {
                    throw Problem.invalid(name, BODY_ONLY);
                },
                null);
    }

    /** A list of texts, which stands in a JSON body only. */
    public static Field<List<String>> texts(String name, int max, Limit maxChars, String says) {
        String rule =
                "must be a list of at most %d strings of 1 to %d characters"
                        .formatted(max, maxChars.value());
        Map<String, Object> item = schema("string", "minLength", 1, "maxLength", maxChars.whole());
        return new Field<>(
                name,
                says,
                schema("array", "maxItems", max, "items", item),
                (parser, _) -> {
                    expect(name, rule, parser, JsonToken.START_ARRAY);
                    List<String> texts = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        if (texts.size() == max) {
                            throw Problem.invalid(name, rule);
                        }
                        expect(name, rule, parser, JsonToken.VALUE_STRING);
                        texts.add(Checks.text(name, 1, maxChars.whole(), parser.getString()));
                    }
                    return List.copyOf(texts);
                },
                _ -> {
                    throw Problem.invalid(name, BODY_ONLY);
                },
                null);
    }

    /** A list of exactly so many numbers, which stands in a JSON body only. */
    public static Field<float[]> numbers(String name, int count, String says) {
        String rule = "must be a list of %d numbers".formatted(count);
        return new Field<>(
                name,
                says,
                schema("array", "minItems", count, "maxItems", count, "items", schema("number")),
                (parser, _) -> {
                    expect(name, rule, parser, JsonToken.START_ARRAY);
                    float[] numbers = new float[count];
                    int read = 0;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        if (read == count || !parser.currentToken().isNumeric()) {
                            throw Problem.invalid(name, rule);
                        }
                        numbers[read++] = (float) parser.getDoubleValue();
                    }
                    if (read < count) {
                        throw Problem.invalid(name, rule);
                    }
                    return numbers;
                },
                _ -> {
                    throw Problem.invalid(name, BODY_ONLY);
                },
                null);
    }

    /** A list of any JSON, each kept as the bytes that came, which stands in a JSON body only. */
    public static Field<List<RawJson>> values(String name, int min, int max, String says) {
        String rule = "must be a list of %d to %d values".formatted(min, max);
        return new Field<>(
                name,
                says,
                schema("array", "minItems", min, "maxItems", max, "items", Map.of()),
                (parser, body) -> {
                    expect(name, rule, parser, JsonToken.START_ARRAY);
                    List<RawJson> values = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        if (values.size() == max) {
                            throw Problem.invalid(name, rule);
                        }
                        values.add(InputReader.readRaw(name, Long.MAX_VALUE, parser, body));
                    }
                    if (values.size() < min) {
                        throw Problem.invalid(name, rule);
                    }
                    return List.copyOf(values);
                },
                _ -> {
                    throw Problem.invalid(name, BODY_ONLY);
                },
                null);
    }

    /** A list of numbers, each within bounds, which stands in a JSON body only. */
    public static Field<List<BigDecimal>> numbers(
            String name, int min, int max, BigDecimal least, BigDecimal most, String says) {
        String rule =
                "must be a list of %d to %d numbers from %s to %s".formatted(min, max, least, most);
        Map<String, Object> item = schema("number", "minimum", least, "maximum", most);
        return new Field<>(
                name,
                says,
                schema("array", "minItems", min, "maxItems", max, "items", item),
                (parser, _) -> {
                    expect(name, rule, parser, JsonToken.START_ARRAY);
                    List<BigDecimal> numbers = new ArrayList<>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        if (numbers.size() == max || !parser.currentToken().isNumeric()) {
                            throw Problem.invalid(name, rule);
                        }
                        numbers.add(Checks.decimal(name, rule, least, most, parser.getString()));
                    }
                    if (numbers.size() < min) {
                        throw Problem.invalid(name, rule);
                    }
                    return List.copyOf(numbers);
                },
                _ -> {
                    throw Problem.invalid(name, BODY_ONLY);
                },
                null);
    }

    /** The field gives what becomes of its value; a {@link Problem} refuses it. */
    public <U> Field<U> map(Function<? super T, ? extends U> made) {
        return new Field<>(
                name,
                says,
                schema,
                (parser, body) -> made.apply(json.read(parser, body)),
                value -> made.apply(text.apply(value)),
                absent == null ? null : made.apply(absent));
    }

    /** The field may be left out and is then this. */
    public Field<T> orElse(T value) {
        Map<String, Object> more = new LinkedHashMap<>(schema);
        more.put("default", value);
        return new Field<>(name, says, more, json, text, value);
    }

    /** The field may be left out. */
    public Field<Optional<T>> optional() {
        return new Field<>(
                name,
                says,
                schema,
                (parser, body) -> Optional.of(json.read(parser, body)),
                value -> Optional.of(text.apply(value)),
                Optional.empty());
    }

    public String name() {
        return name;
    }

    /** What the field means, one sentence. */
    public String says() {
        return says;
    }

    public boolean required() {
        return absent == null;
    }

    /** The field's JSON Schema (2020-12). */
    public Map<String, Object> schema() {
        Map<String, Object> described = new LinkedHashMap<>(schema);
        described.put("description", says);
        return described;
    }

    @Override
    public List<Field<?>> fields() {
        return List.of(this);
    }

    @Override
    public T of(Values values) {
        return values.find(this).orElseGet(this::absent);
    }

    private T absent() {
        if (absent == null) {
            throw Problem.invalid(name, "is required");
        }
        return absent;
    }

    T read(JsonParser parser, byte[] body) {
        return json.read(parser, body);
    }

    T parse(String value) {
        return text.apply(value);
    }

    private static void expect(String name, String rule, JsonParser parser, JsonToken token) {
        if (parser.currentToken() != token) {
            throw Problem.invalid(name, rule);
        }
    }

    private static Map<String, Object> schema(String type, Object... more) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        for (int i = 0; i < more.length; i += 2) {
            schema.put((String) more[i], more[i + 1]);
        }
        return schema;
    }
}
