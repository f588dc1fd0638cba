package dev.coffer.room;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** What proves to be who was given something: a lock's token, a delivery's lease. */
public final class Secret {

    private static final int BYTES = 16;

    private Secret() {}

    /** A new one: 128 random bits in hexadecimal. */
    public static String next(RandomGenerator random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Whether a text is the secret; takes as long wherever they differ. */
    public static boolean is(String secret, String text) {
        return MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }
}
