package dev.coffer.store.sqlite;

import dev.coffer.store.StoreException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Copies a database while another process serves it: a snapshot at one moment, as small as it can
 * be packed. Writers go on beside it; only the log can't begin anew before it is done. The file
 * appears under its name when it is whole, checked and synced, or not at all.
 */
public final class SqliteBackup {

    private static final String UNFINISHED = ".coffer-backup-";

    private SqliteBackup() {}

    /**
     * Copies the database of a directory; how many bytes it has.
     *
     * @throws StoreException.Unavailable if there is none, the file is there already, or the copy
     *     can't be made
     */
    public static long copy(Path directory, Path file) throws IOException {
        Path source = directory.resolve(SqliteEngine.FILE);
        if (!Files.isRegularFile(source)) {
            throw new StoreException.Unavailable("no store in the directory " + directory);
        }
        if (Files.exists(file)) {
            throw new StoreException.Unavailable(file + " is there already");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new StoreException.Unavailable("no directory " + parent);
        }
        removeAbandoned(parent);
        Path fresh =
                Files.createTempFile(
                        parent,
                        UNFINISHED + ProcessHandle.current().pid() + "-",
                        ".tmp",
                        PrivateFiles.ofFile());
        fresh.toFile().deleteOnExit(); // Whoever interrupts it leaves nothing behind.
        try {
            vacuum(source, fresh);
            check(fresh);
            sync(fresh);
            // Not over another file: without REPLACE_EXISTING it is refused.
            Files.move(fresh, file);
            sync(parent);
        } catch (SQLException e) {
            throw new StoreException.Unavailable("the copy can't be made: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return Files.size(file);
    }

    /** What a run that was killed left; its process is known by the name. */
    private static void removeAbandoned(Path parent) throws IOException {
        try (DirectoryStream<Path> unfinished =
                Files.newDirectoryStream(parent, UNFINISHED + "*.tmp")) {
            for (Path file : unfinished) {
                String[] words = file.getFileName().toString().split("-");
                if (words.length == 4 && !isAnother(words[2])) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Whether it is the number of a process that runs, and not this one. */
    private static boolean isAnother(String pid) {
        return !pid.matches("\\d{1,18}")
                || Long.parseLong(pid) != ProcessHandle.current().pid()
                        && ProcessHandle.of(Long.parseLong(pid)).isPresent();
    }

    private static void vacuum(Path source, Path copy) throws SQLException {
        try (Connection connection = SqliteEngine.connect(source)) {
            // Closed before the vacuum, which runs beside no other statement.
            try (Statement pragma = connection.createStatement()) {
                pragma.execute("pragma busy_timeout = 10000");
            }
            try (PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
                vacuum.setString(1, copy.toAbsolutePath().toString());
                vacuum.execute();
            }
        }
    }

    static void check(Path copy) throws SQLException {
        SqliteLibrary.load(copy);
        try (Connection connection = DriverManager.getConnection(SqliteEngine.urlToRead(copy));
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("pragma integrity_check(1)")) {
            String said = found.next() ? found.getString(1) : "nothing";
            if (!said.equals("ok")) {
                throw new StoreException.Unavailable(
                        "%s is damaged: %s".formatted(copy, said.replace('\n', ' ')));
            }
        }
    }

    static void sync(Path path) throws IOException {
        boolean directory = Files.isDirectory(path);
        StandardOpenOption how = directory ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        } catch (IOException e) {
            if (!directory) {
                throw e;
            }
            // Windows opens no directories, and needs no sync of them.
        }
    }
}
