package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class ServeCommandTest {

    @TempDir private Path directory = Path.of("");

    /** Callers' addresses are in it. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theAccessLogIsItsOwnersAlone() throws Exception {
        Path fresh = directory.resolve("fresh");
        Path there = Files.writeString(directory.resolve("there"), "a line\n");
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-r--r--"));
        for (Path log : new Path[] {fresh, there}) {
            ObserveOptions.log(log.toString()).close();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                    .isEqualTo("rw-------");
        }
        assertThat(there).hasContent("a line");
    }
}
