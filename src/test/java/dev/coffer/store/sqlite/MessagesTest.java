package dev.coffer.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coffer.store.StoreException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Arrays;

/** What an operator reads when the store can't be opened: the cause, and what to do, in a line. */
class MessagesTest {

    @TempDir private Path directory = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = directory.resolve(SqliteEngine.FILE);
    }

    private static void open(Path data) {
        SqliteStore.open(data, InstantSource.system(), new SqliteStore.Bounds(10, 10)).close();
    }

    private static String said(Path data) {
        return line(catchThrowable(() -> open(data)));
    }

    private static String line(Throwable failure) {
        assertThat(failure).isInstanceOf(StoreException.Unavailable.class);
        String said = String.valueOf(failure.getMessage());
        assertThat(said.lines()).hasSize(1);
        return said;
    }

    @Test
    void noDatabase() throws Exception {
        Files.writeString(file, "not a database, ".repeat(1000));
        assertThat(said(directory)).contains(file + " is no SQLite database", "restore a backup");
    }

    @Test
    void truncatedDatabase() throws Exception {
        open(directory);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThat(said(directory)).contains(file + " is damaged", "restore a backup");
    }

    @Test
    void damagedDatabase() throws Exception {
        open(directory);
        byte[] damaged = Files.readAllBytes(file);
        Arrays.fill(damaged, 100, 4096, (byte) 0x5a);
        Files.write(file, damaged);
        assertThat(said(directory)).contains(file + " is damaged", "restore a backup");
    }

    @Test
    void anotherProgramsDatabase() throws Exception {
        try (Connection connection = DriverManager.getConnection(SqliteEngine.url(file));
                Statement statement = connection.createStatement()) {
            statement.execute("create table bookmarks (url)");
        }
        assertThat(said(directory)).contains("another program's tables", "another directory");
    }

    @Test
    void directoryThatIsAFile() throws Exception {
        Path data = Files.createFile(directory.resolve("data"));
        assertThat(said(data)).contains(data + " is a file, and a directory is wanted");
        assertThat(said(data.resolve("below"))).contains("data");
    }

    @ParameterizedTest
    @CsvSource({
        "SQLITE_FULL, no room on the disk",
        "SQLITE_IOERR_WRITE, or is full",
        "SQLITE_CANTOPEN, no right to read and write",
        "SQLITE_READONLY_DIRECTORY, no right to read and write",
        "SQLITE_CORRUPT_INDEX, is damaged",
        "SQLITE_BUSY, as the driver says"
    })
    void whatTheDriverMeets(SQLiteErrorCode code, String why) {
        SQLiteException met = new SQLiteException("as the driver says\nit", code);
        assertThat(line(SqliteEngine.cantBeOpened(file, new IllegalStateException(met))))
                .startsWith("the database can't be opened: ")
                .contains(why);
    }

    @Test
    void whatTheFileSystemMeets() {
        IOException denied = new AccessDeniedException("/data/coffer.lock");
        assertThat(line(StoreException.Unavailable.because("x", denied)))
                .isEqualTo(
                        "x: no right to use /data/coffer.lock: let the user that runs Coffer own it");
        IOException full = new FileSystemException("/data", null, "No space left on device");
        assertThat(line(StoreException.Unavailable.because("x", full)))
                .isEqualTo("x: /data: No space left on device");
    }

    /** Opens a store and says how that went. */
    static final class Other {
        public static void main(String[] args) {
            try {
                open(Path.of(args[0]));
                System.out.println("opened");
            } catch (StoreException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private String with(String... settings) throws Exception {
        String[] before = {
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path")
        };
        ProcessBuilder other = new ProcessBuilder(before);
        other.command().addAll(Arrays.asList(settings));
        other.command().addAll(Arrays.asList(Other.class.getName(), directory.toString()));
        Process process = other.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    @Test
    void directoryForTemporaryFilesThatTakesNone() throws Exception {
        assertThat(with("-Djava.io.tmpdir=/proc")).endsWith("opened");
        Exception none = new NativeLibraryNotFoundException("none found");
        assertThat(line(SqliteEngine.cantBeOpened(file, none)))
                .isEqualTo(
                        "SQLite's library can't be loaded: have -Djava.io.tmpdir name a directory that takes files and runs them");
    }
}
