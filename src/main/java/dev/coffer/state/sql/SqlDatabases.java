package dev.coffer.state.sql;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.store.Owner;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The databases that are open on this node, at most so many and so large together; those that were
 * not used for the longest are closed. An owner's calls take turns, in the order in which they
 * came, from the statement to the end of its transaction. Statements run on threads of their own, a
 * few at once: on a virtual thread a long one would hold the carrier of others.
 */
final class SqlDatabases implements AutoCloseable {

    private static final long PATIENCE_MS = 5_000;

    /** Bytes of pages that are on their way into the store. */
    private static final int UNDERWAY_BYTES = 64 << 20;

    /** SQLite goes deep into views, expressions and JSON, on the stack. */
    private static final long STACK_BYTES = 8 << 20;

    private final Store store;
    private final SqlPages pages;
    private final SqlFiles files;
    private final int mostOpen;
    private final long mostBytes;
    private final Semaphore running;
    private final ExecutorService threads;
    private final Semaphore underway = new Semaphore(UNDERWAY_BYTES, true);
    private final Map<String, Place> places = new LinkedHashMap<>(16, 0.75f, true);
    private int open;
    private long bytes;

    /** Where an owner's database is, while somebody uses it or it is open. */
    private static final class Place {
        private final Semaphore turn = new Semaphore(1, true);
        private int users;
        private long bytes;
        private volatile @Nullable SqlImage image;
    }

    SqlDatabases(Store store, SqlPages pages, SqlFiles files, Capacities capacities) {
        this.store = store;
        this.pages = pages;
        this.files = files;
        this.mostOpen = capacities.whole(Capacity.SQL_OPEN_DATABASES);
        this.mostBytes = capacities.of(Capacity.SQL_CACHE_BYTES);
        int atOnce = Math.max(2, Runtime.getRuntime().availableProcessors());
        this.running = new Semaphore(atOnce, true);
        this.threads =
                Executors.newFixedThreadPool(
                        atOnce,
                        Thread.ofPlatform()
                                .name("sql-", 0)
                                .daemon()
                                .stackSize(STACK_BYTES)
                                .factory());
    }

    /** Waits for the owner's turn; it lasts until it is closed. */
    Turn turn(String owner) {
        Place place;
        synchronized (places) {
            place = places.computeIfAbsent(owner, _ -> new Place());
            place.users++;
        }
        try {
            acquire(place.turn, 1);
            return new Turn(owner, place);
        } catch (RuntimeException e) {
            left(owner, place);
            throw e;
        }
    }

    /** An owner's turn on this node. */
    final class Turn implements AutoCloseable {
        private final String owner;
        private final Place place;
        private int held;

        private Turn(String owner, Place place) {
            this.owner = owner;
            this.place = place;
        }

        /**
         * Runs something in the database as the store has it now.
         *
         * @throws StoreException.Overloaded if too many others run
         */
        <R> R run(Function<SqlImage, R> what) {
            acquire(running, 1);
            try {
                Future<R> result = threads.submit(() -> what.apply(current(owner, place)));
                return awaited(result);
            } finally {
                running.release();
            }
        }

        private <R> R awaited(Future<R> result) {
            try {
                return result.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException known) {
                    throw known;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException.Overloaded("interrupted");
            }
        }

        /** What was committed in the database and not yet in the store; counts as on its way. */
        SqlChange committed(SqlImage image, String stamp) {
            try {
                int size = (int) Math.min(UNDERWAY_BYTES, image.unreadBytes());
                acquire(underway, size);
                held += size;
                return image.committed(stamp);
            } catch (IOException | SQLException | RuntimeException e) {
                drop(place); // It has what the store will never know of.
                throw e instanceof RuntimeException known ? known : failed(e);
            }
        }

        @Override
        public void close() {
            underway.release(held);
            place.turn.release();
            left(owner, place);
        }
    }

    /** The database as the store has it, opened anew if what is open here is another state. */
    private SqlImage current(String owner, Place place) {
        return store.read(
                new Owner(owner),
                tx -> {
                    SqlPages.Current current = pages.current(tx, owner);
                    SqlImage image = place.image;
                    if (image != null && image.stamp().equals(current.stamp())) {
                        return image;
                    }
                    drop(place);
                    try {
                        Path file = files.next();
                        try (FileChannel out =
                                FileChannel.open(
                                        file,
                                        StandardOpenOption.CREATE_NEW,
                                        StandardOpenOption.WRITE)) {
                            if (current.pages() == 0) {
                                write(out, 1, SqlImage.logged(files.empty(), true));
                            } else {
                                pages.read(tx, owner, page -> write(out, page));
                            }
                        }
                        SqlImage opened = new SqlImage(file, current.stamp(), current.pages());
                        place.image = opened;
                        return opened;
                    } catch (IOException | SQLException e) {
                        throw failed(e);
                    }
                });
    }

    private static void write(FileChannel out, SqlPages.Page page) {
        boolean first = page.number() == 1;
        write(out, page.number(), first ? SqlImage.logged(page.bytes(), true) : page.bytes());
    }

    private static void write(FileChannel out, int number, byte[] page) {
        ByteBuffer bytes = ByteBuffer.wrap(page);
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes, (number - 1L) * SqlImage.PAGE_BYTES + bytes.position());
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static StoreException failed(Exception e) {
        return StoreException.Unavailable.because("a database can't be opened here", e);
    }

    private static void drop(Place place) {
        SqlImage image = place.image;
        place.image = null;
        if (image != null) {
            image.close();
        }
    }

    /** A user less; and databases that are too many are closed. */
    private void left(String owner, Place place) {
        List<Place> over = new ArrayList<>();
        synchronized (places) {
            place.users--;
            if (place.users == 0) {
                settle(place, place.image == null ? 0 : size(place.image));
                if (place.image == null) {
                    places.remove(owner, place);
                }
            }
            Iterator<Place> eldest = places.values().iterator();
            while ((open > mostOpen || bytes > mostBytes) && eldest.hasNext()) {
                Place each = eldest.next();
                if (each.users == 0) {
                    eldest.remove();
                    settle(each, 0);
                    over.add(each);
                }
            }
        }
        over.forEach(SqlDatabases::drop);
    }

    private void settle(Place place, long now) {
        open += Long.signum(now) - Long.signum(place.bytes);
        bytes += now - place.bytes;
        place.bytes = now;
    }

    private static long size(SqlImage image) {
        try {
            return Math.max(1, image.bytes());
        } catch (IOException e) {
            return 1;
        }
    }

    /** Waits for permits in line, and not for ever. */
    private static void acquire(Semaphore semaphore, int permits) {
        try {
            if (semaphore.tryAcquire(permits, PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new StoreException.Overloaded("too many statements wait");
    }

    /** Opens the directory for the files; nothing in it is of any use from before. */
    SqlDatabases started() {
        files.start();
        return this;
    }

    @Override
    public void close() {
        threads.close();
        synchronized (places) {
            places.values().forEach(SqlDatabases::drop);
            places.clear();
        }
        files.close();
    }
}
