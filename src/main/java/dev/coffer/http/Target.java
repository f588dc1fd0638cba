package dev.coffer.http;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a request line asks for, checked. Nothing normalises {@code //} and {@code ..} away: a path
 * means what it says or is refused, so that no two parts of the way of a request can differ on what
 * it means.
 */
public record Target(String path, String rawQuery) {

    /** The path of {@code OPTIONS *}, which is about the server as such. */
    static final String ALL = "*";

    /**
     * Decodes and checks what stands in the request line.
     *
     * @throws Problem 400
     */
    public static Target of(String method, String raw, String rawQuery, boolean fragment) {
        if (raw.equals(ALL) && method.equals("OPTIONS")) {
            return new Target(raw, "");
        }
        if (raw.isEmpty() || raw.charAt(0) != '/') {
            throw invalidPath("The request line must have a path that starts with a slash.");
        }
        boolean encoded = false;
        boolean dotted = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c > '~') {
                throw invalidPath("What is not plain ASCII must be percent-encoded in the path.");
            }
            encoded |= c == '%';
            dotted |= c == '.' && raw.charAt(i - 1) == '/';
        }
        String path = encoded ? decoded(raw) : raw;
        if ((dotted || encoded) && hasDotSegment(path)) {
            throw invalidPath("The path must not have the segments . and .. in it.");
        }
        if (fragment) {
            throw invalidPath("The request line must not have a # in it.");
        }
        return new Target(path, checked(rawQuery));
    }

    private static String decoded(String raw) {
        ByteBuffer bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
            } else if (i + 2 < raw.length()
                    && Character.digit(raw.charAt(i + 1), 16) >= 0
                    && Character.digit(raw.charAt(i + 2), 16) >= 0) {
                int high = Character.digit(raw.charAt(i + 1), 16);
                bytes.put((byte) (high << 4 | Character.digit(raw.charAt(i + 2), 16)));
                i += 2;
            } else {
                throw invalidPath("A % in the path must be followed by two hexadecimal digits.");
            }
        }
        String path;
        try {
            path = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException _) {
            throw invalidPath("The path must be UTF-8 when it is decoded.");
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw invalidPath("The path must not have control characters in it.");
        }
        return path;
    }

    private static boolean hasDotSegment(String path) {
        for (int at = path.indexOf("/."); at >= 0; at = path.indexOf("/.", at + 1)) {
            int end = path.indexOf('/', at + 1);
            int length = (end < 0 ? path.length() : end) - at - 1;
            if (length == 1 || length == 2 && path.charAt(at + 2) == '.') {
                return true;
            }
        }
        return false;
    }

    private static String checked(String rawQuery) {
        for (int i = 0; i < rawQuery.length(); i++) {
            char c = rawQuery.charAt(i);
            if (c <= ' ' || c > '~') {
                throw new Problem(
                        ErrorCode.INVALID_QUERY,
                        "What is not plain ASCII must be percent-encoded in the query.");
            }
        }
        return rawQuery;
    }

    private static Problem invalidPath(String rule) {
        return new Problem(ErrorCode.INVALID_PATH, rule);
    }
}
