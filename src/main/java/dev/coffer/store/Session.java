package dev.coffer.store;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A connection with its prepared statements, used by one thread at a time.
 *
 * <p>It remembers that a statement failed. A work that catches the failure and goes on has lost
 * what it wrote in one engine and not in the other; so it fails all the same.
 */
public final class Session implements Asking, AutoCloseable {

    /** A statement failed; the cause says why. Never shown to a caller. */
    public static final class Failed extends RuntimeException {
        private final SQLException sql;

        Failed(SQLException sql) {
            super(sql);
            this.sql = sql;
        }

        public SQLException sql() {
            return sql;
        }
    }

    /** More than the service has; a text built by some code at every call does not fill memory. */
    private static final int STATEMENTS = 512;

    /** In the key of a statement that is prepared for its batches' rows. */
    private static final String RETURNING = " -- its rows";

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);
    private @Nullable Failed failure;

    public Session(Connection connection) {
        this.connection = connection;
    }

    @Override
    public <T> Optional<T> one(String sql, Row.Reader<T> reader, @Nullable Object... params) {
        try (ResultSet results = bound(sql, params).executeQuery()) {
            return results.next() ? Optional.of(reader.read(new Row(results))) : Optional.empty();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    @Override
    public <T> List<T> all(String sql, Row.Reader<T> reader, @Nullable Object... params) {
        try (ResultSet results = bound(sql, params).executeQuery()) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(results);
            while (results.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    @Override
    public int update(String sql, @Nullable Object... params) {
        try {
            return bound(sql, params).executeUpdate();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** Runs a statement once with each of these parameters, in one round trip. */
    void updateEach(String sql, List<List<Object>> each) {
        try {
            for (List<Object> params : each) {
                bound(sql, params.toArray()).addBatch();
            }
            bound(sql).executeBatch();
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /**
     * Runs a statement once for each of these, in as few round trips as the driver dares: it sends
     * on without an answer as long as the answers' size is bounded, that is, while no column is a
     * text or bytes.
     */
    void together(List<Asked<?>> all) {
        String sql = all.getFirst().sql;
        boolean returns = all.getFirst().phrase().reach.returns();
        try {
            PreparedStatement statement = returns ? returning(sql) : prepared(sql);
            for (Asked<?> one : all) {
                bind(statement, one.params);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            try (ResultSet results = returns ? statement.getGeneratedKeys() : null) {
                for (int i = 0; i < counts.length; i++) {
                    all.get(i).answer(counts[i], results);
                }
            }
        } catch (SQLException e) {
            throw failed(sql, e);
        }
    }

    /** Runs a setting; whether it gives a row differs from one to the next, and nobody reads it. */
    public void set(String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Has the driver begin a transaction with the next statement, in the same round trip. */
    public void begin() {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Has each statement be a transaction by itself again; there is none open. */
    public void alone() {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Ends a transaction that the driver began; fails if the database rolled it back instead. */
    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public void rollback() {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private PreparedStatement bound(String sql, @Nullable Object... params) throws SQLException {
        PreparedStatement statement = prepared(sql);
        bind(statement, params);
        return statement;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
            closeEldest();
        }
        return statement;
    }

    /** One whose batches give their rows; a clause of its own says which. */
    private PreparedStatement returning(String sql) throws SQLException {
        String key = sql + RETURNING;
        PreparedStatement statement = statements.get(key);
        if (statement == null) {
            statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS);
            statements.put(key, statement);
            closeEldest();
        }
        return statement;
    }

    private void closeEldest() throws SQLException {
        if (statements.size() > STATEMENTS) {
            Iterator<PreparedStatement> eldest = statements.values().iterator();
            try (PreparedStatement _ = eldest.next()) {
                eldest.remove();
            }
        }
    }

    /**
     * Forgets a statement that failed: of some failures the driver makes its end, and it would fail
     * for ever.
     */
    private Failed failed(String sql, SQLException why) {
        try (PreparedStatement _ = statements.remove(sql);
                PreparedStatement _ = statements.remove(sql + RETURNING)) {
            return failed(why);
        } catch (SQLException e) {
            return failed(why);
        }
    }

    private Failed failed(SQLException sql) {
        failure = new Failed(sql);
        return failure;
    }

    void forgetFailure() {
        failure = null;
    }

    /** The last statement that failed since {@link #forgetFailure}. */
    @Override
    public @Nullable Failed failure() {
        return failure;
    }

    /** Whether a statement of the work that ran last failed: it may have left anything behind. */
    public boolean hasFailed() {
        return failure != null;
    }

    void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] params)
            throws SQLException {
        for (int i = 0; i < params.length; i++) {
            bind(statement, i + 1, params[i]);
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case String text -> statement.setString(index, text);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setLong(index, number);
            case byte[] bytes -> statement.setBytes(index, bytes);
            default -> throw unbindable(value);
        }
    }

    private static IllegalArgumentException unbindable(Object value) {
        return new IllegalArgumentException("unbindable " + value.getClass());
    }

    /** Refuses what can't be bound, before anything is sent. */
    static void requireBindable(@Nullable Object[] params) {
        for (Object value : params) {
            switch (value) {
                case null -> {}
                case String _, Long _, Integer _, byte[] _ -> {}
                default -> throw unbindable(value);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }
}
