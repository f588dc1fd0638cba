package dev.coffer.store.sqlite;

import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.addRows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Said;
import dev.coffer.store.Store;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Nobody else on the machine reads what the store keeps, whatever the umask is. */
@DisabledOnOs(OS.WINDOWS)
class PrivateFilesTest {

    @TempDir private Path directory = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void name() {
        data = directory.resolve("data");
    }

    private Store open() {
        return SqliteStore.open(data, InstantSource.system(), new SqliteStore.Bounds(10, 10));
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static void widen(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.toList();
        }
    }

    private void requirePrivate() throws IOException {
        assertThat(rights(data)).isEqualTo("rwx------");
        assertThat(files())
                .extracting(Path::getFileName)
                .extracting(Path::toString)
                .contains("coffer.db", "coffer.db-wal", "coffer.db-shm", "coffer.lock");
        for (Path file : files()) {
            assertThat(rights(file)).as("%s", file).isEqualTo("rw-------");
        }
    }

    @Test
    void aNewStoreIsItsOwnersAlone() throws Exception {
        try (Store store = open()) {
            store.write(ALICE, tx -> addRows(tx, 1));
            requirePrivate();
        }
    }

    @Test
    void whatIsThereWithWiderRightsIsNarrowedAndSaid() throws Exception {
        open().close();
        Path log = Files.createFile(data.resolve("coffer.db-wal"));
        for (Path file : files()) {
            widen(file, "rw-r--r--");
        }
        widen(data, "rwxr-xr-x");
        try (Said said = Said.by(PrivateFiles.class);
                Store store = open()) {
            store.write(ALICE, tx -> addRows(tx, 1));
            requirePrivate();
            assertThat(said.lines())
                    .contains(
                            data + " was rwxr-xr-x; it is rwx------ now",
                            log + " was rw-r--r--; it is rw------- now");
        }
    }

    @Test
    void aDirectoryOfEverybodysIsLeftAsItIs() throws Exception {
        Files.createDirectory(data);
        widen(data, "rwxrwxrwx");
        try (Store _ = open()) {
            assertThat(rights(data)).isEqualTo("rwxrwxrwx");
            assertThat(rights(data.resolve("coffer.db"))).isEqualTo("rw-------");
        }
    }

    @Test
    void noDeviceIsNarrowed() throws Exception {
        String before = rights(Path.of("/dev/null"));
        PrivateFiles.file(Path.of("/dev/null"));
        assertThat(rights(Path.of("/dev/null"))).isEqualTo(before);
    }
}
