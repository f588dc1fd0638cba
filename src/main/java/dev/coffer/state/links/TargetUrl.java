package dev.coffer.state.links;

import dev.coffer.endpoint.Problem;

import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a link leads: an http or https URL as people write it, and as {@code Location} has it (RFC
 * 3986). Hosts are lower case and ASCII (punycode), what a URL may not have as such is
 * percent-encoded, what is encoded already stays so, and a fragment stays for the browser.
 *
 * <p>Refused is what two readers could take for two places: a user's name before the host (RFC
 * 9110, 4.2.4), a backslash or an encoded character in the host, an address that is not written as
 * four plain numbers, a letter that old and new browsers take to different hosts.
 *
 * @param location the whole of it
 * @param host without a dot at its end, an address of IPv6 in its shortest form
 * @param port 0 for the usual one of its scheme
 * @param path with a slash at its beginning, encoded
 */
record TargetUrl(String location, String host, int port, String path) {

    private static final Pattern PARTS =
            Pattern.compile("(?is)(https?)://([^/?#]*)([^?#]*)(\\?[^#]*)?(#.*)?");

    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9_-]{1,63}\\.?");

    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)\\.?");
    private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(?:" + BYTE + "\\.){3}" + BYTE);
    private static final Pattern PORT = Pattern.compile("[0-9]{0,5}");

    /** Mapped to other letters by IDNA of 2003, and kept by that of 2008, as browsers do now. */
    private static final Pattern DEVIATION = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

    private static final int HOST_CHARS = 253;

    private static final String PATH = "-._~!$&'()*+,;=:@/";
    private static final String QUERY = PATH + "?";
    private static final String HEX = "0123456789ABCDEF";

    /**
     * @throws Problem 400 about the field {@code url}
     */
    static TargetUrl of(String url) {
        if (url.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw refused("must not have control characters in it");
        }
        Matcher parts = PARTS.matcher(url);
        if (!parts.matches()) {
            throw refused("must begin with http:// or https:// and a host");
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String authority = parts.group(2);
        if (authority.indexOf('@') >= 0) {
            throw refused("must not have a user's name or password before the host");
        }
        int colon = authority.indexOf(':', authority.startsWith("[") ? authority.indexOf(']') : 0);
        String host = host(colon < 0 ? authority : authority.substring(0, colon));
        String digits = colon < 0 ? "" : authority.substring(colon + 1);
        int port = port(digits, scheme.equals("http") ? 80 : 443);
        String path = encoded(parts.group(3), PATH);
        StringBuilder location = new StringBuilder(scheme).append("://").append(host);
        if (port > 0) {
            location.append(':').append(port);
        }
        location.append(path);
        Optional.ofNullable(parts.group(4))
                .ifPresent(q -> location.append('?').append(encoded(q.substring(1), QUERY)));
        Optional.ofNullable(parts.group(5))
                .ifPresent(f -> location.append('#').append(encoded(f.substring(1), QUERY)));
        if (location.length() > LinksLimits.LINK_URL_CHARS.value()) {
            throw refused(
                    "must have at most %d characters when it is percent-encoded"
                            .formatted(LinksLimits.LINK_URL_CHARS.value()));
        }
        return new TargetUrl(location.toString(), known(host), port, path.isEmpty() ? "/" : path);
    }

    /** Whether it leads below another URL, whichever of http and https the two are. */
    boolean isBelow(TargetUrl base) {
        String folder = base.path.endsWith("/") ? base.path : base.path + "/";
        return host.equals(base.host)
                && port == base.port
                && (path.equals(base.path) || path.startsWith(folder));
    }

    private static int port(String digits, int usual) {
        if (!PORT.matcher(digits).matches()) {
            throw refused("must have a port from 1 to 65535, or none");
        }
        int port = digits.isEmpty() ? usual : Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw refused("must have a port from 1 to 65535, or none");
        }
        return port == usual ? 0 : port;
    }

    private static String host(String given) {
        if (given.startsWith("[") && given.endsWith("]")) {
            return "[" + ipv6(given.substring(1, given.length() - 1)) + "]";
        }
        if (DEVIATION.matcher(given).find()) {
            throw refused("must have its host in ASCII (punycode): browsers differ on one letter");
        }
        String host;
        try {
            host = IDN.toASCII(given, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw refused("must have a host that there can be");
        }
        if (host.length() > HOST_CHARS || !NAME.matcher(host).matches()) {
            throw refused("must have a host that there can be");
        }
        if (NUMBER.matcher(host).matches() && !IPV4.matcher(host).matches()) {
            throw refused("must have an address as four numbers, 192.0.2.1, if not a name");
        }
        return host;
    }

    private static String ipv6(String literal) {
        try {
            if (literal.indexOf(':') >= 0 && literal.indexOf('%') < 0) {
                return InetAddress.ofLiteral(literal).getHostAddress();
            }
        } catch (IllegalArgumentException e) {
            // As below.
        }
        throw refused("must have an address of IPv6 in its brackets");
    }

    private static String known(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static String encoded(String part, String allowed) {
        StringBuilder encoded = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); ) {
            int c = part.codePointAt(i);
            boolean letter = c < 0x80 && Character.isLetterOrDigit(c);
            if (letter || c < 0x80 && allowed.indexOf(c) >= 0 || isEncoded(part, i)) {
                encoded.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
                }
            }
            i += Character.charCount(c);
        }
        return encoded.toString();
    }

    private static boolean isEncoded(String part, int at) {
        return part.charAt(at) == '%'
                && at + 2 < part.length()
                && HEX.indexOf(Character.toUpperCase(part.charAt(at + 1))) >= 0
                && HEX.indexOf(Character.toUpperCase(part.charAt(at + 2))) >= 0;
    }

    private static Problem refused(String rule) {
        return Problem.invalid("url", rule);
    }
}
