package dev.coffer.http;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the proxy in front says of the caller, in {@code Forwarded} (RFC 7239) or the {@code
 * X-Forwarded-} headers. Of lists the last element counts, which that proxy added: what stands
 * before it is the caller's own say. What is not an address, a scheme or a host is not used.
 *
 * <p>A proxy sets one of the two forms and lets a caller's own through in the other, so where both
 * are there and differ on the address, neither is believed.
 */
public record Forwarded(Optional<String> address, Optional<String> scheme, Optional<String> host) {

    /** What nobody said. */
    public static final Forwarded NOTHING =
            new Forwarded(Optional.empty(), Optional.empty(), Optional.empty());

    /** No proxy says more of one caller; a pattern of alternatives recurses for each. */
    private static final int ELEMENT_CHARS = 512;

    private static final Pattern PAIR =
            Pattern.compile("([A-Za-z]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;,\"]*))");

    private static final Pattern IPV4 =
            Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d{1,5})?");

    private static final Pattern IPV6 =
            Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::\\d{1,5})?|([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)");

    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");

    /** Reads a request's headers. */
    public static Forwarded of(Function<String, Optional<String>> header) {
        Map<String, String> standard =
                header.apply("Forwarded").map(Forwarded::last).orElse(Map.of());
        Optional<String> one = Optional.ofNullable(standard.get("for"));
        Optional<String> other = lastOf(header, "X-Forwarded-For");
        Optional<String> oneAddress = one.flatMap(Forwarded::address);
        Optional<String> otherAddress = other.flatMap(Forwarded::address);
        boolean contradicting =
                one.isPresent() && other.isPresent() && !oneAddress.equals(otherAddress);
        return new Forwarded(
                contradicting ? Optional.empty() : oneAddress.or(() -> otherAddress),
                lastOf(header, "X-Forwarded-Proto")
                        .or(() -> Optional.ofNullable(standard.get("proto")))
                        .map(scheme -> scheme.toLowerCase(Locale.ROOT))
                        .filter(scheme -> scheme.equals("http") || scheme.equals("https")),
                lastOf(header, "X-Forwarded-Host")
                        .or(() -> Optional.ofNullable(standard.get("host")))
                        .filter(host -> HOST.matcher(host).matches()));
    }

    private static Optional<String> lastOf(Function<String, Optional<String>> header, String name) {
        return header.apply(name)
                .map(all -> all.substring(all.lastIndexOf(',') + 1).strip())
                .filter(last -> !last.isEmpty());
    }

    /** The pairs of the last element; a comma within quotes separates nothing. */
    private static Map<String, String> last(String all) {
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < all.length(); i++) {
            char c = all.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                start = i + 1;
            }
        }
        Map<String, String> pairs = new HashMap<>();
        if (all.length() - start > ELEMENT_CHARS) {
            return pairs;
        }
        Matcher pair = PAIR.matcher(all.substring(start));
        while (pair.find()) {
            String value =
                    pair.group(2) == null
                            ? pair.group(3)
                            : pair.group(2).replaceAll("\\\\(.)", "$1");
            pairs.put(pair.group(1).toLowerCase(Locale.ROOT), value);
        }
        return pairs;
    }

    /** An address without its port, in its shortest form; empty for names and {@code _hidden}. */
    static Optional<String> address(String node) {
        Matcher four = IPV4.matcher(node);
        Matcher six = IPV6.matcher(node);
        String literal;
        if (four.matches()) {
            literal = four.group(1);
        } else if (six.matches()) {
            literal = six.group(1) == null ? six.group(2) : six.group(1);
        } else {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(literal).getHostAddress());
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
