package dev.coffer.evm;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Texts that wallets sign without any transaction: {@code personal_sign} (EIP-191, version E).
 *
 * <p>Only keys sign: a contract's word on a signature (EIP-1271) needs its chain.
 */
public final class PersonalMessage {

    /** Of a signature: r, s, v. */
    public static final int SIGNATURE_BYTES = 65;

    /** What v begins at; some wallets begin at 0. */
    private static final int FIRST_V = 27;

    private static final X9ECParameters SECP256K1 = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger ORDER = SECP256K1.getN();

    private PersonalMessage() {}

    /** What is signed of a text. */
    public static byte[] hash(String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        String prefix = "\u0019Ethereum Signed Message:\n" + message.length;
        return Keccak.hash(prefix.getBytes(StandardCharsets.US_ASCII), message);
    }

    /** Who signed a text; empty if that is no signature. */
    public static Optional<EvmAddress> signer(String text, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return Optional.empty();
        }
        BigInteger r = new BigInteger(1, signature, 0, 32);
        BigInteger s = new BigInteger(1, signature, 32, 32);
        int v = signature[SIGNATURE_BYTES - 1] & 0xff;
        int parity = v < FIRST_V ? v : v - FIRST_V;
        if (parity > 1 || !isScalar(r) || !isScalar(s)) {
            return Optional.empty();
        }
        return point(r, parity)
                .map(nonce -> recovered(nonce, r, s, new BigInteger(1, hash(text))))
                .filter(key -> !key.isInfinity())
                .map(key -> EvmAddress.ofPublicKey(key.getEncoded(false)));
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(ORDER) < 0;
    }

    /** The point with that x and parity of y; empty if the curve has none. */
    private static Optional<ECPoint> point(BigInteger x, int parity) {
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (0x02 | parity);
        BigIntegers.asUnsignedByteArray(x, compressed, 1, 32);
        try {
            return Optional.of(SECP256K1.getCurve().decodePoint(compressed));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The public key by SEC 1, 4.1.6. */
    private static ECPoint recovered(ECPoint nonce, BigInteger r, BigInteger s, BigInteger e) {
        BigInteger inverse = r.modInverse(ORDER);
        return ECAlgorithms.sumOfTwoMultiplies(
                SECP256K1.getG(),
                e.negate().multiply(inverse).mod(ORDER),
                nonce,
                s.multiply(inverse).mod(ORDER));
    }
}
