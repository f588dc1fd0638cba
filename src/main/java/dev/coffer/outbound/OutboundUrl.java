package dev.coffer.outbound;

import java.net.IDN;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A URL that may be asked for, in one spelling: http or https, a host without user information, a
 * port that is meant for the public, a path and query in ASCII, no fragment.
 *
 * <p>Whatever two readers could take for two different hosts is refused and not repaired: numbers
 * that some libraries read as addresses of IPv4, backslashes, white space, controls.
 *
 * @param host a name in ASCII and lower case without a dot at its end, or a literal address without
 *     brackets
 * @param target path and query as they stand in a request line
 */
public record OutboundUrl(String scheme, String host, int port, String target) {

    /** Why a text is no such URL; a sentence's end, after the field's name. */
    static final class Malformed extends Exception {
        Malformed(String rule) {
            super(rule, null, false, false);
        }

        String rule() {
            return String.valueOf(getMessage());
        }
    }

    private static final Pattern NAME =
            Pattern.compile(
                    "(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private static final Set<String> INNER =
            Set.of("internal", "local", "localhost", "lan", "intranet", "corp", "home", "private");

    private static final int NAME_CHARS = 253;

    /** A last label that some read as a number makes all of it an address (WHATWG URL). */
    private static final Pattern NUMBER = Pattern.compile("(?:.*\\.)?(?:[0-9]+|0x[0-9a-f]*)");

    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final String LEFT_AS_IT_IS = "!$%&'()*+,-./:;=?@_~[]|";

    static OutboundUrl parse(String text) throws Malformed {
        if (text.length() > OutboundLimits.OUTBOUND_URL_CHARS.value()) {
            throw new Malformed(
                    "must have at most %d characters"
                            .formatted(OutboundLimits.OUTBOUND_URL_CHARS.value()));
        }
        if (text.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '\\')) {
            throw new Malformed("must not contain white space, controls or backslashes");
        }
        int colon = text.indexOf("://");
        String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new Malformed("must begin with http:// or https://");
        }
        String rest = text.substring(colon + 3);
        int end = endOfAuthority(rest);
        String authority = rest.substring(0, end);
        if (authority.indexOf('@') >= 0) {
            throw new Malformed("must not have a user name or password in it");
        }
        int portAt = authority.lastIndexOf(':');
        boolean hasPort = portAt > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, portAt) : authority;
        String port = hasPort ? authority.substring(portAt + 1) : "";
        return new OutboundUrl(
                scheme,
                host(host),
                port.isEmpty() ? usualPort(scheme) : port(port),
                target(rest.substring(end)));
    }

    private static int endOfAuthority(String rest) {
        for (int i = 0; i < rest.length(); i++) {
            if ("/?#".indexOf(rest.charAt(i)) >= 0) {
                return i;
            }
        }
        return rest.length();
    }

    /** One spelling of a host: a name, or an address; anything between is refused. */
    static String host(String text) throws Malformed {
        if (text.startsWith("[") && text.endsWith("]")) {
            return literal(text.substring(1, text.length() - 1).toLowerCase(Locale.ROOT), IPV6);
        }
        String name = ascii(text);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        if (NUMBER.matcher(name).matches()) {
            return literal(name, IPV4);
        }
        if (name.length() > NAME_CHARS || !NAME.matcher(name).matches()) {
            throw new Malformed("must name a host, or an address as 1.2.3.4 or [2001:db8::1]");
        }
        return name;
    }

    /**
     * The one spelling of a public name of the DNS; empty for anything else: an address, a single
     * label, a name of the kinds that networks keep for themselves (RFC 6761, 6762, 8375).
     */
    public static Optional<String> publicName(String text) {
        try {
            String name = host(text);
            boolean plain = !NUMBER.matcher(name).matches() && name.indexOf(':') < 0;
            String top = name.substring(name.lastIndexOf('.') + 1);
            return plain && name.indexOf('.') > 0 && !INNER.contains(top) && !isHome(name)
                    ? Optional.of(name)
                    : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private static boolean isHome(String name) {
        return name.equals("home.arpa") || name.endsWith(".home.arpa");
    }

    private static String ascii(String text) throws Malformed {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text.toLowerCase(Locale.ROOT);
        }
        try {
            return IDN.toASCII(text).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new Malformed("must name a host; this is no international name");
        }
    }

    private static String literal(String text, Pattern form) throws Malformed {
        if (form.matcher(text).matches()) {
            try {
                return InetAddress.ofLiteral(text).getHostAddress();
            } catch (IllegalArgumentException e) {
                // Told below.
            }
        }
        throw new Malformed("must have an address as 1.2.3.4 or [2001:db8::1], if one at all");
    }

    private static int port(String text) throws Malformed {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        checkPort(port);
        return port;
    }

    /** Below 1024 is what machines run for themselves; the web is 80 and 443. */
    static void checkPort(int port) throws Malformed {
        if (port != 80 && port != 443 && (port < 1024 || port > 65_535)) {
            throw new Malformed("must have the port 80, 443 or one from 1024 to 65535");
        }
    }

    private static int usualPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    private static String target(String rest) {
        int hash = rest.indexOf('#');
        String kept = hash < 0 ? rest : rest.substring(0, hash);
        StringBuilder out = new StringBuilder(kept.startsWith("/") ? "" : "/");
        for (byte b : kept.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c < 0x80 && (Character.isLetterOrDigit(c) || LEFT_AS_IT_IS.indexOf(c) >= 0);
            out.append(plain ? "" + c : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return out.toString();
    }

    /** Where a {@code Location} leads from here (RFC 9110, RFC 3986 5.2). */
    OutboundUrl resolve(String location) throws Malformed {
        if (location.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
            return parse(location);
        }
        if (location.startsWith("//")) {
            return parse(scheme + ":" + location);
        }
        String path = path();
        String base = origin();
        if (location.startsWith("/")) {
            return parse(base + location);
        }
        if (location.startsWith("?")) {
            return parse(base + path + location);
        }
        return parse(base + path.substring(0, path.lastIndexOf('/') + 1) + location);
    }

    private String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    public boolean isTls() {
        return scheme.equals("https");
    }

    /** The literal address that the host is, if it is one. */
    Optional<InetAddress> address() {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches()
                ? Optional.of(InetAddress.ofLiteral(host))
                : Optional.empty();
    }

    /** As a {@code Host} header has it. */
    String authority() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == usualPort(scheme) ? shown : shown + ":" + port;
    }

    public String origin() {
        return scheme + "://" + authority();
    }

    public String text() {
        return origin() + target;
    }
}
