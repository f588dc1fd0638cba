package dev.coffer.state.sql;

import dev.coffer.state.sql.SqlGuard.Verdict;

import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The prepared statements of a database: those of callers, judged, and the room's own. */
final class SqlStatements implements AutoCloseable {

    /** More would keep what a program writes out in full each time. */
    private static final int KEPT = 64;

    /** A statement of more instructions is not kept: they are memory, and soon made beside run. */
    private static final int KEPT_INSTRUCTIONS = 1_000;

    /** SQLite's steps between two looks at the brake, and where one step may take long. */
    private static final int STEPS = 100;

    private static final int SLOW_STEPS = 5;

    /** A statement that was judged, ready to run. */
    record Ready(String written, SqlText text, Verdict verdict, PreparedStatement statement) {}

    private final SQLiteConnection connection;
    private final SqlBrake brake;
    private final SqlGuard guard;
    private final Map<String, Ready> ready = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, PreparedStatement> own = new HashMap<>();
    private int steps;

    SqlStatements(SQLiteConnection connection, SqlBrake brake) throws SQLException {
        this.connection = connection;
        this.brake = brake;
        this.guard = new SqlGuard(connection);
        askEvery(STEPS);
    }

    /** Has a caller's statement judged and prepared, or finds it so. */
    Ready ready(String text) throws SQLException {
        Ready known = ready.get(text);
        if (known != null) {
            askEvery(known.verdict().slow() ? SLOW_STEPS : STEPS);
            return known;
        }
        SqlText parsed = SqlText.of(text);
        askEvery(STEPS);
        Verdict verdict = guard.judge(parsed);
        askEvery(verdict.slow() ? SLOW_STEPS : STEPS);
        Ready made =
                new Ready(text, parsed, verdict, connection.prepareStatement(parsed.statement()));
        if (verdict.instructions() <= KEPT_INSTRUCTIONS) {
            ready.put(text, made);
        }
        if (ready.size() > KEPT) {
            Iterator<Ready> eldest = ready.values().iterator();
            close(eldest.next().statement());
            eldest.remove();
        }
        return made;
    }

    private void askEvery(int count) throws SQLException {
        if (steps != count) {
            ProgressHandler.setHandler(connection, count, brake);
            steps = count;
        }
    }

    /**
     * A statement was run. One that failed is forgotten: of some failures the driver makes its end.
     */
    void done(Ready run, boolean failed) throws SQLException {
        if (failed) {
            ready.remove(run.written());
        }
        if (ready.get(run.written()) != run) {
            close(run.statement());
        } else {
            run.statement().clearParameters();
        }
    }

    /** What was judged may do something else now. */
    void forget() {
        ready.values().forEach(each -> close(each.statement()));
        ready.clear();
    }

    /** Runs one of our own that gives nothing. */
    void run(String sql) throws SQLException {
        PreparedStatement statement = own(sql);
        try {
            statement.execute();
        } catch (SQLException e) {
            own.remove(sql);
            close(statement);
            throw e;
        }
    }

    /** The number that one of our own gives. */
    long number(String sql) throws SQLException {
        PreparedStatement statement = own(sql);
        try (ResultSet row = statement.executeQuery()) {
            return row.getLong(1);
        } catch (SQLException e) {
            own.remove(sql);
            close(statement);
            throw e;
        }
    }

    private PreparedStatement own(String sql) throws SQLException {
        PreparedStatement known = own.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            own.put(sql, known);
        }
        return known;
    }

    private static void close(PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            // It says once more how it failed.
        }
    }

    @Override
    public void close() throws SQLException {
        ProgressHandler.clearHandler(connection);
    }
}
