package dev.coffer.store.sqlite;

import dev.coffer.store.Lane;
import dev.coffer.store.LaneBatch;
import dev.coffer.store.Migrations;
import dev.coffer.store.Owner;
import dev.coffer.store.Session;
import dev.coffer.store.Signals;
import dev.coffer.store.Snapshots;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.StoreFigures;
import dev.coffer.store.Tx;
import dev.coffer.store.Work;
import dev.coffer.store.copy.Marker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The embedded store: one SQLite database for all owners, one lane that writes, a few connections
 * that read committed snapshots beside it, and a thread that checkpoints at quiet moments.
 */
public final class SqliteStore implements Store {

    /** More would only wait for cores: a read holds a core, not the disk. */
    private static final int READERS = 4;

    private static final long READER_WAIT_SECONDS = 10;

    /** How much may wait, of all owners and of one. */
    public record Bounds(int waiting, int waitingOfOwner) {}

    /** Who moves the log into the database. */
    public enum Checkpointer {
        /** This process, at quiet moments. */
        OURS,
        /** Another one, which copies the log before it does. */
        EXTERNAL
    }

    private final InstantSource clock;
    private final Path file;
    private final FileLock lock;
    private final SqliteEngine engine;
    private final Signals signals;
    private final Lane lane;
    private final Checkpoints checkpoints;

    private final Snapshots snapshots =
            new Snapshots(
                    new Snapshots.Transactions() {
                        @Override
                        public void begin(Session session) {
                            session.update("begin");
                        }

                        @Override
                        public void commit(Session session) {
                            session.update("commit");
                        }

                        @Override
                        public void rollback(Session session) {
                            session.update("rollback");
                        }
                    });

    /** Each of them one read's; without a connection where the last was in doubt. */
    private final BlockingQueue<Optional<Session>> readers = new ArrayBlockingQueue<>(READERS);

    private volatile boolean closed;

    private SqliteStore(
            Path file, FileLock lock, InstantSource clock, Bounds bounds, Checkpointer by) {
        this.clock = clock;
        this.file = file;
        this.lock = lock;
        this.engine = new SqliteEngine(file, clock);
        for (int i = 0; i < READERS; i++) {
            readers.add(Optional.of(engine.openForReading()));
        }
        // The threads come last: what fails before them leaves none behind.
        Session moving = engine.openForCheckpoints();
        this.signals = Signals.here();
        this.lane = new Lane("store", engine, signals, bounds.waiting(), bounds.waitingOfOwner());
        this.checkpoints = new Checkpoints(lane, moving, by == Checkpointer.EXTERNAL);
    }

    /**
     * Opens the database of a directory, or makes it.
     *
     * @throws StoreException.Unavailable if another process has it, it is a copy not complete, or
     *     it can't be opened
     */
    public static SqliteStore open(Path directory, InstantSource clock, Bounds bounds) {
        return open(directory, clock, bounds, Checkpointer.OURS);
    }

    /** The same, where another process may make the checkpoints. */
    public static SqliteStore open(
            Path directory, InstantSource clock, Bounds bounds, Checkpointer by) {
        FileLock lock = FileLock.take(directory);
        Path file = directory.resolve(SqliteEngine.FILE);
        try {
            SqliteEngine.check(file);
            try (Session session = new Session(SqliteEngine.connect(file))) {
                Marker.refuse(session, Migrations.Dialect.SQLITE);
            }
            Migrations.run(Migrations.Dialect.SQLITE, SqliteEngine.url(file));
            return new SqliteStore(file, lock, clock, bounds, by);
        } catch (SQLException | RuntimeException e) {
            lock.close();
            throw SqliteEngine.cantBeOpened(file, e);
        }
    }

    /**
     * Reads the database of a directory, whether another process serves it or not: a snapshot.
     *
     * @throws StoreException.Unavailable if there is none, or it can't be read
     */
    public static <R> R look(Path directory, InstantSource clock, Work<R> work) {
        Path file = directory.resolve(SqliteEngine.FILE);
        if (!Files.isRegularFile(file)) {
            throw new StoreException.Unavailable("no store in the directory " + directory);
        }
        try (Session session = new SqliteEngine(file, clock).openForReading()) {
            session.update("begin");
            R result = work.run(Tx.reading(session, clock.millis()));
            session.update("commit");
            return result;
        } catch (Session.Failed e) {
            throw new StoreException.Unavailable(
                    "the store can't be read; if it is of another version, have that one look", e);
        }
    }

    @Override
    public <R> R write(Owner owner, List<Owner> others, Work<R> work) {
        return lane.run(owner, others, work, false);
    }

    @Override
    public <R> R writeBehind(Owner owner, Work<R> work) {
        return lane.run(owner, work, true);
    }

    /** All owners are in one place. */
    @Override
    public <R> R read(Owner owner, Work<R> work) {
        return readGlobal(work);
    }

    @Override
    public <R> R readGlobal(Work<R> work) {
        Optional<Session> sound = reader();
        try {
            Session session = sound.orElseGet(engine::openForReading);
            sound = Optional.of(session);
            return snapshots.read(session, clock.millis(), work);
        } catch (Session.Failed e) {
            throw engine.isOutage(e.sql())
                    ? new StoreException.Unavailable("the store can't be read", e)
                    : e;
        } finally {
            readers.add(sound.filter(Session::hasFailed).isPresent() ? dropped(sound) : sound);
        }
    }

    private static Optional<Session> dropped(Optional<Session> session) {
        try {
            session.ifPresent(Session::close);
        } catch (Session.Failed e) {
            // It was in doubt; the next read opens another.
        }
        return Optional.empty();
    }

    private Optional<Session> reader() {
        Optional<Session> reader = closed ? null : readers.poll();
        try {
            if (reader == null && !closed) {
                reader = readers.poll(READER_WAIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (reader == null) {
            throw closed
                    ? new StoreException.Unavailable("the store is closed")
                    : new StoreException.Overloaded("too many reads wait");
        }
        return reader;
    }

    @Override
    public void probe() {
        Store.super.probe();
        checkpoints.probe();
    }

    @Override
    public void whenCommitted(Consumer<LaneBatch> told) {
        lane.whenCommitted(told);
    }

    @Override
    public StoreFigures figures() {
        return new StoreFigures.Embedded(
                lane.waiting(),
                file.toFile().length(),
                file.resolveSibling(file.getFileName() + "-wal").toFile().length(),
                checkpoints.unmovedBytes());
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public Signals signals() {
        return signals;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        signals.close();
        checkpoints.close();
        lane.close();
        for (int i = 0; i < READERS; i++) {
            try {
                Optional<Session> session = readers.poll(READER_WAIT_SECONDS, TimeUnit.SECONDS);
                if (session != null) {
                    session.ifPresent(Session::close);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        lock.close();
    }
}
