package dev.coffer.payment;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Who presents a payment: for which request, and what it knows that nobody can read on a chain. A
 * payment's bytes are public once they are told to anybody; what it bought is given only to who
 * brings the secret that came with it first.
 *
 * @param fingerprint of the request that is to be paid
 * @param secrets names of the operation that can't be guessed, the one that a claim keeps first
 * @param resume the code by which it may come back, if it has no other secret
 */
public record Presenter(String fingerprint, List<String> secrets, Optional<String> resume) {

    /** The header that brings back a {@link #resume} code. */
    public static final String RESUME_HEADER = "Coffer-Resume";

    /** A name that is shorter can be guessed. */
    public static final int SECRET_CHARS = 16;

    public Presenter {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("nothing to be known by");
        }
        secrets = List.copyOf(secrets);
    }

    /** A new code for who brings no secret: 122 random bits. */
    public static String newResumeCode() {
        return UUID.randomUUID().toString();
    }

    /** What a claim keeps. */
    String digest() {
        return digest(secrets.getFirst());
    }

    /** Whether one of its secrets is the one that came first. */
    boolean opens(String digest) {
        return secrets.stream().map(Presenter::digest).anyMatch(digest::equals);
    }

    private static String digest(String secret) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
