package dev.coffer.store.sqlite;

import dev.coffer.store.Migrations;
import dev.coffer.store.Session;
import dev.coffer.store.StoreException;
import dev.coffer.store.copy.CopiedTable;
import dev.coffer.store.copy.End;
import dev.coffer.store.copy.Rows;
import dev.coffer.store.copy.Tuple;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** A store on SQLite as one end of a copy; its directory is locked as if it was served. */
public final class SqliteEnd implements End {

    private final FileLock lock;
    private final Connection connection;
    private final Session session;

    private SqliteEnd(FileLock lock, Connection connection) {
        this.lock = lock;
        this.connection = connection;
        this.session = new Session(connection);
    }

    /**
     * Opens the store of a directory; that of a target is made if there is none.
     *
     * @throws StoreException.Unavailable if it is served, or is to be copied and not there
     */
    public static SqliteEnd open(Path directory, Role role) {
        Path file = directory.resolve(SqliteEngine.FILE);
        if (role == Role.SOURCE && !Files.isRegularFile(file)) {
            throw new StoreException.Unavailable("no store in the directory " + directory);
        }
        FileLock lock = FileLock.take(directory);
        try {
            SqliteEngine.check(file);
            role.prepare(Migrations.Dialect.SQLITE, SqliteEngine.url(file));
            return new SqliteEnd(lock, connect(file));
        } catch (SQLException | RuntimeException e) {
            lock.close();
            throw SqliteEngine.cantBeOpened(file, e);
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = SqliteEngine.connect(file);
        Session session = new Session(connection);
        session.set("pragma journal_mode = wal");
        session.set("pragma synchronous = full");
        session.set("pragma busy_timeout = 10000");
        connection.setAutoCommit(false);
        return connection;
    }

    @Override
    public Migrations.Dialect dialect() {
        return Migrations.Dialect.SQLITE;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public List<CopiedTable> tables() {
        return CopiedTable.of(
                session,
                """
                select t.name, c.name, c.type, c.pk
                from sqlite_schema t join pragma_table_info(t.name) c
                where t.type = 'table' and substr(t.name, 1, 7) <> 'sqlite_'
                order by t.name, c.cid\
                """);
    }

    /** The lock of the directory is held already. */
    @Override
    public void requireAlone() {}

    @Override
    public Rows rows(CopiedTable table, Optional<Tuple> after) throws SQLException {
        List<CopiedTable.Column> key = table.key();
        PreparedStatement statement =
                connection.prepareStatement(
                        after.isEmpty()
                                ? table.selection()
                                : table.selectionAfter(Collections.nCopies(key.size(), "?")));
        for (int i = 0; after.isPresent() && i < key.size(); i++) {
            byte[] value = Objects.requireNonNull(after.get().value(i));
            switch (key.get(i).type()) {
                case TEXT -> statement.setString(i + 1, new String(value, StandardCharsets.UTF_8));
                case LONG -> statement.setLong(i + 1, Tuple.number(value));
                case BYTES -> statement.setBytes(i + 1, value);
            }
        }
        ResultSet results = statement.executeQuery();
        return new Rows() {
            @Override
            public Optional<Tuple> next() throws SQLException {
                return results.next() ? Optional.of(tuple(results, table)) : Optional.empty();
            }

            @Override
            public void close() throws SQLException {
                statement.close();
            }
        };
    }

    /** Text comes as its bytes too: those of the database, which is in UTF-8. */
    private static Tuple tuple(ResultSet results, CopiedTable table) throws SQLException {
        List<byte @Nullable []> values = new ArrayList<>(table.columns().size());
        for (int i = 1; i <= table.columns().size(); i++) {
            byte[] value =
                    table.columns().get(i - 1).type() == CopiedTable.Type.LONG
                            ? Tuple.bytes(results.getLong(i))
                            : results.getBytes(i);
            if (results.wasNull()) {
                values.add(null);
            } else {
                values.add(value == null ? new byte[0] : value); // Empty ones come as null.
            }
        }
        return new Tuple(values);
    }

    @Override
    public void append(CopiedTable table, List<Tuple> rows) throws SQLException {
        String values =
                table.columns().stream()
                        .map(c -> c.type() == CopiedTable.Type.TEXT ? "cast(? as text)" : "?")
                        .collect(Collectors.joining(", "));
        String sql =
                "insert into %s (%s) values (%s)"
                        .formatted(table.quoted(), CopiedTable.listed(table.columns()), values);
        // Not through the session: its statements would hold the last values until they are used.
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (Tuple row : rows) {
                for (int i = 0; i < table.columns().size(); i++) {
                    byte[] value = row.value(i);
                    if (value != null && table.columns().get(i).type() == CopiedTable.Type.LONG) {
                        insert.setLong(i + 1, Tuple.number(value));
                    } else {
                        insert.setBytes(i + 1, value);
                    }
                }
                insert.executeUpdate();
            }
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } finally {
            lock.close();
        }
    }
}
