package dev.coffer.http.netty;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The head of a request, checked: what the codec lets pass and RFC 9112 does not is refused here.
 *
 * @param host as the target or the header has it; empty if neither does
 * @param declaredBytes of the body; -1 if it comes in chunks
 * @param old whether it is HTTP/1.0
 * @param keepAlive whether the client wants to go on with this connection
 * @param expectsContinue whether the client sends its body only when asked
 */
record Head(
        String method,
        String path,
        String rawQuery,
        boolean fragment,
        String host,
        long declaredBytes,
        boolean old,
        boolean keepAlive,
        boolean expectsContinue,
        HttpHeaders headers) {

    private static final Pattern HOST =
            Pattern.compile(
                    "(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*(?::[0-9]{0,5})?"
                            + "|\\[[0-9A-Fa-f:.]{2,45}](?::[0-9]{0,5})?");

    /** Names in the DNS have 253 at most; a pattern of alternatives recurses for each. */
    private static final int HOST_CHARS = 300;

    /** The one that was found to be a host last: most clients name the same. */
    private static volatile String lastHost = "";

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    /**
     * Checks.
     *
     * @throws Problem after which nothing on the connection can be understood
     */
    static Head of(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            throw undecodable(request.decoderResult().cause());
        }
        HttpVersion version = request.protocolVersion();
        if (version.majorVersion() != 1) {
            throw new Problem(ErrorCode.HTTP_VERSION, "Only HTTP/1.1 and 1.0 are spoken here.");
        }
        boolean old = version.minorVersion() == 0;
        HttpHeaders headers = request.headers();
        long declared = declaredBytes(headers, old);
        boolean expects = !old && expectsContinue(headers);
        String host = host(headers, old);
        String target = request.uri();
        if (!target.startsWith("/")) {
            Optional<String> authority = authority(target);
            if (authority.isPresent()) {
                host = authority.get();
                int path = target.indexOf("://") + 3 + host.length();
                target = target.substring(path);
                target = target.startsWith("/") ? target : "/" + target;
            }
        }
        int hash = target.indexOf('#');
        String plain = hash < 0 ? target : target.substring(0, hash);
        int query = plain.indexOf('?');
        return new Head(
                request.method().name(),
                query < 0 ? plain : plain.substring(0, query),
                query < 0 ? "" : plain.substring(query + 1),
                hash >= 0,
                host,
                declared,
                old,
                HttpUtil.isKeepAlive(request),
                expects,
                headers);
    }

    private static Problem undecodable(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                    new Problem(
                                    ErrorCode.URI_TOO_LONG,
                                    "The request line must be at most %d bytes; POST takes more."
                                            .formatted(Limits.REQUEST_LINE_BYTES.value()))
                            .with("limit", Limits.REQUEST_LINE_BYTES.value());
            case TooLongHttpHeaderException _ ->
                    new Problem(
                                    ErrorCode.HEADERS_TOO_LARGE,
                                    "The headers must be at most %d bytes."
                                            .formatted(Limits.HEADER_BYTES.value()))
                            .with("limit", Limits.HEADER_BYTES.value());
            default -> bad();
        };
    }

    private static Problem bad() {
        return new Problem(ErrorCode.BAD_REQUEST, "That is not a valid HTTP/1.1 request.");
    }

    /** How the body is framed; what two readers could understand differently is refused. */
    private static long declaredBytes(HttpHeaders headers, boolean old) {
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()) {
            if (lengths.isEmpty()) {
                return 0;
            }
            if (lengths.size() > 1 || !LENGTH.matcher(lengths.getFirst()).matches()) {
                throw bad();
            }
            return Long.parseLong(lengths.getFirst());
        }
        String coding = String.join(",", codings);
        if (!lengths.isEmpty() || old) {
            throw bad();
        }
        if (coding.equalsIgnoreCase("chunked")) {
            return -1;
        }
        String last = coding.substring(coding.lastIndexOf(',') + 1).strip();
        if (last.equalsIgnoreCase("chunked") && coding.indexOf(',') > 0) {
            throw new Problem(
                    ErrorCode.UNSUPPORTED_ENCODING,
                    "Of transfer encodings only chunked is understood.");
        }
        throw bad();
    }

    private static boolean expectsContinue(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.EXPECT)) {
            return false;
        }
        if (headers.getAll(HttpHeaderNames.EXPECT).stream()
                .anyMatch(e -> !e.equalsIgnoreCase("100-continue"))) {
            throw new Problem(
                    ErrorCode.UNKNOWN_EXPECTATION,
                    "Of expectations only 100-continue is met here.");
        }
        return true;
    }

    private static String host(HttpHeaders headers, boolean old) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty() && old) {
            return "";
        }
        if (hosts.size() != 1 || !isHost(hosts.getFirst())) {
            throw bad();
        }
        return hosts.getFirst();
    }

    private static boolean isHost(String text) {
        if (text.equals(lastHost)) {
            return true;
        }
        boolean isOne = text.length() <= HOST_CHARS && HOST.matcher(text).matches();
        if (isOne) {
            lastHost = text;
        }
        return isOne;
    }

    /** Of a target in absolute form, as proxies send it; it goes before the Host header. */
    private static Optional<String> authority(String target) {
        int colon = target.indexOf("://");
        String scheme = colon < 0 ? "" : target.substring(0, colon);
        if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
            return Optional.empty();
        }
        int start = colon + 3;
        int end = start;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String authority = target.substring(start, end);
        if (authority.isEmpty() || !isHost(authority)) {
            throw bad();
        }
        return Optional.of(authority);
    }

    /** Headers of one name are joined, so that a second payment is seen and not dropped. */
    Optional<String> header(String name) {
        List<String> all = headers.getAll(name);
        return switch (all.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(all.getFirst());
            default -> Optional.of(String.join(", ", all));
        };
    }
}
