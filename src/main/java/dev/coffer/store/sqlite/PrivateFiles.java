package dev.coffer.store.sqlite;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Files that only their owner can read, where the file system knows owners: in them are balances,
 * and the key that tokens are made with. What is there with wider rights is narrowed.
 */
public final class PrivateFiles {

    private static final System.Logger LOG = System.getLogger(PrivateFiles.class.getName());

    private static final String OF_DIRECTORY = "rwx------";
    private static final String OF_FILE = "rw-------";

    private PrivateFiles() {}

    /** What a new directory is made with. */
    public static FileAttribute<?>[] ofDirectory() {
        return made(OF_DIRECTORY);
    }

    /** What a new file is made with. */
    public static FileAttribute<?>[] ofFile() {
        return made(OF_FILE);
    }

    private static FileAttribute<?>[] made(String rights) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a directory, or narrows the one that is there. */
    static void directory(Path directory) throws IOException {
        Files.createDirectories(directory, ofDirectory());
        narrow(directory, OF_DIRECTORY);
    }

    /** Makes an empty file, or narrows the one that is there. No device becomes anybody's own. */
    static void file(Path file) throws IOException {
        try {
            Files.createFile(file, ofFile());
        } catch (FileAlreadyExistsException e) {
            narrow(file);
        }
    }

    /** Opens a file to append to it, made or narrowed as {@link #file} does. */
    public static OutputStream append(Path file) throws IOException {
        file(file);
        return Files.newOutputStream(file, StandardOpenOption.APPEND);
    }

    /** Narrows a file, if there is one. It is not opened: that would drop locks of SQLite's. */
    static void narrow(Path file) throws IOException {
        try {
            if (Files.isRegularFile(file)) {
                narrow(file, OF_FILE);
            }
        } catch (NoSuchFileException e) {
            // Taken away meanwhile, as SQLite does with what it keeps beside a database.
        }
    }

    private static void narrow(Path path, String rights) throws IOException {
        if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> found = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> wider = EnumSet.copyOf(found);
        wider.removeAll(PosixFilePermissions.fromString(OF_DIRECTORY));
        if (wider.isEmpty()) {
            return;
        }
        String was = PosixFilePermissions.toString(found);
        if (Files.isDirectory(path) && wider.contains(PosixFilePermission.OTHERS_WRITE)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} is everybody''s ({1}); name a directory of its own",
                    path,
                    was);
            return;
        }
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
            LOG.log(System.Logger.Level.WARNING, "{0} was {1}; it is {2} now", path, was, rights);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "others may use {0} ({1}), and it can''t be narrowed: {2}",
                    path,
                    was,
                    e.getMessage());
        }
    }
}
