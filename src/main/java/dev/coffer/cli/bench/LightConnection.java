package dev.coffer.cli.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One kept-alive HTTP/1.1 connection that sends bytes made beforehand and reads of the answer only
 * its status, where it ends, and a field that the next request needs. It shares the machine with
 * the server it loads, so it does no more.
 */
final class LightConnection implements AutoCloseable {

    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final SocketChannel channel;
    private final byte[] bytes = new byte[64 * 1024];
    private final ByteBuffer in = ByteBuffer.wrap(bytes);

    LightConnection(InetSocketAddress server) throws IOException {
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Sends a request and reads its whole answer; the status. */
    int call(ByteBuffer request) throws IOException {
        while (request.hasRemaining()) {
            channel.write(request);
        }
        in.clear();
        int headEnd = -1;
        int scanned = 0;
        while (headEnd < 0) {
            read();
            headEnd = headEnd(scanned);
            scanned = Math.max(0, in.position() - 3);
        }
        long missing = headEnd + contentLength(headEnd) - in.position();
        bodyAt = headEnd;
        while (missing > 0) {
            if (!in.hasRemaining()) {
                in.clear();
                bodyAt = bytes.length;
            }
            missing -= read();
        }
        return status;
    }

    private int status;

    /** Where the last answer's body begins; at the end of the room if it did not fit. */
    private int bodyAt;

    /**
     * The JSON of a text or number in the last answer's body, the first of that name; empty if
     * there is none, or if the answer was too long to be kept. Texts are taken for ones without
     * escapes.
     */
    ByteBuffer field(String name) {
        byte[] wanted = ("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
        int end = in.position();
        for (int i = bodyAt; i + wanted.length < end; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                int from = i + wanted.length;
                boolean text = bytes[from] == '"';
                int to = from + 1;
                while (to < end
                        && (text ? bytes[to] != '"' : bytes[to] != ',' && bytes[to] != '}')) {
                    to++;
                }
                return ByteBuffer.wrap(bytes, from, Math.min(text ? to + 1 : to, end) - from);
            }
        }
        return ByteBuffer.allocate(0);
    }

    private int read() throws IOException {
        if (!in.hasRemaining()) {
            throw new IOException("an answer's head is too long");
        }
        int read = channel.read(in);
        if (read < 0) {
            throw new EOFException("the server hung up");
        }
        return read;
    }

    /** Where the body begins, or -1; notes the status, which the body may overwrite. */
    private int headEnd(int from) {
        int end = in.position();
        for (int i = from; i + 3 < end; i++) {
            if (bytes[i] == '\r'
                    && bytes[i + 1] == '\n'
                    && bytes[i + 2] == '\r'
                    && bytes[i + 3] == '\n') {
                status =
                        (bytes[STATUS_AT] - '0') * 100
                                + (bytes[STATUS_AT + 1] - '0') * 10
                                + (bytes[STATUS_AT + 2] - '0');
                return i + 4;
            }
        }
        return -1;
    }

    private int contentLength(int headEnd) throws IOException {
        for (int i = 0; i < headEnd - LENGTH.length; i++) {
            if (bytes[i] == '\n' && isLength(i + 1)) {
                int length = 0;
                for (int at = i + 1 + LENGTH.length; bytes[at] != '\r'; at++) {
                    if (bytes[at] != ' ') {
                        length = length * 10 + bytes[at] - '0';
                    }
                }
                return length;
            }
        }
        throw new IOException("an answer without Content-Length");
    }

    private boolean isLength(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if ((bytes[at + i] | 0x20) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
