package dev.coffer.state.sql;

import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.store.StoreException;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.sql.SQLException;
import java.util.List;

/** What a caller is told of a statement that failed. */
final class SqlErrors {

    static final ErrorCode READ_ONLY = new ErrorCode(400, "read_only");

    static final ErrorCode SQL_ERROR = new ErrorCode(400, "sql_error");

    static final ErrorCode WRONG_PARAMETERS = new ErrorCode(400, "wrong_parameters");

    static final ErrorCode SQL_LIMIT = new ErrorCode(422, "sql_limit");

    /** What a statement may be refused for, whatever it does. */
    static final List<ErrorCode> OF_STATEMENTS =
            List.of(
                    SQL_ERROR,
                    WRONG_PARAMETERS,
                    SQL_LIMIT,
                    SqlWords.ONE_STATEMENT,
                    SqlWords.STATEMENT_NOT_ALLOWED);

    private static final int PRIMARY = 0xff;

    private SqlErrors() {}

    /** SQLite's own message, and its own name of the case. */
    static Problem said(String sqliteCode, String message) {
        return new Problem(SQL_ERROR, message).with("sqliteCode", sqliteCode);
    }

    /**
     * What SQLite says against a statement.
     *
     * @throws StoreException if it is not the statement's fault: a disk that fails or is full
     */
    static Problem of(SQLException e) {
        if (!(e instanceof SQLiteException failed)) {
            throw StoreException.Unavailable.because("a statement can't be run", e);
        }
        SQLiteErrorCode code = failed.getResultCode();
        return switch (SQLiteErrorCode.getErrorCode(code.code & PRIMARY)) {
            case SQLITE_IOERR,
                    SQLITE_CANTOPEN,
                    SQLITE_NOTADB,
                    SQLITE_BUSY,
                    SQLITE_PERM,
                    SQLITE_FULL ->
                    throw StoreException.Unavailable.because("the cached database fails", e);
            default -> said(code.name(), message(failed));
        };
    }

    /** The driver puts its own explanation before SQLite's words. */
    private static String message(SQLiteException e) {
        String whole = String.valueOf(e.getMessage());
        String explained = e.getResultCode() + " (";
        return whole.startsWith(explained) && whole.endsWith(")")
                ? whole.substring(explained.length(), whole.length() - 1)
                : whole;
    }

    static boolean isFull(SQLException e) {
        return e instanceof SQLiteException failed
                && failed.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
    }

    static Problem stopped(SqlBrake.Reason reason, SqlBounds bounds) {
        return switch (reason) {
            case TIME ->
                    limit(
                            "It ran longer than a call may; nothing was done.",
                            Capacity.SQL_CALL_MS,
                            bounds.millis());
            case MEMORY ->
                    limit(
                            "It needs more memory than a call may have; nothing was done.",
                            Capacity.SQL_CALL_BYTES,
                            bounds.memoryBytes());
        };
    }

    private static Problem limit(String says, Capacity capacity, long value) {
        return new Problem(SQL_LIMIT, says).with("quota", capacity.label()).with("limit", value);
    }

    static Problem full(String what, long used, long limit) {
        return new Problem(
                        ErrorCode.QUOTA_EXCEEDED,
                        "The database would be larger than it may be; delete some rows, or drop a table.")
                .with("capability", "sql")
                .with("quota", what)
                .with("used", used)
                .with("limit", limit);
    }

    static Problem notReading() {
        return new Problem(
                READ_ONLY, "This statement writes; sql/query only reads: use sql/execute.");
    }

    static Problem wrongParameters(String why, int expected, int given) {
        return new Problem(WRONG_PARAMETERS, why).with("expected", expected).with("given", given);
    }
}
