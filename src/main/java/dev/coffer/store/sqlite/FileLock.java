package dev.coffer.store.sqlite;

import dev.coffer.store.StoreException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One serving process per directory. On a file of its own: a lock on the database's file, or
 * closing it once opened by java.nio, would drop SQLite's own locks.
 */
final class FileLock implements AutoCloseable {

    /**
     * What this process holds. It must not even try a file again: closing that second channel would
     * drop the lock of the first.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FileLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static FileLock take(Path directory) {
        try {
            PrivateFiles.directory(directory);
            Path file = directory.toRealPath().resolve("coffer.lock");
            if (HELD.add(file)) {
                Optional<FileChannel> channel = locked(file);
                if (channel.isPresent()) {
                    return new FileLock(file, channel.get());
                }
            }
        } catch (IOException e) {
            throw StoreException.Unavailable.because(
                    "the directory " + directory + " can't be used", e);
        }
        throw new StoreException.Unavailable(
                "another process serves the directory %s: stop it, or name another"
                        .formatted(directory));
    }

    private static Optional<FileChannel> locked(Path file) throws IOException {
        boolean locked = false;
        try {
            PrivateFiles.file(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            try {
                locked = channel.tryLock() != null;
                return locked ? Optional.of(channel) : Optional.empty();
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
        } finally {
            if (!locked) {
                HELD.remove(file);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException.Unavailable("the lock can't be released", e);
        } finally {
            HELD.remove(file);
        }
    }
}
