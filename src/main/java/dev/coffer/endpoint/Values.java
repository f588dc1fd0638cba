package dev.coffer.endpoint;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The fields of an input, read and checked. */
public final class Values {

    private final Map<Field<?>, Object> values = HashMap.newHashMap(8);

    Values() {}

    @SuppressWarnings("unchecked") // Only the field itself has read it.
    <T> Optional<T> find(Field<T> field) {
        return Optional.ofNullable((T) values.get(field));
    }

    boolean put(Field<?> field, Object value) {
        return values.put(field, value) == null;
    }
}
