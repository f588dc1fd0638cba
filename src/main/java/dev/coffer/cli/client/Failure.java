package dev.coffer.cli.client;

/** A command can't do what it was asked for; the text says why, in one line. */
public final class Failure extends RuntimeException {
    public Failure(String message) {
        super(message);
    }
}
