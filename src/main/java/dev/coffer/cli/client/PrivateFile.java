package dev.coffer.cli.client;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Small files that only their owner can read, from the moment they exist. */
final class PrivateFile {

    private PrivateFile() {}

    /**
     * Writes a file that is not there yet.
     *
     * @throws FileAlreadyExistsException if it is
     */
    static void create(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent(), mode("rwx------"));
        Files.createFile(file, mode("rw-------"));
        Files.writeString(file, text);
    }

    /** Writes a file whole: whoever reads it sees the old text or the new one. */
    static void replace(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory, mode("rwx------"));
        Path fresh = Files.createTempFile(directory, ".coffer", ".tmp", mode("rw-------"));
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] mode(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
