package dev.coffer.stacks;

/**
 * Bytes that are not what they should be; the message says in plain words where and why. It comes
 * from strangers' input at any rate they like, so it carries no stack trace.
 */
public final class MalformedBytes extends Exception {
    MalformedBytes(String message) {
        super(message, null, false, false);
    }
}
