package dev.coffer.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a node and its database, and cuts the line at a commit if told to. */
final class Cutting implements AutoCloseable {

    enum Cut {
        NEVER,
        BEFORE_COMMIT,
        /** The commit goes through; its answer does not. */
        AFTER_COMMIT
    }

    private final ServerSocket listening;
    private final int target;
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile Cut next = Cut.NEVER;

    Cutting(int target) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.target = target;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Cuts the line once, at the next commit. */
    void cut(Cut cut) {
        next = cut;
    }

    int cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.startVirtualThread(() -> pass(client, server, true));
                Thread.startVirtualThread(() -> pass(server, client, false));
            } catch (IOException e) {
                // Closed, or one connection less.
            }
        }
    }

    private void pass(Socket from, Socket to, boolean watched) {
        byte[] buffer = new byte[64 * 1024];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                Cut cut = watched ? next : Cut.NEVER;
                if (cut == Cut.NEVER || !isCommit(Arrays.copyOf(buffer, n))) {
                    out.write(buffer, 0, n);
                    continue;
                }
                next = Cut.NEVER;
                cuts.incrementAndGet();
                if (cut == Cut.AFTER_COMMIT) {
                    from.close();
                    out.write(buffer, 0, n);
                }
                return;
            }
        } catch (IOException e) {
            // The line is cut.
        }
    }

    private static boolean isCommit(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains("COMMIT");
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
