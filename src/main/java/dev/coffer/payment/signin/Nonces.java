package dev.coffer.payment.signin;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need no memory: each says until when it is good and carries a MAC over that and its
 * subject, so whoever has the key knows that it was issued, for what and when.
 *
 * <p>Text: hex of the end in epoch milliseconds (6 bytes), random (6), MAC (12): letters and digits
 * only, as EIP-4361 wants it.
 */
final class Nonces {

    /** How long one is good. */
    static final long LIFE_MS = 5 * 60 * 1000L;

    static final int CHARS = 48;

    private static final int TIME_BYTES = 6;
    private static final int HEAD_BYTES = 12;
    private static final HexFormat HEX = HexFormat.of();

    /** One of ours. */
    record Issued(String nonce, long endsAtMs) {
        long issuedAtMs() {
            return endsAtMs - LIFE_MS;
        }
    }

    private final SecretKeySpec key;
    private final RandomGenerator random;

    Nonces(byte[] key, RandomGenerator random) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.random = random;
    }

    /**
     * @param subject what it is for
     */
    Issued issue(String subject, long nowMs) {
        long endsAtMs = nowMs + LIFE_MS;
        byte[] head = new byte[HEAD_BYTES];
        random.nextBytes(head);
        for (int i = 0; i < TIME_BYTES; i++) {
            head[i] = (byte) (endsAtMs >>> 8 * (TIME_BYTES - 1 - i));
        }
        return new Issued(HEX.formatHex(head) + HEX.formatHex(mac(subject, head)), endsAtMs);
    }

    /** Empty if it was not issued, or for another subject; it may be over. */
    Optional<Issued> read(String subject, String nonce) {
        byte[] all;
        try {
            all = nonce.length() == CHARS ? HEX.parseHex(nonce) : new byte[0];
        } catch (IllegalArgumentException e) {
            all = new byte[0];
        }
        if (all.length == 0 || !HEX.formatHex(all).equals(nonce)) {
            return Optional.empty(); // One spelling, or the same one could be used twice.
        }
        byte[] head = Arrays.copyOf(all, HEAD_BYTES);
        byte[] claimed = Arrays.copyOfRange(all, HEAD_BYTES, all.length);
        return MessageDigest.isEqual(mac(subject, head), claimed)
                ? Optional.of(
                        new Issued(nonce, Long.parseLong(nonce.substring(0, 2 * TIME_BYTES), 16)))
                : Optional.empty();
    }

    private byte[] mac(String subject, byte[] head) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(head);
            byte[] whole = mac.doFinal(subject.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(whole, CHARS / 2 - HEAD_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
