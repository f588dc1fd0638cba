package dev.coffer.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.store.StoreException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Path;

class FileLockTest {

    @TempDir private Path directory;

    /** The other process: ends with 0 if it got the lock, with 3 if it was refused. */
    static final class Other {
        public static void main(String[] args) {
            try (FileLock _ = FileLock.take(Path.of(args[0]))) {
                System.exit(0);
            } catch (StoreException.Unavailable e) {
                System.exit(3);
            }
        }
    }

    private int other() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("other.log").toFile())
                .directory(new File("."))
                .start()
                .waitFor();
    }

    @Test
    void oneProcessAtATime() throws Exception {
        try (FileLock _ = FileLock.take(directory)) {
            assertThat(other()).isEqualTo(3);
            assertThatThrownBy(() -> FileLock.take(directory))
                    .isInstanceOf(StoreException.Unavailable.class);
            assertThat(other()).as("after this process tried once more").isEqualTo(3);
        }
        assertThat(other()).isZero();
        FileLock.take(directory).close();
    }
}
