package dev.coffer.stacks;

/** A payment failed a step of the check. Without a stack trace: refusing must cost little. */
public final class Refused extends Exception {
    private final String code;

    Refused(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
