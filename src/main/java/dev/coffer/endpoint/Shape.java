package dev.coffer.endpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An input: a record, and the fields that its constructor takes, in its order. What the record's
 * constructor refuses is a refusal of the input. Made once, when the catalog is.
 *
 * <p>A shape within a shape is a few fields that belong together, checked by a record of their own.
 *
 * @param <I> the record
 */
public final class Shape<I> implements Part<I> {

    /** Makes a record of three values; those below of more. */
    public interface Of3<A, B, C, I> {
        I make(A a, B b, C c);
    }

    public interface Of4<A, B, C, D, I> {
        I make(A a, B b, C c, D d);
    }

    public interface Of5<A, B, C, D, E, I> {
        I make(A a, B b, C c, D d, E e);
    }

    public interface Of6<A, B, C, D, E, F, I> {
        I make(A a, B b, C c, D d, E e, F f);
    }

    private final List<Field<?>> own;
    private final Map<String, Field<?>> known = new LinkedHashMap<>();
    private final Function<Values, I> make;
    private final boolean raw;

    private Shape(
            List<Field<?>> own, List<Field<?>> beside, boolean raw, Function<Values, I> make) {
        this.own = own;
        this.make = make;
        this.raw = raw;
        Stream.concat(own.stream(), beside.stream())
                .forEach(field -> {
                    if (known.put(field.name(), field) != null) {
                        throw new IllegalArgumentException("twice the field " + field.name());
                    }
                });
    }

    private static <I> Shape<I> of(Function<Values, I> make, List<Part<?>> parts) {
        List<Field<?>> own = new ArrayList<>();
        parts.forEach(part -> own.addAll(part.fields()));
        return new Shape<>(List.copyOf(own), List.of(), false, make);
    }

    public static <A, I> Shape<I> of(Function<A, I> make, Part<A> a) {
        return of(in -> make.apply(a.of(in)), List.of(a));
    }

    public static <A, B, I> Shape<I> of(BiFunction<A, B, I> make, Part<A> a, Part<B> b) {
        return of(in -> make.apply(a.of(in), b.of(in)), List.of(a, b));
    }

    public static <A, B, C, I> Shape<I> of(Of3<A, B, C, I> make, Part<A> a, Part<B> b, Part<C> c) {
        return of(in -> make.make(a.of(in), b.of(in), c.of(in)), List.of(a, b, c));
    }

    public static <A, B, C, D, I> Shape<I> of(
            Of4<A, B, C, D, I> make, Part<A> a, Part<B> b, Part<C> c, Part<D> d) {
        return of(in -> make.make(a.of(in), b.of(in), c.of(in), d.of(in)), List.of(a, b, c, d));
    }

    public static <A, B, C, D, E, I> Shape<I> of(
            Of5<A, B, C, D, E, I> make, Part<A> a, Part<B> b, Part<C> c, Part<D> d, Part<E> e) {
        return of(
                in -> make.make(a.of(in), b.of(in), c.of(in), d.of(in), e.of(in)),
                List.of(a, b, c, d, e));
    }

    public static <A, B, C, D, E, F, I> Shape<I> of(
            Of6<A, B, C, D, E, F, I> make,
            Part<A> a,
            Part<B> b,
            Part<C> c,
            Part<D> d,
            Part<E> e,
            Part<F> f) {
        return of(
                in -> make.make(a.of(in), b.of(in), c.of(in), d.of(in), e.of(in), f.of(in)),
                List.of(a, b, c, d, e, f));
    }

    /** No fields at all. */
    public static Shape<Nothing> nothing() {
        return of(_ -> new Nothing(), List.of());
    }

    /** No JSON: the endpoint reads its request itself. For protocols that are not ours. */
    public static Shape<Nothing> raw() {
        return new Shape<>(List.of(), List.of(), true, _ -> new Nothing());
    }

    /** The input of an endpoint without fields. */
    public record Nothing() {}

    /** The same fields, which give what becomes of their record. */
    public <J> Shape<J> map(Function<? super I, ? extends J> made) {
        return new Shape<>(own, List.of(), raw, in -> made.apply(of(in)));
    }

    /** The same, where more fields may stand beside its own. */
    Shape<I> beside(List<Field<?>> more) {
        return raw ? this : new Shape<>(own, more, false, make);
    }

    /** The endpoint's own fields, in the order of its declaration. */
    @Override
    public List<Field<?>> fields() {
        return own;
    }

    @Override
    public I of(Values values) {
        return make.apply(values);
    }

    /** The input's JSON Schema (2020-12). */
    public Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        known.forEach((name, field) -> properties.put(name, field.schema()));
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

    boolean knows(String name) {
        return known.containsKey(name);
    }

    Field<?> field(String name) {
        Field<?> field = known.get(name);
        if (field == null) {
            Problem unknown = new Problem(ErrorCode.UNKNOWN_FIELD, unknownText(name));
            throw unknown.with("field", name.length() > 64 ? name.substring(0, 64) : name);
        }
        return field;
    }

    private String unknownText(String name) {
        String shown = name.length() > 64 ? name.substring(0, 64) + "..." : name;
        return Closest.to(name, known.keySet())
                .map(near ->
                        "There is no field `%s` here; did you mean `%s`?".formatted(shown, near))
                .orElseGet(() ->
                        "There is no field `%s` here. Known: %s."
                                .formatted(shown, String.join(", ", known.keySet())));
    }
}
