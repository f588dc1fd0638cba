package dev.coffer.stacks;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Messages that wallets sign without any transaction: plain text, and structured data (SIP-018).
 *
 * <p>That a message was signed says who signed it, not when or for whom: the text must name the
 * domain and something that is used once.
 */
public final class StacksMessage {
    /** The first character is the length of the rest. */
    private static final byte[] PLAIN_PREFIX =
            "\u0017Stacks Signed Message:\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] STRUCTURED_PREFIX = "SIP018".getBytes(StandardCharsets.US_ASCII);

    private StacksMessage() {}

    /** What is signed of a text. */
    public static byte[] plainHash(String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        return Hashes.sha256(PLAIN_PREFIX, variableLength(message.length), message);
    }

    /** A length as Bitcoin writes it: in one byte, or little-endian in two or four after a mark. */
    private static byte[] variableLength(int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int bytes = 1;
        if (length > 0xffff) {
            out.write(0xfe);
            bytes = 4;
        } else if (length >= 0xfd) {
            out.write(0xfd);
            bytes = 2;
        }
        for (int i = 0; i < bytes; i++) {
            out.write(length >>> (8 * i));
        }
        return out.toByteArray();
    }

    /** What is signed of structured data, which may be any value. */
    public static byte[] structuredHash(ClarityValue.Tuple domain, ClarityValue message) {
        return Hashes.sha256(
                STRUCTURED_PREFIX, Hashes.sha256(domain.bytes()), Hashes.sha256(message.bytes()));
    }

    /** The application that a signature is for. */
    public static ClarityValue.Tuple domain(String name, String version, StacksNetwork network) {
        BigInteger chainId = BigInteger.valueOf(Integer.toUnsignedLong(network.chainId()));
        return new ClarityValue.Tuple(
                new TreeMap<>(
                        Map.of(
                                "name", new ClarityValue.AsciiText(name),
                                "version", new ClarityValue.AsciiText(version),
                                "chain-id", new ClarityValue.UInt(chainId))));
    }

    /**
     * Whether a hash of this class was signed by the key of an address. Takes a signature in the
     * order r, s, recovery id, or else recovery id, r, s: some wallets write it so.
     */
    public static boolean isSignedBy(
            StacksAddress address, StacksNetwork network, byte[] hash, Bytes signature) {
        return signature.size() == Signature.BYTES
                && (isSignedBy(address, network, hash, Signature.ofRsv(signature))
                        || isSignedBy(address, network, hash, new Signature(signature)));
    }

    /**
     * Who signed a hash of this class, as the address of one key; in the order r, s, recovery id.
     */
    public static Optional<StacksAddress> signer(
            StacksNetwork network, byte[] hash, Bytes signature) {
        return signature.size() != Signature.BYTES
                ? Optional.empty()
                : Curve.FASTEST
                        .recover(Signature.ofRsv(signature), hash)
                        .map(key -> HashMode.P2PKH.signer(key, true))
                        .map(signer -> network.address(HashMode.P2PKH, signer));
    }

    private static boolean isSignedBy(
            StacksAddress address, StacksNetwork network, byte[] hash, Signature signature) {
        return Curve.FASTEST.recover(signature, hash).stream()
                .flatMap(key ->
                        Arrays.stream(HashMode.values())
                                .map(mode -> network.address(mode, mode.signer(key, true))))
                .anyMatch(address::equals);
    }
}
