package dev.coffer.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A bare connection: says exactly what it is told to, and reads answers. */
final class Wiretap implements AutoCloseable {

    /** An answer; header names in lower case. */
    record Heard(int status, Map<String, String> headers, String body) {

        String code() {
            int at = body.indexOf("\"code\":\"");
            return at < 0 ? "" : body.substring(at + 8, body.indexOf('"', at + 8));
        }
    }

    final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Wiretap(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        // So that a test fails, and does not hang, where an answer never comes.
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    Wiretap say(String text) throws IOException {
        return say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wiretap say(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /** A whole request with a Host header. */
    Wiretap ask(String requestLine, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(requestLine + "\r\nHost: a\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return say(head.append("\r\n").toString());
    }

    Heard hear() throws IOException {
        return hear(/* withBody= */ true);
    }

    /** The next answer, or of a HEAD, which announces a body that does not come. */
    Heard hear(boolean withBody) throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not a status line: " + status);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = withBody ? new String(in.readNBytes(length), StandardCharsets.UTF_8) : "";
        return new Heard(Integer.parseInt(status.substring(9, 12)), headers, body);
    }

    /** The next answer's head; its body stays where it is. */
    Heard hearHead() throws IOException {
        return hear(/* withBody= */ false);
    }

    /** Reads so many bytes more; whether there were so many. */
    boolean rest(int bytes) throws IOException {
        return in.readNBytes(bytes).length == bytes;
    }

    /** Whether the server ends the connection and says nothing more before. */
    boolean ended() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException _) {
            return true;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) != '\n') {
            if (c < 0) {
                throw new IOException("ended after: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
