package dev.coffer.store;

/**
 * Whose state a work changes: a payer's address as text.
 *
 * <p>1 to 128 printable ASCII characters without a colon, which separates the parts of a namespaced
 * name ({@code kv:private:<owner>:<key>}).
 */
public record Owner(String address) {
    public static final int MAX_CHARS = 128;

    /** The service itself, for what belongs to no payer. No address looks like it. */
    public static final Owner SERVICE = new Owner("-");

    public Owner {
        if (!isValid(address)) {
            throw new IllegalArgumentException("not an owner's address");
        }
    }

    public static boolean isValid(String address) {
        return !address.isEmpty()
                && address.length() <= MAX_CHARS
                && address.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }
}
