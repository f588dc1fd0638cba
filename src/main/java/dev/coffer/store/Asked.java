package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A statement that a work waits for. */
final class Asked<T> {

    /** What is wanted of it. */
    enum Wanted {
        ONE_ROW,
        ALL_ROWS,
        COUNT
    }

    final String sql;
    final Wanted wanted;
    final @Nullable Object[] params;
    private final Row.Reader<T> reader;

    /** The rows; of none but {@link Wanted#COUNT}. */
    final List<T> rows = new ArrayList<>();

    int count;

    /** What the reader threw. */
    @Nullable Throwable thrown;

    private @Nullable Phrase phrase;

    Asked(String sql, Wanted wanted, Row.Reader<T> reader, @Nullable Object[] params) {
        this.sql = sql;
        this.wanted = wanted;
        this.reader = reader;
        this.params = params;
    }

    /** What kind of statement it is: known when the lane has looked at it. */
    Phrase phrase() {
        return Objects.requireNonNull(phrase);
    }

    boolean isLookedAt() {
        return phrase != null;
    }

    void look(Phrases phrases) {
        if (phrase == null) {
            phrase = phrases.of(sql);
        }
    }

    /**
     * Whether several like it can be sent at once: the driver says of each how many rows it has.
     */
    boolean goesTogether() {
        SqlReach reach = phrase().reach;
        return reach.changes() && reach.returns() == (wanted != Wanted.COUNT);
    }

    /** Runs it by itself. */
    void run(Session session) {
        switch (wanted) {
            case ONE_ROW -> session.one(sql, this::read, params);
            case ALL_ROWS -> session.all(sql, this::read, params);
            case COUNT -> count = session.update(sql, params);
        }
    }

    /**
     * Takes what is its own of a batch's answer.
     *
     * @param results stand before its rows
     */
    void answer(int rowsOrChanges, @Nullable ResultSet results) throws SQLException {
        count = rowsOrChanges;
        if (results != null) {
            Row row = new Row(results);
            for (int i = 0; i < count && results.next(); i++) {
                read(row);
            }
        }
    }

    private boolean read(Row row) {
        if (thrown == null && (wanted == Wanted.ALL_ROWS || rows.isEmpty())) {
            try {
                rows.add(reader.read(row));
            } catch (Throwable e) {
                thrown = e;
            }
        }
        return true;
    }
}
