package dev.coffer.outbound;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one answer of HTTP/1.1 (RFC 9112) and no more, within bounds. A body that is longer than
 * asked for is cut off there; one that ends too early is no answer.
 */
final class AnswerReader {

    /** What is not HTTP. */
    static final class NotHttp extends IOException {
        NotHttp(String message) {
            super(message);
        }
    }

    /** One answer: headers in order, a body as it came over the wire. */
    record Raw(
            int status,
            String reason,
            List<Map.Entry<String, String>> headers,
            byte[] body,
            boolean cut) {

        Optional<String> header(String name) {
            return headers.stream()
                    .filter(h -> h.getKey().equalsIgnoreCase(name))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)(?: (.*))?");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final int INTERIM = 5;
    private static final int CHUNK_LINE = 1024;
    private static final int BUFFER = 8192;

    private final InputStream in;
    private final int maxBytes;
    private long headLeft = OutboundLimits.OUTBOUND_HEADER_BYTES.value();

    AnswerReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    Raw read(boolean withoutBody) throws IOException {
        for (int i = 0; i <= INTERIM; i++) {
            Matcher line = STATUS.matcher(headLine());
            if (!line.matches()) {
                throw new NotHttp("no status line");
            }
            int status = Integer.parseInt(line.group(1));
            String reason = line.group(2) == null ? "" : line.group(2);
            Raw head = new Raw(status, reason, headers(), new byte[0], false);
            if (status >= 200) {
                boolean empty = withoutBody || status == 204 || status == 304;
                return empty ? head : withBody(head);
            }
            if (status == 101) {
                break;
            }
        }
        throw new NotHttp("another protocol, or no answer after all");
    }

    private List<Map.Entry<String, String>> headers() throws IOException {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String line = headLine(); !line.isEmpty(); line = headLine()) {
            int colon = line.indexOf(':');
            if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches()) {
                throw new NotHttp("no header");
            }
            headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private String headLine() throws IOException {
        String line = line(headLeft);
        headLeft -= line.length() + 2;
        return line;
    }

    private String line(long most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("ended within a line");
            }
            if (line.size() >= most) {
                throw new NotHttp("a line too long");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private Raw withBody(Raw head) throws IOException {
        Optional<String> encoding = head.header("Transfer-Encoding");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean cut;
        if (encoding.isPresent()) {
            if (!encoding.get().strip().equalsIgnoreCase("chunked")) {
                throw new NotHttp("another transfer coding");
            }
            cut = !chunks(body);
        } else {
            long length = length(head);
            cut = !copy(length < 0 ? Long.MAX_VALUE : length, length >= 0, body);
        }
        return new Raw(head.status(), head.reason(), head.headers(), body.toByteArray(), cut);
    }

    /** What the answer says its length is; -1 if it lasts until the end of the connection. */
    private static long length(Raw head) throws NotHttp {
        List<String> said =
                head.headers().stream()
                        .filter(h -> h.getKey().equalsIgnoreCase("Content-Length"))
                        .map(Map.Entry::getValue)
                        .distinct()
                        .toList();
        if (said.isEmpty()) {
            return -1;
        }
        if (said.size() > 1 || !said.getFirst().matches("[0-9]{1,18}")) {
            throw new NotHttp("no length");
        }
        return Long.parseLong(said.getFirst());
    }

    /** Whether all fitted. */
    private boolean chunks(ByteArrayOutputStream body) throws IOException {
        while (true) {
            String size = line(CHUNK_LINE).split(";", 2)[0].strip();
            if (!size.matches("[0-9A-Fa-f]{1,12}")) {
                throw new NotHttp("no chunk");
            }
            long bytes = Long.parseLong(size, 16);
            if (bytes == 0) {
                return true; // The connection ends here: nobody reads trailers.
            }
            if (!copy(bytes, true, body)) {
                return false;
            }
            if (!line(2).isEmpty()) {
                throw new NotHttp("a chunk without an end");
            }
        }
    }

    /** Whether all of it fitted: so many bytes, or up to the end where nobody says how many. */
    private boolean copy(long bytes, boolean exactly, ByteArrayOutputStream body)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = bytes;
        while (left > 0) {
            int room = maxBytes - body.size();
            int read = in.read(buffer, 0, (int) Math.min(BUFFER, Math.min(left, room + 1L)));
            if (read < 0 && exactly) {
                throw new EOFException("ended within the body");
            }
            if (read < 0) {
                return true;
            }
            body.write(buffer, 0, Math.min(read, room));
            if (read > room) {
                return false;
            }
            left -= read;
        }
        return true;
    }
}
