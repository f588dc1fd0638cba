package dev.coffer.state.sql;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * What one statement gave. Values are Long, Double, String, byte[] and null, as SQLite has them.
 *
 * @param columns their names, each once; there without rows, too; none if it gives no rows
 * @param truncated whether there were more rows than are given
 * @param rowsAffected inserted, changed or deleted by the statement itself, not by its triggers
 * @param lastInsertRowId the rowid of the last row it inserted, if it did
 */
record SqlResult(
        List<String> columns,
        List<List<@Nullable Object>> rows,
        boolean truncated,
        long rowsAffected,
        Optional<Long> lastInsertRowId) {}
