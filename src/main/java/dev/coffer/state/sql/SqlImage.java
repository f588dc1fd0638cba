package dev.coffer.state.sql;

import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * One owner's database, open on this node: a copy of what the store has, in a file of its own.
 * Nothing in it lasts, so nothing waits for the disk; nothing goes to other files: what a sort or a
 * rollback needs is in memory. Used by one thread at a time.
 */
final class SqlImage implements AutoCloseable {

    static final int PAGE_BYTES = 4096;

    /** What a byte of a schema's text comes to when SQLite has read it: about, for views. */
    private static final int SCHEMA_FACTOR = 20;

    /** What a database that is open takes besides. */
    private static final long OPEN_BYTES = 100_000;

    /** From then on the log is moved into the file. */
    private static final long LOG_BYTES = 1 << 20;

    /** Where a file's first page says whether it has a log: 1 none, 2 a write-ahead one. */
    private static final int LOGGED = 18;

    private static final Map<SQLiteLimits, Integer> LIMITS =
            Map.ofEntries(
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_WORKER_THREADS, 0),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_LENGTH, SqlLimits.SQL_VALUE_BYTES.whole()),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_SQL_LENGTH, 100_000),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_COLUMN, 500),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_EXPR_DEPTH, 200),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_COMPOUND_SELECT, 100),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_VDBE_OP, 50_000),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_FUNCTION_ARG, 100),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
                    Map.entry(SQLiteLimits.SQLITE_LIMIT_TRIGGER_DEPTH, 32),
                    Map.entry(
                            SQLiteLimits.SQLITE_LIMIT_VARIABLE_NUMBER,
                            SqlLimits.SQL_PARAMETERS.whole()));

    private static final String SETTINGS =
            """
            pragma locking_mode = exclusive; pragma synchronous = off;
            pragma wal_autocheckpoint = 0; pragma temp_store = memory;
            pragma foreign_keys = on; pragma cache_size = -512;\
            """;

    private static final String SCHEMA_BYTES =
            "select coalesce(sum(length(sql) + 50), 0) from sqlite_schema";

    final SqlBrake brake = new SqlBrake();

    private final Path file;
    private final SQLiteConnection connection;
    private final SqlStatements statements;
    private final WalReader log;
    private Map<Integer, byte[]> unwritten;
    private long schemaBytes;
    private boolean open;
    private long mostPages;
    private String stamp;
    private int pages;

    /**
     * @param stamp of what the file has; empty if the store has no database yet
     * @param pages how many the store has
     */
    SqlImage(Path file, String stamp, int pages) throws SQLException, IOException {
        this.file = file;
        this.stamp = stamp;
        this.pages = pages;
        this.log = new WalReader(file.resolveSibling(file.getFileName() + "-wal"), PAGE_BYTES);
        this.unwritten = pages == 0 ? cut(Files.readAllBytes(file)) : Map.of();
        Properties settings = new Properties();
        settings.setProperty("jdbc.get_generated_keys", "false");
        this.connection =
                (SQLiteConnection)
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + file.toAbsolutePath(), settings);
        try {
            try (Statement set = connection.createStatement()) {
                set.executeUpdate(SETTINGS);
            }
            for (Map.Entry<SQLiteLimits, Integer> limit : LIMITS.entrySet()) {
                connection.setLimit(limit.getKey(), limit.getValue());
            }
            SqlTrim.install(connection);
            statements = new SqlStatements(connection, brake);
            schemaBytes = statements.number(SCHEMA_BYTES);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * The file of a database in which nothing is yet; space that is freed is given back at once.
     */
    static byte[] empty() throws SQLException {
        try (SQLiteConnection memory =
                        (SQLiteConnection) DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement sql = memory.createStatement()) {
            sql.executeUpdate(
                    """
                    pragma page_size = %d; pragma encoding = 'UTF-8'; pragma auto_vacuum = full;
                    create table t (x); drop table t;\
                    """
                            .formatted(PAGE_BYTES));
            return memory.serialize("main");
        }
    }

    /** The first page as a file has it here, with a log, or as the store has it, without. */
    static byte[] logged(byte[] firstPage, boolean logged) {
        firstPage[LOGGED] = (byte) (logged ? 2 : 1);
        firstPage[LOGGED + 1] = firstPage[LOGGED];
        return firstPage;
    }

    private static Map<Integer, byte[]> cut(byte[] file) {
        Map<Integer, byte[]> pages = new TreeMap<>();
        for (int i = 0; i < file.length / PAGE_BYTES; i++) {
            byte[] page = new byte[PAGE_BYTES];
            System.arraycopy(file, i * PAGE_BYTES, page, 0, PAGE_BYTES);
            pages.put(i + 1, page);
        }
        return pages;
    }

    SqlStatements statements() {
        return statements;
    }

    String stamp() {
        return stamp;
    }

    int pages() {
        return pages;
    }

    /** What it takes of disk and memory, about. */
    long bytes() throws IOException {
        return (long) pages * PAGE_BYTES + log.bytes() + OPEN_BYTES + SCHEMA_FACTOR * schemaBytes;
    }

    /** Whether there is no room left for files like its own. */
    boolean diskIsFull() {
        return file.toFile().getUsableSpace() < LOG_BYTES;
    }

    /** How long the texts of its schema are together. */
    long schemaBytes() {
        return schemaBytes;
    }

    /** What was judged may do something else now; gives how long the schema is. */
    long schemaChanged() throws SQLException {
        schemaIsAgain(statements.number(SCHEMA_BYTES));
        return schemaBytes;
    }

    /** The change of the schema was undone. */
    void schemaIsAgain(long bytes) {
        statements.forget();
        schemaBytes = bytes;
    }

    /** So many bytes a commit would have to be read of, at most. */
    long unreadBytes() throws IOException {
        return log.unreadBytes() + (long) unwritten.size() * PAGE_BYTES;
    }

    /** Begins a transaction. */
    void begin(boolean writes) throws SQLException {
        statements.run(writes ? "begin immediate" : "begin");
        open = true;
    }

    void commit() throws SQLException {
        statements.run("commit");
        open = false;
    }

    /** Ends a transaction, if there is one left. */
    void rollback() {
        brake.disarm();
        if (open) {
            open = false;
            try {
                statements.run("rollback");
            } catch (SQLException e) {
                // After some errors SQLite has done so itself.
            }
        }
    }

    /** The rowid that the last insert gave. */
    long lastInsertRowId() throws SQLException {
        return statements.number("select last_insert_rowid()");
    }

    /** Rows that the last statement changed. */
    long changes() throws SQLException {
        return connection.getDatabase().changes();
    }

    /** How large it may become from now on; it does not shrink by that. */
    void bound(long most) throws SQLException {
        if (mostPages != most) {
            try (Statement set = connection.createStatement()) {
                set.execute("pragma max_page_count = " + most);
            }
            mostPages = most;
        }
    }

    /**
     * What was committed since it was last asked, as the store keeps it; nothing if nothing was.
     *
     * @param next the stamp of what it is now
     */
    SqlChange committed(String next) throws IOException, SQLException {
        WalReader.Changed changed = log.read();
        if (changed.pageCount() == 0) {
            return SqlChange.none(stamp, pages);
        }
        Map<Integer, byte[]> all = new TreeMap<>(unwritten);
        all.putAll(changed.pages());
        all.computeIfPresent(1, (_, first) -> logged(first, false));
        SqlChange change = new SqlChange(stamp, next, pages, changed.pageCount(), all);
        unwritten = Map.of();
        stamp = next;
        pages = changed.pageCount();
        if (log.bytes() > LOG_BYTES) {
            try (Statement move = connection.createStatement()) {
                move.execute("pragma wal_checkpoint(truncate)");
            }
        }
        return change;
    }

    @Override
    public void close() {
        try {
            statements.close();
            connection.close();
        } catch (SQLException e) {
            // Whatever is left of it is deleted.
        }
        for (String beside : new String[] {"", "-wal", "-shm", "-journal"}) {
            file.resolveSibling(file.getFileName() + beside).toFile().delete();
        }
    }
}
