package dev.coffer.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that is appended to, private to its owner, and can be rotated by moving it away. */
final class LogFile extends OutputStream {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private OutputStream out;
    private volatile boolean moved;

    LogFile(Path path) throws IOException {
        this.path = path;
        this.out = open(path);
    }

    private static OutputStream open(Path path) throws IOException {
        if (POSIX) {
            var owner = PosixFilePermissions.fromString("rw-------");
            FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(owner);
            if (Files.notExists(path)) {
                Files.createFile(path, mode);
            } else if (Files.isRegularFile(path)) {
                Files.setPosixFilePermissions(path, owner);
            }
        }
        return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Before the next write; from any thread. */
    void reopen() {
        moved = true;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (moved) {
            moved = false;
            OutputStream next = open(path);
            out.close();
            out = next;
        }
        out.write(from, offset, length);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
