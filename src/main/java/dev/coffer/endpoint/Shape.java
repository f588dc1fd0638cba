package dev.coffer.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The input of an endpoint: its fields, and the record they make. Made once, when the catalog is.
 *
 * @param <I> the record
 */
public final class Shape<I> {

    /** The asset to charge; every endpoint takes it. */
    static final Field<java.util.Optional<String>> TOKEN_TYPE =
            Field.text("tokenType", 1, 16, "The asset to be charged in: STX, sBTC or USDCx.")
                    .optional();

    private final List<Field<?>> own;
    private final Map<String, Field<?>> fields;
    private final Function<Values, I> make;
    private final boolean raw;

    private Shape(
            List<Field<?>> own, List<Field<?>> common, Function<Values, I> make, boolean raw) {
        this.own = own;
        this.make = make;
        this.raw = raw;
        this.fields =
                Stream.concat(own.stream(), common.stream())
                        .collect(
                                Collectors.toMap(
                                        Field::name,
                                        UnaryOperator.identity(),
                                        (a, b) -> {
                                            throw new IllegalArgumentException("twice " + a);
                                        },
                                        LinkedHashMap::new));
    }

    public static <I> Shape<I> of(Function<Values, I> make, Field<?>... fields) {
        return new Shape<>(List.of(fields), List.of(TOKEN_TYPE), make, false);
    }

    /** An object within an input, which has its own fields alone; see {@link Field#list}. */
    public static <I> Shape<I> part(Function<Values, I> make, Field<?>... fields) {
        return new Shape<>(List.of(fields), List.of(), make, false);
    }

    /** The same for a paid write, which may carry a {@link Fence}. */
    Shape<I> fenced() {
        return raw ? this : new Shape<>(own, List.of(TOKEN_TYPE, Fence.FIELD), make, false);
    }

    /** No fields at all. */
    public static Shape<Nothing> nothing() {
        return of(_ -> new Nothing());
    }

    /** No JSON: the endpoint reads its request itself. For protocols that are not ours. */
    public static Shape<Nothing> raw() {
        return new Shape<>(List.of(), List.of(), _ -> new Nothing(), true);
    }

    /** The input of an endpoint without fields. */
    public record Nothing() {}

    /** The endpoint's own fields, in the order of its declaration. */
    public List<Field<?>> fields() {
        return own;
    }

    /** The input's JSON Schema (2020-12). */
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        fields.forEach((name, field) -> properties.put(name, field.schema()));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", own.stream().filter(Field::required).map(Field::name).toList());
        schema.put("additionalProperties", false);
        return schema;
    }

    boolean isRaw() {
        return raw;
    }

    I make(Values values) {
        return make.apply(values);
    }

    Field<?> field(String name) {
        Field<?> field = fields.get(name);
        if (field == null) {
            Problem unknown = new Problem(400, "unknown_field", unknownText(name));
            throw unknown.with("field", name.length() > 64 ? name.substring(0, 64) : name);
        }
        return field;
    }

    private String unknownText(String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) + "..." : name;
        return Closest.to(name, fields.keySet())
                .map(known ->
                        "There is no field `%s` here; did you mean `%s`?".formatted(shown, known))
                .orElseGet(() ->
                        "There is no field `%s` here. Known: %s."
                                .formatted(shown, String.join(", ", fields.keySet())));
    }
}
