package dev.coffer.payment.receipt;

import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/**
 * An Ed25519 key (RFC 8032) that signs receipts. Signatures are the same each time, so that a
 * receipt can be made again.
 *
 * @param id a DID URL of the method {@code key}, which is the public key itself: whoever has a
 *     receipt can check it without asking anybody
 * @param publicKey as a JWK (RFC 8037) has it
 */
record ReceiptKey(String id, String publicKey, PrivateKey privateKey) {

    private static final String ALGORITHM = "Ed25519";

    /** The multicodec {@code ed25519-pub}, as a varint. */
    private static final byte[] ED25519_PUB = {(byte) 0xed, 0x01};

    private static final String BASE58 =
            "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    /**
     * @param seed 32 bytes: the private key, of which the JDK can't make the public one
     */
    static ReceiptKey of(byte[] seed) {
        byte[] point = new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
        byte[] coded = new byte[ED25519_PUB.length + point.length];
        System.arraycopy(ED25519_PUB, 0, coded, 0, ED25519_PUB.length);
        System.arraycopy(point, 0, coded, ED25519_PUB.length, point.length);
        String multibase = "z" + base58(coded);
        try {
            PrivateKey key =
                    KeyFactory.getInstance(ALGORITHM)
                            .generatePrivate(
                                    new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
            return new ReceiptKey(
                    "did:key:%s#%s".formatted(multibase, multibase),
                    BASE64URL.encodeToString(point),
                    key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Base58 as Bitcoin has it, of bytes that do not begin with a zero. */
    private static String base58(byte[] bytes) {
        BigInteger base = BigInteger.valueOf(BASE58.length());
        StringBuilder digits = new StringBuilder();
        for (BigInteger rest = new BigInteger(1, bytes);
                rest.signum() > 0;
                rest = rest.divide(base)) {
            digits.append(BASE58.charAt(rest.mod(base).intValue()));
        }
        return digits.reverse().toString();
    }

    /** A JWS in its compact form (RFC 7515), of a head and a payload. */
    String sign(byte[] head, byte[] payload) {
        String input = BASE64URL.encodeToString(head) + "." + BASE64URL.encodeToString(payload);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + BASE64URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
