package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/** One row of a result; columns count from 1. */
public final class Row {

    /** Turns a row into a value. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Row row);
    }

    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    public long number(int column) {
        try {
            return results.getLong(column);
        } catch (SQLException e) {
            throw new Session.Failed(e);
        }
    }

    public @Nullable Long numberOrNull(int column) {
        try {
            long value = results.getLong(column);
            return results.wasNull() ? null : value;
        } catch (SQLException e) {
            throw new Session.Failed(e);
        }
    }

    public String text(int column) {
        String value = textOrNull(column);
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }

    public @Nullable String textOrNull(int column) {
        try {
            return results.getString(column);
        } catch (SQLException e) {
            throw new Session.Failed(e);
        }
    }

    public byte[] bytes(int column) {
        try {
            byte[] value = results.getBytes(column);
            return value == null ? new byte[0] : value;
        } catch (SQLException e) {
            throw new Session.Failed(e);
        }
    }

    /** A value that is not null, whatever it is: a text, a whole number, or bytes. */
    public Object value(int column) {
        try {
            Object value = results.getObject(column);
            return value instanceof Number number
                    ? (Object) number.longValue()
                    : Objects.requireNonNull(value);
        } catch (SQLException e) {
            throw new Session.Failed(e);
        }
    }
}
