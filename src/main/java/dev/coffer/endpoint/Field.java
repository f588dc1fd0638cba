package dev.coffer.endpoint;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One field of an input, described once: its name, what it means, its type and bounds. From it come
 * the reading from JSON and from a query string, the checks with their texts, and the schema.
 * Fields with many values are {@link Lists}.
 *
 * <p>Types are strict in JSON: {@code "100"} is not 100, 1.5 is not whole, null is not a value. A
 * query string has only text, so there {@code 100} is a number.
 */
public final class Field<T> implements Part<T> {

    /** Reads a value that stands at the parser's current token. */
    interface FromJson<T> {
        T read(JsonParser parser, byte[] body);
    }

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

    /** A whole number; one beyond the bounds is the nearest of them. */
    public static Field<Long> nearest(String name, long min, long max, String says) {
        String rule =
                "must be a whole number, from %d to %d: beyond, it is the nearest of these"
                        .formatted(min, max);
        Function<String, Long> check =
                value -> Math.clamp(Checks.anyWhole(name, rule, value), min, max);
        return new Field<>(
                name,
                says,
                schema("integer"),
                (parser, _) -> {
                    if (!parser.currentToken().isNumeric()) {
                        throw Problem.invalid(name, rule);
                    }
                    return check.apply(parser.getString());
                },
                value -> check.apply(Checks.digitsAlone(name, rule, value)),
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
        return inBody(
                name,
                says,
                new LinkedHashMap<>(shape.schema()),
                (parser, body) -> {
                    expect(name, "must be an object", parser, JsonToken.START_OBJECT);
                    return InputReader.readObject(name, shape, parser, body);
                });
    }

    /** What stands in a JSON body only. */
    static <T> Field<T> inBody(
            String name, String says, Map<String, Object> schema, FromJson<T> json) {
        return new Field<>(
                name,
                says,
                schema,
                json,
                _ -> {
                    throw Problem.invalid(name, "belongs into the JSON body of a POST");
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

    static void expect(String name, String rule, JsonParser parser, JsonToken token) {
        if (parser.currentToken() != token) {
            throw Problem.invalid(name, rule);
        }
    }

    static Map<String, Object> schema(String type, Object... more) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        for (int i = 0; i < more.length; i += 2) {
            schema.put((String) more[i], more[i + 1]);
        }
        return schema;
    }
}
