package dev.coffer.state.queue;

import dev.coffer.store.Row;

import java.util.Locale;

/** What becomes of a job. The order is that of the table's numbers. */
enum State {
    PENDING,
    DELAYED,
    FAILED,
    PROCESSING,
    COMPLETED,
    DEAD;

    private static final State[] ALL = values();

    static State of(Row row, int column) {
        return ALL[(int) row.number(column)];
    }

    /** A statement in which {@code $PENDING} and the others stand for the states' numbers. */
    static String sql(String named) {
        String sql = named;
        for (State state : ALL) {
            sql = sql.replace("$" + state.name(), Integer.toString(state.ordinal()));
        }
        return sql;
    }

    /** Whether a job leaves the state when its time has come. */
    boolean endsByItself() {
        return this == DELAYED || this == FAILED || this == PROCESSING;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static State named(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
