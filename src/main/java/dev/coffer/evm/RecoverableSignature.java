package dev.coffer.evm;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A signature by a key, from which the key is recovered: r, s and v in 65 bytes.
 *
 * <p>Only keys sign: a contract's word on a signature (EIP-1271) needs its chain.
 *
 * @param parity of the y of the signature's point
 */
record RecoverableSignature(BigInteger r, BigInteger s, int parity) {

    /** Of a signature: r, s, v. */
    static final int BYTES = 65;

    /** What v begins at; some wallets begin at 0. */
    private static final int FIRST_V = 27;

    private static final X9ECParameters SECP256K1 = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = SECP256K1.getN();
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    /** Empty if these bytes are none. */
    static Optional<RecoverableSignature> of(byte[] signature) {
        if (signature.length != BYTES) {
            return Optional.empty();
        }
        BigInteger r = new BigInteger(1, signature, 0, 32);
        BigInteger s = new BigInteger(1, signature, 32, 32);
        int v = signature[BYTES - 1] & 0xff;
        int parity = v < FIRST_V ? v : v - FIRST_V;
        return parity > 1 || !isScalar(r) || !isScalar(s)
                ? Optional.empty()
                : Optional.of(new RecoverableSignature(r, s, parity));
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(ORDER) < 0;
    }

    /** Whether it is the one of the two forms that contracts take (EIP-2). */
    boolean isLowS() {
        return s.compareTo(HALF_ORDER) <= 0;
    }

    /** Who signed a hash. */
    Optional<EvmAddress> signer(byte[] hash) {
        return point().map(nonce -> recovered(nonce, new BigInteger(1, hash)))
                .filter(key -> !key.isInfinity())
                .map(key -> EvmAddress.ofPublicKey(key.getEncoded(false)));
    }

    /** The point with that x and parity of y; empty if the curve has none. */
    private Optional<ECPoint> point() {
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (0x02 | parity);
        BigIntegers.asUnsignedByteArray(r, compressed, 1, 32);
        try {
            return Optional.of(SECP256K1.getCurve().decodePoint(compressed));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The public key by SEC 1, 4.1.6. */
    private ECPoint recovered(ECPoint nonce, BigInteger e) {
        BigInteger inverse = r.modInverse(ORDER);
        return ECAlgorithms.sumOfTwoMultiplies(
                SECP256K1.getG(),
                e.negate().multiply(inverse).mod(ORDER),
                nonce,
                s.multiply(inverse).mod(ORDER));
    }
}
