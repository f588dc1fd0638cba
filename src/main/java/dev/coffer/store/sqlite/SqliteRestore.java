package dev.coffer.store.sqlite;

import dev.coffer.store.Migrations;
import dev.coffer.store.StoreException;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts a backup into a directory that has no store. Never over one: its log would be played into
 * the copy. The store appears when it is whole and synced, or not at all.
 */
public final class SqliteRestore {

    /** Ours from an earlier run, if it is there. */
    private static final String UNFINISHED = SqliteEngine.FILE + ".restoring";

    private SqliteRestore() {}

    /**
     * Copies a backup into a directory, which is made if there is none; how many bytes it has.
     *
     * @throws StoreException.Unavailable if it is no sound backup of this or an earlier version, or
     *     the directory is used or has a store
     */
    public static long restore(Path backup, Path directory) throws IOException {
        requireStore(backup);
        try (FileLock _ = FileLock.take(directory)) {
            requireNone(directory);
            Path fresh = directory.resolve(UNFINISHED);
            Files.deleteIfExists(fresh);
            try {
                PrivateFiles.file(fresh);
                try (OutputStream out = Files.newOutputStream(fresh)) {
                    Files.copy(backup, out);
                }
                SqliteBackup.sync(fresh);
                Files.move(
                        fresh,
                        directory.resolve(SqliteEngine.FILE),
                        StandardCopyOption.ATOMIC_MOVE);
                SqliteBackup.sync(directory);
            } finally {
                Files.deleteIfExists(fresh);
            }
            return Files.size(directory.resolve(SqliteEngine.FILE));
        }
    }

    private static void requireStore(Path backup) throws IOException {
        if (!Files.isRegularFile(backup)) {
            throw new StoreException.Unavailable("no file " + backup);
        }
        for (String beside : List.of("-wal", "-journal")) {
            Path log = backup.resolveSibling(backup.getFileName() + beside);
            if (Files.exists(log) && Files.size(log) > 0) {
                throw new StoreException.Unavailable(
                        "%s is half of a store, %s is the other: give what coffer backup made"
                                .formatted(backup, log.getFileName()));
            }
        }
        try {
            SqliteBackup.check(backup);
        } catch (SQLException e) {
            throw new StoreException.Unavailable(
                    "%s is no backup, or a damaged one: %s".formatted(backup, e.getMessage()), e);
        }
        switch (Migrations.state(Migrations.Dialect.SQLITE, SqliteEngine.urlToRead(backup))) {
            case NONE -> throw new StoreException.Unavailable(backup + " is no store of Coffer");
            case NEWER ->
                    throw new StoreException.Unavailable(
                            backup + " is of a newer version of Coffer; use that one");
            case KNOWN -> {}
        }
    }

    private static void requireNone(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> ofStore =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(SqliteEngine.FILE))
                            .filter(name -> !name.equals(UNFINISHED))
                            .sorted()
                            .toList();
            if (!ofStore.isEmpty()) {
                throw new StoreException.Unavailable(
                        "%s has a store (%s): name an empty directory, or move those away"
                                .formatted(directory, String.join(", ", ofStore)));
            }
        }
    }
}
