package dev.coffer.store.sqlite;

import dev.coffer.store.StoreException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One serving process per directory. On a file of its own: a lock on the database's file, or
 * closing it once opened by java.nio, would drop SQLite's own locks.
 */
final class FileLock implements AutoCloseable {

    private final FileChannel channel;

    private FileLock(FileChannel channel) {
        this.channel = channel;
    }

    static FileLock take(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve("coffer.lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (tried(channel)) {
                return new FileLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new StoreException.Unavailable(
                    "the directory " + directory + " can't be used: " + e.getMessage(), e);
        }
        throw new StoreException.Unavailable(
                "another process serves the directory " + directory, null);
    }

    private static boolean tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StoreException.Unavailable("the lock can't be released", e);
        }
    }
}
