package dev.coffer.stacks;

import java.util.Optional;

/**
 * What is needed of secp256k1. Both kinds give the same results for all inputs; the native one is
 * several times faster, the other runs wherever a JVM does.
 */
public sealed interface Curve permits LibSecp256k1Curve, BouncyCastleCurve {

    /** The native curve where its library loads, the portable one otherwise. */
    Curve FASTEST = LibSecp256k1Curve.load().<Curve>map(c -> c).orElseGet(BouncyCastleCurve::new);

    /**
     * The key that signed a digest of 32 bytes; empty if the signature is not one: recovery id over
     * 3, r or s out of range, no such point. A high s is recovered too.
     */
    Optional<PublicKey> recover(Signature signature, byte[] digest);

    /** Signs a digest of 32 bytes: deterministic by RFC 6979, low s. */
    Signature sign(byte[] privateKey, byte[] digest);

    /**
     * The public key of 32 bytes of private key.
     *
     * @throws IllegalArgumentException if they are zero or not under the order of the curve
     */
    PublicKey publicKey(byte[] privateKey);
}
