package dev.coffer.stacks;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * A recoverable ECDSA signature in the order of transactions: recovery id, r, s (SIP-005). It may
 * be any 65 bytes; that it is a good one, {@link Curve#recover} finds out.
 */
public record Signature(Bytes vrs) {
    public static final int BYTES = 65;

    static final Signature EMPTY = new Signature(Bytes.zeros(BYTES));

    private static final BigInteger HALF_ORDER =
            new BigInteger("7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", 16);

    public Signature {
        if (vrs.size() != BYTES) {
            throw new IllegalArgumentException("a signature has 65 bytes, not " + vrs.size());
        }
    }

    /** Of a recovery id and 64 bytes, r and s. */
    static Signature of(int recoveryId, byte[] rs) {
        byte[] vrs = new byte[BYTES];
        vrs[0] = (byte) recoveryId;
        System.arraycopy(rs, 0, vrs, 1, BYTES - 1);
        return new Signature(Bytes.of(vrs));
    }

    /** Of r and s by a known signer: the recovery id is the one that leads back to the signer. */
    static Signature leadingTo(PublicKey signer, byte[] rs, byte[] digest, Curve curve) {
        for (int recoveryId = 0; recoveryId <= 3; recoveryId++) {
            Signature signature = of(recoveryId, rs);
            if (curve.recover(signature, digest).filter(signer::equals).isPresent()) {
                return signature;
            }
        }
        throw new IllegalStateException("a signature that leads back to no key");
    }

    /** Of the order that wallets use for messages: r, s, recovery id. */
    static Signature ofRsv(Bytes rsv) {
        byte[] bytes = rsv.array();
        return of(bytes[BYTES - 1], Arrays.copyOf(bytes, BYTES - 1));
    }

    /** In the order that wallets use for messages: r, s, recovery id. */
    public Bytes rsv() {
        byte[] rsv = Arrays.copyOf(rs(), BYTES);
        rsv[BYTES - 1] = (byte) recoveryId();
        return Bytes.of(rsv);
    }

    /** 0 to 3 in a good signature, 0 to 255 in any. */
    public int recoveryId() {
        return vrs.array()[0] & 0xff;
    }

    /** 64 bytes, r and s. */
    byte[] rs() {
        return Arrays.copyOfRange(vrs.array(), 1, BYTES);
    }

    /**
     * Whether s is in the lower half of the order, as nodes require: the other half gives the same
     * payment another transaction id.
     */
    boolean isLowS() {
        return new BigInteger(1, vrs.array(), 33, 32).compareTo(HALF_ORDER) <= 0;
    }
}
