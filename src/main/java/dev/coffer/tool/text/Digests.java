package dev.coffer.tool.text;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Shape;
import dev.coffer.stacks.Hashes;
import dev.coffer.tool.Texts;
import dev.coffer.tool.Toolbox;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

/** Hashes of a text's UTF-8, and HMACs (RFC 2104) of it. */
final class Digests {

    private static String written(byte[] bytes, String encoding) {
        return encoding.equals("hex")
                ? HexFormat.of().formatHex(bytes)
                : Base64.getEncoder().encodeToString(bytes);
    }

    record Hashed(String text, String encoding) {
        static final Shape<Hashed> SHAPE =
                Shape.of(
                        Hashed::new,
                        Texts.field("text", "What to hash, as UTF-8."),
                        Texts.choice("encoding", "How to write the hash.", "hex", "base64"));
    }

    record Hash(String hash, String algorithm, String encoding, int inputLength) {}

    record Message(String message, String key, String algorithm, String encoding) {
        static final Shape<Message> SHAPE =
                Shape.of(
                        Message::new,
                        Texts.field("message", "What to authenticate, as UTF-8."),
                        Texts.field("key", "The secret, as UTF-8."),
                        Texts.choice(
                                "algorithm", "The hash within.", "SHA-256", "SHA-384", "SHA-512"),
                        Texts.choice("encoding", "How to write the code.", "hex", "base64"));
    }

    record Code(String hmac, String algorithm, String encoding) {}

    private Digests() {}

    static List<Endpoint<?, ?>> of(Toolbox tools) {
        return List.of(
                hash(tools, "sha256", "SHA-256", bytes -> jdk("SHA-256", bytes)),
                hash(tools, "sha512", "SHA-512", bytes -> jdk("SHA-512", bytes)),
                hash(tools, "keccak256", "Keccak-256", Digests::keccak),
                hash(
                        tools,
                        "hash160",
                        "Hash160 (RIPEMD160(SHA256(x)))",
                        bytes -> Hashes.hash160(bytes).value().array()),
                tools.tool(
                        "/api/text/hmac",
                        Message.SHAPE,
                        Code.class,
                        "Authenticates a text with a secret.",
                        "{\"message\": \"hello\", \"key\": \"secret\"}",
                        in ->
                                new Code(
                                        written(hmac(in), in.encoding()),
                                        in.algorithm(),
                                        in.encoding())));
    }

    private static Endpoint<Hashed, Hash> hash(
            Toolbox tools, String name, String algorithm, UnaryOperator<byte[]> digest) {
        return tools.tool(
                "/api/text/" + name,
                Hashed.SHAPE,
                Hash.class,
                algorithm + " of a text.",
                "{\"text\": \"hello\"}",
                in ->
                        new Hash(
                                written(digest.apply(Texts.utf8(in.text())), in.encoding()),
                                algorithm,
                                in.encoding(),
                                in.text().length()));
    }

    private static byte[] jdk(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }

    /** With the padding that Ethereum has, not SHA-3's. */
    private static byte[] keccak(byte[] bytes) {
        KeccakDigest digest = new KeccakDigest(256);
        digest.update(bytes, 0, bytes.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    /** By Bouncy Castle, as the JDK refuses an empty key. */
    private static byte[] hmac(Message in) {
        Digest within =
                switch (in.algorithm()) {
                    case "SHA-512" -> new SHA512Digest();
                    case "SHA-384" -> new SHA384Digest();
                    default -> new SHA256Digest();
                };
        HMac mac = new HMac(within);
        mac.init(new KeyParameter(Texts.utf8(in.key())));
        byte[] message = Texts.utf8(in.message());
        mac.update(message, 0, message.length);
        byte[] code = new byte[mac.getMacSize()];
        mac.doFinal(code, 0);
        return code;
    }
}
