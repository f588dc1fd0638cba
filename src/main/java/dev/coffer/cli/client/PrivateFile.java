package dev.coffer.cli.client;

import dev.coffer.store.sqlite.PrivateFiles;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Small files that only their owner can read, from the moment they exist. */
final class PrivateFile {

    private PrivateFile() {}

    /**
     * Writes a file that is not there yet.
     *
     * @throws FileAlreadyExistsException if it is
     */
    static void create(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent(), PrivateFiles.ofDirectory());
        Files.createFile(file, PrivateFiles.ofFile());
        Files.writeString(file, text);
    }

    /** Writes a file whole: whoever reads it sees the old text or the new one. */
    static void replace(Path file, String text) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory, PrivateFiles.ofDirectory());
        Path fresh = Files.createTempFile(directory, ".coffer", ".tmp", PrivateFiles.ofFile());
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
