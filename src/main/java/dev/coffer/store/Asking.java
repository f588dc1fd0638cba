package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** How a work asks the database: by a connection of its own, or in its turn on a shared one. */
interface Asking {

    <T> Optional<T> one(String sql, Row.Reader<T> reader, @Nullable Object... params);

    <T> List<T> all(String sql, Row.Reader<T> reader, @Nullable Object... params);

    int update(String sql, @Nullable Object... params);

    /** The last statement of the work that failed. */
    Session.@Nullable Failed failure();
}
