package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Backups, good and bad, into directories of all kinds. */
class RestoreCommandTest {

    @TempDir private Path directory = Path.of("");
    private Path data = Path.of("");
    private Path backup = Path.of("");

    @BeforeEach
    void backUp() {
        data = directory.resolve("data");
        backup = directory.resolve("backup");
        Service.inRealTime(Config.Money.DEVNET, data).close();
        assertThat(Cli.run("backup", backup.toString(), "--data", data.toString()).exit()).isZero();
    }

    private static Cli restore(Path file, Path into) {
        return Cli.run("restore", file.toString(), "--data", into.toString());
    }

    private void refused(Path file, Path into, String why) throws Exception {
        Map<String, List<Byte>> before = contents();
        Cli restore = restore(file, into);
        assertThat(restore.exit()).isEqualTo(1);
        assertThat(restore.err()).startsWith("coffer: ").contains(why);
        assertThat(restore.err().lines()).hasSize(1);
        assertThat(contents()).isEqualTo(before);
    }

    /** All that is there, but for locks. */
    private Map<String, List<Byte>> contents() throws Exception {
        Map<String, List<Byte>> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.endsWith("coffer.lock")) {
                    byte[] bytes = Files.readAllBytes(file);
                    contents.put(file.toString(), List.of((byte) Arrays.hashCode(bytes)));
                }
            }
        }
        return contents;
    }

    private static void execute(Path file, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void aBackupIsRestoredOnceAndServed() throws Exception {
        Path odd = Files.copy(backup, directory.resolve("a % b?#.copy"));
        Path into = directory.resolve("new/dir");
        Cli restore = restore(odd, into);
        assertThat(restore.exit()).as(restore.err()).isZero();
        assertThat(into.resolve("coffer.db")).hasSameBinaryContentAs(backup);
        Service.inRealTime(Config.Money.DEVNET, into).close();
        refused(backup, into, "has a store (coffer.db)");
    }

    @Test
    void whatAnInterruptedRunLeftIsNoStore() throws Exception {
        Path into = Files.createDirectory(directory.resolve("into"));
        Files.writeString(into.resolve("coffer.db.restoring"), "half");
        assertThat(restore(backup, into).exit()).isZero();
        assertThat(into.resolve("coffer.db.restoring")).doesNotExist();
    }

    @Test
    void aDirectoryThatIsServedIsRefused() throws Exception {
        Path into = directory.resolve("served");
        try (Service _ = Service.inRealTime(Config.Money.DEVNET, into)) {
            Cli restore = restore(backup, into);
            assertThat(restore.exit()).isEqualTo(1);
            assertThat(restore.err()).contains("another process serves the directory");
        }
    }

    @Test
    void aRestOfAStoreIsRefused() throws Exception {
        Path into = Files.createDirectory(directory.resolve("into"));
        Files.writeString(into.resolve("coffer.db-wal"), "a log that would be played into it");
        refused(backup, into, "has a store (coffer.db-wal)");
        refused(backup, Files.writeString(directory.resolve("file"), ""), "file");
    }

    @Test
    void whatIsNoSoundBackupIsRefused() throws Exception {
        Path into = directory.resolve("into");
        byte[] good = Files.readAllBytes(backup);

        refused(directory.resolve("nothing"), into, "no file");
        Path text = Files.writeString(directory.resolve("text"), "not a database ".repeat(999));
        refused(text, into, "is no backup, or a damaged one");
        Path empty = Files.createFile(directory.resolve("empty"));
        refused(empty, into, "is no store of Coffer");
        Path half = directory.resolve("half");
        Files.write(half, Arrays.copyOf(good, good.length / 2));
        refused(half, into, "damaged");
        Path spoiled = directory.resolve("spoiled");
        byte[] bad = good.clone();
        Arrays.fill(bad, 5 * 4096, 9 * 4096, (byte) 0x5a);
        Files.write(spoiled, bad);
        refused(spoiled, into, "damaged");
        Path foreign = directory.resolve("foreign");
        execute(foreign, "create table t (a)");
        refused(foreign, into, "is no store of Coffer");
        Path newer = Files.write(directory.resolve("newer"), good);
        execute(
                newer,
                """
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, installed_by,
                     execution_time, success)
                values (9999, '9999', 'later', 'SQL', 'V9999__later.sql', 'test', 1, 1)\
                """);
        refused(newer, into, "newer version");
        Path halfOfAStore = Files.write(directory.resolve("own.db"), good);
        Files.writeString(directory.resolve("own.db-wal"), "the newest of it");
        refused(halfOfAStore, into, "is half of a store");
        assertThat(into).doesNotExist();
    }
}
