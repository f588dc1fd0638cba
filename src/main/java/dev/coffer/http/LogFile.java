package dev.coffer.http;

import java.io.IOException;
import java.io.OutputStream;

/** A file that is appended to, and can be rotated by moving it away. */
final class LogFile extends OutputStream {

    private final AccessLog.Opener opener;
    private OutputStream out;
    private volatile boolean moved;

    LogFile(AccessLog.Opener opener) throws IOException {
        this.opener = opener;
        this.out = opener.open();
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
            OutputStream next = opener.open();
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
