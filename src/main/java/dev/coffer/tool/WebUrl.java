package dev.coffer.tool;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An absolute URL as browsers read it (WHATWG URL, without a base): white space goes, hosts are
 * ASCII, addresses and paths are normal. Windows drive letters are nothing special here.
 *
 * @param host empty for a file's, absent where there is no authority
 * @param port absent if it is the scheme's own
 * @param path with a slash before, or without one as in {@code mailto:}
 * @param query what stands behind the question mark, if there is one
 * @param fragment what stands behind the number sign, if there is one
 */
public record WebUrl(
        String scheme,
        String username,
        String password,
        Optional<String> host,
        Optional<Integer> port,
        String path,
        Optional<String> query,
        Optional<String> fragment) {

    private static final Map<String, Integer> SPECIAL =
            Map.of("http", 80, "https", 443, "ws", 80, "wss", 443, "ftp", 21, "file", -1);

    private static final Pattern PARTS =
            Pattern.compile(
                    "([A-Za-z][A-Za-z0-9+.-]*+):([^?#]*+)(\\?[^#]*+)?(#.*+)?", Pattern.DOTALL);

    private static final String IN_FRAGMENT = " \"<>`";
    private static final String IN_QUERY = " \"#<>";
    private static final String IN_PATH = IN_QUERY + "?^`{}";
    private static final String IN_USER = IN_PATH + "/:;=@[\\]|";

    /** What no one-letter change makes a domain of. */
    private static final String FORBIDDEN = "\0\t\n\r #/:<>?@[\\]^|";

    private static final int LONGEST_INTERNATIONAL_HOST = 255;

    /** No URL. */
    private static final class NoUrl extends RuntimeException {
        NoUrl() {
            super("", null, false, false);
        }
    }

    /** The URL that a text is, if it is one. */
    public static Optional<WebUrl> parse(String text) {
        String bare = trimmed(text).replaceAll("[\\t\\n\\r]", "");
        Matcher parts = PARTS.matcher(bare);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        boolean special = SPECIAL.containsKey(scheme);
        Optional<String> query =
                Optional.ofNullable(parts.group(3))
                        .map(q -> escaped(q.substring(1), special ? IN_QUERY + "'" : IN_QUERY));
        Optional<String> fragment =
                Optional.ofNullable(parts.group(4)).map(f -> escaped(f.substring(1), IN_FRAGMENT));
        try {
            return Optional.of(of(scheme, special, parts.group(2), query, fragment));
        } catch (NoUrl e) {
            return Optional.empty();
        }
    }

    private static WebUrl of(
            String scheme,
            boolean special,
            String given,
            Optional<String> query,
            Optional<String> fragment) {
        String rest = special ? given.replace('\\', '/') : given;
        boolean file = scheme.equals("file");
        boolean withAuthority = special && !file || rest.startsWith("//");
        if (!withAuthority) {
            boolean opaque = !special && !rest.startsWith("/");
            String path = opaque ? escaped(rest, "") : path(rest, true);
            return new WebUrl(
                    scheme,
                    "",
                    "",
                    file ? Optional.of("") : Optional.empty(),
                    Optional.empty(),
                    path,
                    query,
                    fragment);
        }
        String behind = special && !file ? rest.replaceFirst("^/*+", "") : rest.substring(2);
        int end = behind.indexOf('/') < 0 ? behind.length() : behind.indexOf('/');
        String authority = behind.substring(0, end);
        int at = authority.lastIndexOf('@');
        String user = at < 0 ? "" : authority.substring(0, at);
        int colon = user.indexOf(':');
        String hostAndPort = authority.substring(at + 1);
        int split = hostAndPort.indexOf(':', Math.max(0, hostAndPort.lastIndexOf(']')));
        String host = split < 0 ? hostAndPort : hostAndPort.substring(0, split);
        boolean empty = host.isEmpty() && (at >= 0 || split >= 0 || special && !file);
        if (empty || file && (at >= 0 || split >= 0)) {
            throw new NoUrl();
        }
        String ascii = host.isEmpty() ? "" : host(host, special);
        return new WebUrl(
                scheme,
                escaped(colon < 0 ? user : user.substring(0, colon), IN_USER),
                colon < 0 ? "" : escaped(user.substring(colon + 1), IN_USER),
                Optional.of(file && ascii.equals("localhost") ? "" : ascii),
                split < 0 ? Optional.empty() : port(hostAndPort.substring(split + 1), scheme),
                path(behind.substring(end), special),
                query,
                fragment);
    }

    /** The host with its port, if that is not the scheme's own. */
    public String hostAndPort() {
        return host.orElse("") + port.map(p -> ":" + p).orElse("");
    }

    /** Scheme, host and port; null in writing where that says nothing. */
    public String origin() {
        boolean tuple = SPECIAL.containsKey(scheme) && !scheme.equals("file");
        return tuple ? scheme + "://" + hostAndPort() : "null";
    }

    /** Written again. */
    public String text() {
        String credentials =
                username.isEmpty() && password.isEmpty()
                        ? ""
                        : username + (password.isEmpty() ? "" : ":" + password) + "@";
        return scheme
                + ":"
                + (host.isPresent() ? "//" + credentials + hostAndPort() : "")
                + path
                + query.map(q -> "?" + q).orElse("")
                + fragment.map(f -> "#" + f).orElse("");
    }

    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) <= ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    /** Percent-encodes controls, what is not ASCII, and these. */
    public static String escaped(String text, String these) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < ' ' || c > '~' || these.indexOf(c) >= 0) {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Percent-decodes what can be; what is no UTF-8 then is U+FFFD. */
    public static String unescaped(String text) {
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int size = 0;
        for (int i = 0; i < from.length; i++) {
            boolean escape =
                    from[i] == '%'
                            && i + 2 < from.length
                            && HexFormat.isHexDigit(from[i + 1])
                            && HexFormat.isHexDigit(from[i + 2]);
            to[size++] =
                    escape
                            ? (byte)
                                    (HexFormat.fromHexDigit(from[++i]) << 4
                                            | HexFormat.fromHexDigit(from[++i]))
                            : from[i];
        }
        return new String(to, 0, size, StandardCharsets.UTF_8);
    }

    private static Optional<Integer> port(String digits, String scheme) {
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        if (!digits.matches("0*+[0-9]{1,5}")
                || Long.parseLong(digits.replaceFirst("^0+(?=.)", "")) > 65_535) {
            throw new NoUrl();
        }
        int port = Integer.parseInt(digits.replaceFirst("^0+(?=.)", ""));
        return port == SPECIAL.getOrDefault(scheme, -1) ? Optional.empty() : Optional.of(port);
    }

    private static String path(String given, boolean special) {
        if (given.isEmpty()) {
            return special ? "/" : "";
        }
        String[] segments = (given.startsWith("/") ? given.substring(1) : given).split("/", -1);
        List<String> path = new ArrayList<>();
        for (int i = 0; i < segments.length; i++) {
            String segment = segments[i];
            String dots = segment.length() > 6 ? segment : segment.replaceAll("(?i)%2e", ".");
            boolean last = i == segments.length - 1;
            if (dots.equals("..") && !path.isEmpty()) {
                path.removeLast();
            }
            if (!dots.equals(".") && !dots.equals("..")) {
                path.add(escaped(segment, IN_PATH));
            } else if (last) {
                path.add("");
            }
        }
        return "/" + String.join("/", path);
    }

    private static String host(String host, boolean special) {
        if (host.startsWith("[")) {
            return InternetAddress.v6(
                            host.endsWith("]") ? host.substring(1, host.length() - 1) : "")
                    .map(address -> "[" + address + "]")
                    .orElseThrow(NoUrl::new);
        }
        if (!special) {
            if (host.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
                throw new NoUrl();
            }
            return escaped(host, "");
        }
        String domain = ascii(unescaped(host));
        boolean forbidden =
                domain.chars()
                        .anyMatch(c ->
                                c <= ' ' || c >= 0x7f || c == '%' || FORBIDDEN.indexOf(c) >= 0);
        if (domain.isEmpty() || forbidden) {
            throw new NoUrl();
        }
        return InternetAddress.endsInNumber(domain)
                ? InternetAddress.v4(domain).orElseThrow(NoUrl::new)
                : domain;
    }

    private static String ascii(String domain) {
        if (domain.chars().allMatch(c -> c < 0x80)) {
            return domain.toLowerCase(Locale.ROOT);
        }
        if (domain.length() > LONGEST_INTERNATIONAL_HOST) {
            throw new NoUrl();
        }
        try {
            String normal = Normalizer.normalize(domain, Normalizer.Form.NFKC);
            return Arrays.stream(normal.toLowerCase(Locale.ROOT).split("[.\u3002\uff0e\uff61]", -1))
                    .map(label -> label.isEmpty() ? "" : IDN.toASCII(label, IDN.ALLOW_UNASSIGNED))
                    .collect(Collectors.joining("."))
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new NoUrl();
        }
    }
}
