package dev.coffer.evm;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Texts that wallets sign without any transaction: {@code personal_sign} (EIP-191, version E). */
public final class PersonalMessage {

    /** Of a signature: r, s, v. */
    public static final int SIGNATURE_BYTES = RecoverableSignature.BYTES;

    private PersonalMessage() {}

    /** What is signed of a text. */
    public static byte[] hash(String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        String prefix = "\u0019Ethereum Signed Message:\n" + message.length;
        return Keccak.hash(prefix.getBytes(StandardCharsets.US_ASCII), message);
    }

    /** Who signed a text; empty if that is no signature. */
    public static Optional<EvmAddress> signer(String text, byte[] signature) {
        return RecoverableSignature.of(signature).flatMap(signed -> signed.signer(hash(text)));
    }
}
