package dev.coffer.tool.data;

import dev.coffer.endpoint.Limit;

/** What the tools for data promise beside what all do. */
enum DataLimits implements Limit {

    /** Objects that become the rows of one table, or are merged. */
    DATA_OBJECTS(100_000),

    /** Columns of a table, named by the caller. */
    CSV_HEADERS(1_000),

    CSV_HEADER_CHARS(1_000),

    /** What separates cells, or the keys of a flattened object. */
    DELIMITER_CHARS(16),

    JSON_PATH_CHARS(10_000);

    private final long value;

    DataLimits(long value) {
        this.value = value;
    }

    @Override
    public long value() {
        return value;
    }
}
