package dev.coffer.outbound;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A request as it goes out (RFC 9112): one line for each header, and nothing smuggled in. */
record Sent(String method, List<Map.Entry<String, String>> headers, byte[] body) {

    private static final String AGENT = "Coffer";
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

    Sent {
        for (Map.Entry<String, String> header : headers) {
            if (!isHeader(header.getKey(), header.getValue())) {
                throw new IllegalArgumentException("not a header: " + header.getKey());
            }
        }
    }

    static boolean isHeader(String name, String value) {
        return NAME.matcher(name).matches() && VALUE.matcher(value).matches();
    }

    byte[] bytes(OutboundUrl url) {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(url.target()).append(" HTTP/1.1\r\n");
        line(head, "Host", url.authority());
        line(head, "Connection", "close");
        // As it is: what is not unpacked here can't grow.
        line(head, "Accept-Encoding", "identity");
        if (!has("User-Agent")) {
            line(head, "User-Agent", AGENT);
        }
        if (!has("Accept")) {
            line(head, "Accept", "*/*");
        }
        headers.forEach(header -> line(head, header.getKey(), header.getValue()));
        if (body.length > 0 || method.equals("POST") || method.equals("PUT")) {
            line(head, "Content-Length", Integer.toString(body.length));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static void line(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private boolean has(String name) {
        return headers.stream().anyMatch(h -> h.getKey().equalsIgnoreCase(name));
    }

    boolean withoutAnswerBody() {
        return method.equals("HEAD");
    }

    /** Where an answer leads, if it redirects. */
    Optional<String> location(AnswerReader.Raw answer) {
        return switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> answer.header("Location");
            default -> Optional.empty();
        };
    }

    /** What to send there (RFC 9110 15.4); the caller's headers were for the first origin only. */
    Sent redirected(int status, boolean sameOrigin) {
        boolean bare =
                status == 303 && !method.equals("HEAD")
                        || (status == 301 || status == 302) && method.equals("POST");
        return new Sent(
                bare ? "GET" : method,
                sameOrigin && !bare ? headers : List.of(),
                bare ? new byte[0] : body);
    }
}
