package dev.coffer.store;

/** Ranges of keys below a prefix, in the order of UTF-8 bytes, which is that of code points. */
public final class Prefix {

    /**
     * Greater than every key: keys are well-formed, so none has this last code point's successor.
     */
    private static final String AFTER_ALL = Character.toString(Character.MAX_CODE_POINT);

    private Prefix() {}

    /**
     * The least text that is greater than every text with this prefix; used as {@code key >= prefix
     * and key < end(prefix)}.
     */
    public static String end(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            int start = end - Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next =
                        last + 1 == Character.MIN_SURROGATE
                                ? Character.MAX_SURROGATE + 1
                                : last + 1;
                return prefix.substring(0, start) + Character.toString(next);
            }
            end = start;
        }
        return AFTER_ALL.repeat(257);
    }
}
