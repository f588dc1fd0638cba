package dev.coffer.state.sql;

import dev.coffer.store.StoreException;
import dev.coffer.store.sqlite.PrivateFiles;
import dev.coffer.store.sqlite.SqliteLibrary;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The directory of the cached databases, its owner's alone: beside an embedded store, else among
 * the temporary files. What a node that was killed has left there is deleted by the next that
 * starts.
 */
final class SqlFiles implements AutoCloseable {

    private static final String NAME = "coffer-sql-";
    private static final String LOCK = "lock";

    /** Those of this process: to open the lock of one and close it again would let go of it. */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Optional<Path> beside;
    private final AtomicLong count = new AtomicLong();
    private byte[] empty = {};
    private @Nullable Path directory;
    private @Nullable FileChannel lock;

    /**
     * @param beside the directory of an embedded store
     */
    SqlFiles(Optional<Path> beside) {
        this.beside = beside;
    }

    void start() {
        try {
            Path parent = beside.orElse(Path.of(System.getProperty("java.io.tmpdir")));
            Files.createDirectories(parent, PrivateFiles.ofDirectory());
            clear(parent);
            directory = Files.createTempDirectory(parent, NAME, PrivateFiles.ofDirectory());
            OURS.add(directory);
            Files.createFile(directory.resolve(LOCK), PrivateFiles.ofFile());
            lock = locked(directory).orElseThrow();
            SqliteLibrary.load();
            empty = SqlImage.empty();
        } catch (IOException | SQLException e) {
            throw StoreException.Unavailable.because("there is no place for cached databases", e);
        }
    }

    /** A database in which nothing is yet: one page. */
    byte[] empty() {
        return empty.clone();
    }

    /** A file that is not there yet. */
    Path next() throws IOException {
        Path started = directory;
        if (started == null) {
            throw new IOException("the service is not started, or closed");
        }
        return started.resolve(count.incrementAndGet() + ".db");
    }

    private static void clear(Path parent) throws IOException {
        List<Path> left;
        try (Stream<Path> all = Files.list(parent)) {
            left =
                    all.filter(each -> each.getFileName().toString().startsWith(NAME))
                            .filter(each -> !OURS.contains(each) && Files.isWritable(each))
                            .toList();
        }
        for (Path each : left) {
            Optional<FileChannel> nobodys = locked(each);
            if (nobodys.isPresent()) {
                delete(each);
                nobodys.get().close();
            }
        }
    }

    /** Whoever uses a directory has its lock; empty if that is another. */
    private static Optional<FileChannel> locked(Path directory) {
        try {
            FileChannel channel =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(channel);
            }
            channel.close();
        } catch (IOException e) {
            // Another user's, or gone meanwhile.
        }
        return Optional.empty();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(directory);
    }

    @Override
    public void close() {
        try {
            Path used = directory;
            directory = null;
            if (used != null) {
                delete(used);
            }
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // The next start deletes what is left.
        }
    }
}
