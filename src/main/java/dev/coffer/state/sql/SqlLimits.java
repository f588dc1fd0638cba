package dev.coffer.state.sql;

import dev.coffer.endpoint.Limit;

/** What a statement may be, and give. */
enum SqlLimits implements Limit {

    /** A statement's text: the plan's. */
    SQL_CHARS(4096),

    /** Statements of one call, one transaction. */
    SQL_STATEMENTS(100),

    /** Values for a statement's parameters. */
    SQL_PARAMETERS(1000),

    /**
     * A text, a blob, a row: what one step of SQLite takes at most, which nothing can stop. At this
     * length the worst that is allowed (a search for one half in the other) takes 0.2 s.
     */
    SQL_VALUE_BYTES(256 << 10),

    /**
     * Texts of tables, views, indexes and triggers together: they are in memory while it is open.
     */
    SQL_SCHEMA_BYTES(256 << 10),

    /** Rows of one answer; what comes after them is left out. */
    SQL_ROWS(10_000),

    /** Bytes of one answer's rows, the names of their columns among them. */
    SQL_RESULT_BYTES(1 << 20);

    private final long value;

    SqlLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
