package dev.coffer.stacks;

import org.bouncycastle.crypto.digests.RIPEMD160Digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of Stacks: SIP-005 for transactions and addresses, SIP-018 for messages. */
public final class Hashes {
    private Hashes() {}

    /** SHA-512/256 of FIPS 180-4, which has its own start values: not a SHA-512 cut short. */
    public static byte[] sha512t256(byte[]... parts) {
        return digest("SHA-512/256", parts);
    }

    public static byte[] sha256(byte[]... parts) {
        return digest("SHA-256", parts);
    }

    /** RIPEMD-160 of SHA-256. */
    public static Hash160 hash160(byte[]... parts) {
        byte[] inner = sha256(parts);
        RIPEMD160Digest outer = new RIPEMD160Digest();
        outer.update(inner, 0, inner.length);
        byte[] hash = new byte[Hash160.BYTES];
        outer.doFinal(hash, 0);
        return new Hash160(Bytes.of(hash));
    }

    private static byte[] digest(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK since 9 has " + algorithm, e);
        }
    }
}
