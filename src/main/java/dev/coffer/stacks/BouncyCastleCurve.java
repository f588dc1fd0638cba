package dev.coffer.stacks;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

import java.math.BigInteger;
import java.util.Optional;

/** The curve in Java: recovery by SEC 1, 4.1.6; signatures by RFC 6979. */
final class BouncyCastleCurve implements Curve {
    private static final X9ECParameters SECP256K1 = CustomNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN = new ECDomainParameters(SECP256K1);
    private static final BigInteger ORDER = SECP256K1.getN();
    private static final BigInteger FIELD = SECP256K1.getCurve().getField().getCharacteristic();

    @Override
    public Optional<PublicKey> recover(Signature signature, byte[] digest) {
        byte[] rs = signature.rs();
        BigInteger r = new BigInteger(1, rs, 0, 32);
        BigInteger s = new BigInteger(1, rs, 32, 32);
        if (signature.recoveryId() > 3 || !isScalar(r) || !isScalar(s)) {
            return Optional.empty();
        }
        boolean overflowed = (signature.recoveryId() & 2) != 0;
        BigInteger x = overflowed ? r.add(ORDER) : r;
        BigInteger inverse = r.modInverse(ORDER);
        BigInteger minusE = new BigInteger(1, digest).negate().mod(ORDER);
        return point(x, signature.recoveryId() & 1)
                .map(nonce ->
                        ECAlgorithms.sumOfTwoMultiplies(
                                SECP256K1.getG(),
                                minusE.multiply(inverse).mod(ORDER),
                                nonce,
                                s.multiply(inverse).mod(ORDER)))
                .filter(signer -> !signer.isInfinity())
                .map(BouncyCastleCurve::key);
    }

    /** The point with that x and parity of y; empty if the curve has none. */
    private static Optional<ECPoint> point(BigInteger x, int parity) {
        if (x.compareTo(FIELD) >= 0) {
            return Optional.empty();
        }
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (0x02 | parity);
        BigIntegers.asUnsignedByteArray(x, compressed, 1, 32);
        try {
            return Optional.of(SECP256K1.getCurve().decodePoint(compressed));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Signature sign(byte[] privateKey, byte[] digest) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(scalar(privateKey), DOMAIN));
        BigInteger[] pair = signer.generateSignature(digest);
        byte[] rs = new byte[64];
        BigIntegers.asUnsignedByteArray(pair[0], rs, 0, 32);
        BigIntegers.asUnsignedByteArray(pair[1].min(ORDER.subtract(pair[1])), rs, 32, 32);
        return Signature.leadingTo(publicKey(privateKey), rs, digest, this);
    }

    @Override
    public PublicKey publicKey(byte[] privateKey) {
        return key(new FixedPointCombMultiplier().multiply(SECP256K1.getG(), scalar(privateKey)));
    }

    private static BigInteger scalar(byte[] privateKey) {
        BigInteger scalar = new BigInteger(1, privateKey);
        if (privateKey.length != 32 || !isScalar(scalar)) {
            throw new IllegalArgumentException("not a private key");
        }
        return scalar;
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(ORDER) < 0;
    }

    private static PublicKey key(ECPoint point) {
        return new PublicKey(Bytes.of(point.getEncoded(false)));
    }
}
