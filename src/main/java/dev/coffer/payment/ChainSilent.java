package dev.coffer.payment;

/**
 * A chain, or who carries payments to it, could not be asked, or answered what can't be read:
 * nothing is known of a payment by it. Its place in the code tells nothing, so it has none.
 */
public final class ChainSilent extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ChainSilent(String message) {
        super(message, null, false, false);
    }
}
