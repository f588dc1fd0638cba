package dev.coffer.evm;

import org.bouncycastle.crypto.digests.KeccakDigest;

/** Keccak-256 as it was before it became SHA-3, which pads otherwise: the hash of these chains. */
final class Keccak {
    private static final int BITS = 256;

    private Keccak() {}

    static byte[] hash(byte[]... parts) {
        KeccakDigest digest = new KeccakDigest(BITS);
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] hash = new byte[BITS / 8];
        digest.doFinal(hash, 0);
        return hash;
    }
}
