package dev.coffer.state.sql;

import dev.coffer.endpoint.Problem;
import dev.coffer.state.sql.SqlStatements.Ready;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs a caller's statements in a database, in one transaction, within bounds. Nothing of them
 * remains if one fails; its refusal says which: {@code index}, where there are several.
 */
final class SqlSession {

    /**
     * What a database that is full may still grow by, for those statements that make it smaller.
     */
    private static final long SPARE_BYTES = 1 << 20;

    /** Judges what a statement of a list gave, before the next one runs. */
    @FunctionalInterface
    interface Check {
        void accept(int index, SqlResult result);
    }

    private final SqlImage image;
    private final SqlBounds bounds;

    SqlSession(SqlImage image, SqlBounds bounds) {
        this.image = image;
        this.bounds = bounds;
    }

    /**
     * Runs what only reads.
     *
     * @throws Problem 400 {@code read_only} if it would write
     */
    List<SqlResult> read(List<SqlStatement> statements) {
        return within(
                false,
                () -> {
                    List<SqlResult> results = new ArrayList<>();
                    for (SqlStatement statement : statements) {
                        Ready ready = image.statements().ready(statement.text());
                        if (!ready.verdict().reads()) {
                            throw SqlErrors.notReading();
                        }
                        results.add(run(ready, statement));
                    }
                    image.rollback();
                    return results;
                });
    }

    /** Runs all of them, and commits if none fails and the check lets each pass. */
    List<SqlResult> write(List<SqlStatement> statements, Check check) {
        return within(
                true,
                () -> {
                    List<SqlResult> results = new ArrayList<>();
                    boolean changesSchema = false;
                    long schemaBytes = image.schemaBytes();
                    try {
                        for (SqlStatement statement : statements) {
                            int index = results.size();
                            try {
                                Ready ready = image.statements().ready(statement.text());
                                bound(ready.verdict().givesBack());
                                changesSchema |= ready.verdict().changesSchema();
                                SqlResult result = run(ready, statement);
                                check.accept(index, result);
                                results.add(result);
                                if (ready.verdict().changesSchema()) {
                                    boundSchema(schemaBytes);
                                }
                            } catch (SQLException e) {
                                throw indexed(refusal(e), index, statements.size());
                            } catch (Problem problem) {
                                throw indexed(problem, index, statements.size());
                            }
                        }
                        image.commit();
                        return results;
                    } catch (SQLException | RuntimeException e) {
                        image.rollback();
                        if (changesSchema) {
                            image.schemaIsAgain(schemaBytes);
                        }
                        throw e;
                    }
                });
    }

    private static Problem indexed(Problem problem, int index, int of) {
        return of == 1 ? problem : problem.with("index", index);
    }

    private void bound(boolean givesBack) throws SQLException {
        long most = bounds.databaseBytes() + (givesBack ? SPARE_BYTES : 0);
        image.bound(Math.max(1, most / SqlImage.PAGE_BYTES));
    }

    /** A schema is kept in memory as long as its database is open. */
    private void boundSchema(long before) throws SQLException {
        long bytes = image.schemaChanged();
        if (bytes > SqlLimits.SQL_SCHEMA_BYTES.value() && bytes > before) {
            throw SqlErrors.full("schema", before, SqlLimits.SQL_SCHEMA_BYTES.value());
        }
    }

    @FunctionalInterface
    private interface Statements<R> {
        R run() throws SQLException;
    }

    private <R> R within(boolean writes, Statements<R> statements) {
        image.brake.arm(bounds.millis() * 1_000_000, bounds.memoryBytes());
        try {
            image.begin(writes);
            return statements.run();
        } catch (SQLException e) {
            image.rollback();
            throw refusal(e);
        } catch (RuntimeException e) {
            image.rollback();
            throw e;
        } finally {
            image.brake.disarm();
        }
    }

    private Problem refusal(SQLException e) {
        SqlBrake.Reason reason = image.brake.reason();
        if (reason != null) {
            return SqlErrors.stopped(reason, bounds);
        }
        long used = (long) image.pages() * SqlImage.PAGE_BYTES;
        return SqlErrors.isFull(e) && !image.diskIsFull()
                ? SqlErrors.full("bytes", used, bounds.databaseBytes())
                : SqlErrors.of(e);
    }

    private SqlResult run(Ready ready, SqlStatement statement) throws SQLException {
        List<@Nullable Object> values = statement.bound(ready.text());
        int expected = ready.statement().getParameterMetaData().getParameterCount();
        if (values.size() != expected) {
            throw SqlErrors.wrongParameters(
                    "The statement takes %d values.".formatted(expected), expected, values.size());
        }
        for (int i = 0; i < values.size(); i++) {
            ready.statement().setObject(i + 1, values.get(i));
        }
        boolean failed = true;
        try {
            SqlResult result = stepped(ready);
            failed = false;
            return result;
        } finally {
            image.statements().done(ready, failed);
        }
    }

    private SqlResult stepped(Ready ready) throws SQLException {
        if (!ready.statement().execute()) {
            return affected(ready, List.of(), List.of(), false);
        }
        try (ResultSet found = ready.statement().getResultSet()) {
            return rows(ready, found);
        }
    }

    private SqlResult rows(Ready ready, ResultSet found) throws SQLException {
        List<String> columns = columns(found.getMetaData());
        long namesBytes = columns.stream().mapToLong(SqlSession::bytes).sum();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long bytes = 0;
        boolean truncated = false;
        while (found.next()) {
            if (truncated) {
                continue; // What writes is run to its end.
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            bytes += namesBytes;
            for (int i = 1; i <= columns.size(); i++) {
                Object value = found.getObject(i);
                row.add(value instanceof Integer small ? (Object) small.longValue() : value);
                bytes += bytes(value);
            }
            truncated =
                    rows.size() == SqlLimits.SQL_ROWS.value()
                            || bytes > SqlLimits.SQL_RESULT_BYTES.value();
            if (!truncated) {
                rows.add(row);
            } else if (ready.verdict().reads()) {
                break;
            }
        }
        return affected(ready, columns, rows, truncated);
    }

    private SqlResult affected(
            Ready ready, List<String> columns, List<List<@Nullable Object>> rows, boolean truncated)
            throws SQLException {
        long affected = ready.verdict().changesRows() ? image.changes() : 0;
        Optional<Long> rowId =
                affected > 0 && ready.verdict().setsRowId()
                        ? Optional.of(image.lastInsertRowId())
                        : Optional.empty();
        return new SqlResult(columns, rows, truncated, affected, rowId);
    }

    /** A name that was there before gets a number: {@code id}, {@code id_2}. */
    private static List<String> columns(ResultSetMetaData described) throws SQLException {
        List<String> said = new ArrayList<>();
        for (int i = 1; i <= described.getColumnCount(); i++) {
            said.add(described.getColumnName(i));
        }
        Set<String> taken = new HashSet<>(said);
        Set<String> given = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (String name : said) {
            String free = name;
            for (int number = 2; !given.add(free); number++) {
                free = name + "_" + number;
                if (taken.contains(free)) {
                    free = name;
                }
            }
            names.add(free);
        }
        return names;
    }

    private static long bytes(@Nullable Object value) {
        return switch (value) {
            case String text -> text.getBytes(StandardCharsets.UTF_8).length + 2L;
            case byte[] blob -> blob.length * 4L / 3 + 14;
            case null, default -> 8;
        };
    }
}
