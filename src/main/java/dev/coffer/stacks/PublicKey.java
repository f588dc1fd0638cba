package dev.coffer.stacks;

import java.util.Arrays;

/**
 * A point of secp256k1, in its uncompressed form: {@code 04}, 32 bytes x, 32 bytes y (SEC 1). Made
 * only by a {@link Curve}, which vouches that it is on the curve.
 */
public record PublicKey(Bytes point) {
    public PublicKey {
        if (point.size() != 65) {
            throw new IllegalArgumentException("an uncompressed point has 65 bytes");
        }
    }

    /** 33 bytes. */
    public byte[] compressed() {
        byte[] all = point.array();
        byte[] compressed = Arrays.copyOf(all, 33);
        compressed[0] = (byte) (0x02 | (all[64] & 1));
        return compressed;
    }

    /** 65 bytes. */
    public byte[] uncompressed() {
        return point.array();
    }
}
