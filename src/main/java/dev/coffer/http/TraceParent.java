package dev.coffer.http;

import java.util.Optional;

/**
 * The trace that a caller says its request is part of (W3C Trace Context, {@code traceparent}).
 *
 * @param traceId 32 hexadecimal digits
 * @param parentId the caller's span, 16 hexadecimal digits
 * @param sampled whether the caller keeps the trace
 */
public record TraceParent(String traceId, String parentId, boolean sampled) {

    private static final int TRACE = 3;
    private static final int PARENT = 36;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;

    /** Of what is no valid one nothing is taken, as the specification wants it. */
    public static Optional<TraceParent> of(String text) {
        if (text.length() < LENGTH
                || text.charAt(TRACE - 1) != '-'
                || text.charAt(PARENT - 1) != '-'
                || text.charAt(FLAGS - 1) != '-'
                || !isHex(text, 0, TRACE - 1)
                || !isHex(text, TRACE, PARENT - 1)
                || !isHex(text, PARENT, FLAGS - 1)
                || !isHex(text, FLAGS, LENGTH)) {
            return Optional.empty();
        }
        // Later versions may say more behind it.
        boolean first = text.startsWith("00");
        boolean ends = text.length() == LENGTH || !first && text.charAt(LENGTH) == '-';
        if (!ends
                || text.startsWith("ff")
                || isZero(text, TRACE, PARENT - 1)
                || isZero(text, PARENT, FLAGS - 1)) {
            return Optional.empty();
        }
        return Optional.of(
                new TraceParent(
                        text.substring(TRACE, PARENT - 1),
                        text.substring(PARENT, FLAGS - 1),
                        (Character.digit(text.charAt(LENGTH - 1), 16) & 1) == 1));
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isZero(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
