package dev.coffer.room;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Shape;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A page of a list: some entries in a stated, total order, and where the next page begins.
 *
 * @param entries those of this page
 * @param end what stands behind them in the answer
 */
public record Page<T>(List<T> entries, End end) {

    /** What each list's answer ends with; to be {@link JsonUnwrapped unwrapped} there. */
    public record End(int count, Optional<String> cursor, boolean complete) {}

    /**
     * What a caller asks for.
     *
     * @param limit entries at most
     * @param after the place of the last entry before
     */
    public record Asked<P>(int limit, Optional<P> after) {

        /**
         * The page.
         *
         * @param look finds so many entries after a place, or the first ones
         * @param place an entry's place, to go on behind it
         */
        public <T> Page<T> of(
                BiFunction<Optional<P>, Integer, List<T>> look, Function<T, Cursor> place) {
            return of(look, place, _ -> 0);
        }

        /** The same, of entries whose bytes together may be too many for one answer. */
        public <T> Page<T> of(
                BiFunction<Optional<P>, Integer, List<T>> look,
                Function<T, Cursor> place,
                ToLongFunction<T> bytes) {
            List<T> found = look.apply(after, limit + 1); // One more tells whether there is more.
            List<T> some = fitting(found.subList(0, Math.min(found.size(), limit)), bytes);
            boolean complete = some.size() == found.size();
            Optional<String> cursor =
                    complete ? Optional.empty() : Optional.of(place.apply(some.getLast()).text());
            return new Page<>(some, new End(some.size(), cursor, complete));
        }
    }

    private static final Field<Integer> LIMIT =
            Field.whole("limit", 1, Limits.PAGE_MAX.value(), "Entries of the page at most.")
                    .orElse(Limits.PAGE_DEFAULT.value())
                    .map(Long::intValue);

    /**
     * The fields of a list's input.
     *
     * @param place reads the place that a cursor stands for
     */
    public static <P> Shape<Asked<P>> asked(Function<Cursor, P> place) {
        return Shape.of(Asked<P>::new, LIMIT, Cursor.FIELD.map(place).optional());
    }

    /** The first entries that fit into one answer together; at least one, if there is any. */
    public static <T> List<T> fitting(List<T> entries, ToLongFunction<T> bytes) {
        long sum = 0;
        for (int i = 0; i < entries.size(); i++) {
            sum += bytes.applyAsLong(entries.get(i));
            if (i > 0 && sum > Limits.PAGE_VALUE_BYTES.value()) {
                return entries.subList(0, i);
            }
        }
        return entries;
    }

    /** The same page of what becomes of its entries. */
    public <U> Page<U> map(Function<T, U> made) {
        return new Page<>(entries.stream().map(made).toList(), end);
    }
}
