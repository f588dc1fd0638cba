package dev.coffer.endpoint;

import java.util.HashMap;
import java.util.Map;

/** The fields of an input, read and checked. */
public final class Values {

    private final Map<Field<?>, Object> values = HashMap.newHashMap(8);

    Values() {}

    /** The field's value, or its default. */
    @SuppressWarnings("unchecked")
    public <T> T get(Field<T> field) {
        Object value = values.get(field);
        return value == null ? field.absent() : (T) value;
    }

    boolean put(Field<?> field, Object value) {
        return values.put(field, value) == null;
    }
}
