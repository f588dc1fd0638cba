package dev.coffer.store.sqlite;

import dev.coffer.store.Causes;
import dev.coffer.store.Engine;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.StoreException;

import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Properties;

/** SQLite as a lane uses it: WAL, synced at every commit, never checkpointed by a writer. */
final class SqliteEngine implements Engine {

    static final String FILE = "coffer.db";

    /** The primary result code is in the low byte of an extended one. */
    private static final int PRIMARY = 0xff;

    private static final List<SQLiteErrorCode> OUTAGES =
            List.of(
                    SQLiteErrorCode.SQLITE_FULL,
                    SQLiteErrorCode.SQLITE_IOERR,
                    SQLiteErrorCode.SQLITE_CORRUPT,
                    SQLiteErrorCode.SQLITE_NOTADB,
                    SQLiteErrorCode.SQLITE_CANTOPEN,
                    SQLiteErrorCode.SQLITE_READONLY,
                    SQLiteErrorCode.SQLITE_NOMEM,
                    SQLiteErrorCode.SQLITE_BUSY);

    private final Path file;
    private final InstantSource clock;

    SqliteEngine(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    /** For a file that nobody writes to; nothing is made beside it. */
    static String urlToRead(Path file) {
        return "jdbc:sqlite:file:%s?immutable=1".formatted(file.toUri().getRawPath());
    }

    @Override
    public Session open() {
        return open("synchronous = full", "wal_autocheckpoint = 0", "cache_size = -65536");
    }

    Session openForReading() {
        return open("query_only = 1", "cache_size = -8192");
    }

    Session openForCheckpoints() {
        return open("synchronous = full", "wal_autocheckpoint = 0", "cache_size = -1024");
    }

    private Session open(String... pragmas) {
        Session session;
        try {
            session = new Session(connect(file));
        } catch (SQLException e) {
            throw cantBeOpened(file, e);
        }
        try {
            session.set("pragma journal_mode = wal");
            session.set("pragma busy_timeout = 10000");
            session.set("pragma journal_size_limit = 268435456");
            for (String pragma : pragmas) {
                session.set("pragma " + pragma);
            }
            return session;
        } catch (Session.Failed e) {
            session.close();
            throw cantBeOpened(file, e);
        }
    }

    /** Without a query for generated keys, which the driver adds to every update by default. */
    static Connection connect(Path file) throws SQLException {
        SqliteLibrary.load(file);
        Properties settings = new Properties();
        settings.setProperty("jdbc.get_generated_keys", "false");
        return DriverManager.getConnection(url(file), settings);
    }

    /** Why, and what to do about it, in one line. */
    static StoreException cantBeOpened(Path file, Throwable failure) {
        if (failure instanceof StoreException known) {
            return known;
        }
        if (Causes.find(failure, NativeLibraryNotFoundException.class).isPresent()) {
            return new StoreException.Unavailable(
                    "SQLite's library can't be loaded: have -Djava.io.tmpdir name a directory that takes files and runs them",
                    failure);
        }
        String why =
                Causes.find(failure, SQLiteException.class)
                        .map(e ->
                                switch (primary(e)) {
                                    case SQLITE_NOTADB ->
                                            "%s is no SQLite database, or a damaged one: name another directory, or restore a backup";
                                    case SQLITE_CORRUPT ->
                                            "%s is damaged: restore a backup into another directory";
                                    case SQLITE_FULL -> "no room on the disk of %s: make some";
                                    case SQLITE_CANTOPEN,
                                            SQLITE_READONLY,
                                            SQLITE_PERM,
                                            SQLITE_AUTH ->
                                            "no right to read and write %s and beside it: let the user that runs Coffer own both";
                                    case SQLITE_IOERR -> "the disk of %s fails, or is full";
                                    default -> "";
                                })
                        .orElse("");
        return why.isEmpty()
                ? StoreException.Unavailable.because("the database can't be opened", failure)
                : new StoreException.Unavailable(
                        "the database can't be opened: " + why.formatted(file), failure);
    }

    private static SQLiteErrorCode primary(SQLiteException e) {
        return SQLiteErrorCode.getErrorCode(e.getResultCode().code & PRIMARY);
    }

    /**
     * Makes the file, if it is not there, its owner's alone; its log and shared memory take their
     * rights from it. While nobody has it open: to open it here besides would drop SQLite's locks.
     */
    private static void keepPrivate(Path file) {
        try {
            PrivateFiles.file(file);
            for (String beside : List.of("-wal", "-shm")) {
                PrivateFiles.narrow(file.resolveSibling(file.getFileName() + beside));
            }
        } catch (IOException e) {
            throw cantBeOpened(file, e);
        }
    }

    /**
     * Looks at the file and the driver before anything is done with them. Another driver for the
     * same URLs on the class path would take them over silently, without threads and ten times
     * slower.
     */
    static void check(Path file) {
        keepPrivate(file);
        try (Connection connection = connect(file)) {
            Session session = new Session(connection);
            boolean threadsafe =
                    session.all("pragma compile_options", row -> row.text(1))
                            .contains("THREADSAFE=1");
            if (!threadsafe || !connection.getClass().getName().startsWith("org.sqlite.")) {
                throw new StoreException.Unavailable(
                        "another SQLite driver has taken over jdbc:sqlite:");
            }
            session.one("select count(*) from sqlite_schema", row -> row.number(1));
        } catch (SQLException | Session.Failed e) {
            throw cantBeOpened(file, e);
        }
    }

    @Override
    public long begin(Session session, Collection<Owner> owners) {
        session.update("begin immediate");
        return clock.millis();
    }

    @Override
    public void commit(Session session) {
        session.update("commit");
    }

    @Override
    public void rollback(Session session) {
        session.update("rollback");
    }

    /** A disk that is full or fails is no better in a moment. */
    @Override
    public Duration patience() {
        return Duration.ZERO;
    }

    @Override
    public boolean committed(Session other) {
        throw new IllegalStateException("a commit here gives an answer, or the process is gone");
    }

    @Override
    public boolean isOutage(SQLException failure) {
        return failure instanceof SQLiteException e && OUTAGES.contains(primary(e));
    }
}
