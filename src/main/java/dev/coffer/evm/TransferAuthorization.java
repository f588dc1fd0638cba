package dev.coffer.evm;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A holder's word that so much of a token may be moved, once, in a window of time: EIP-3009's
 * {@code TransferWithAuthorization}, signed as typed data (EIP-712).
 *
 * @param value in the token's smallest unit
 * @param validAfter seconds since 1970, as is the end
 * @param nonce 32 bytes of the holder's choice, in hex; each moves money once
 */
public record TransferAuthorization(
        EvmAddress from,
        EvmAddress to,
        BigInteger value,
        BigInteger validAfter,
        BigInteger validBefore,
        String nonce) {

    /** The contract that a signature is for. */
    public record Domain(String name, String version, long chainId, EvmAddress contract) {

        private static final byte[] TYPE =
                hash(
                        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

        byte[] separator() {
            return Keccak.hash(
                    TYPE,
                    hash(name),
                    hash(version),
                    word(BigInteger.valueOf(chainId)),
                    word(contract));
        }
    }

    private static final byte[] TYPE =
            hash(
                    "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)");

    private static final int WORD = 32;
    private static final byte[] TYPED_DATA = {0x19, 0x01};

    public TransferAuthorization {
        if (!nonce.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a nonce has 32 bytes");
        }
        for (BigInteger number : new BigInteger[] {value, validAfter, validBefore}) {
            if (number.signum() < 0 || number.bitLength() > 8 * WORD) {
                throw new IllegalArgumentException("not a number of 256 bits");
            }
        }
    }

    /** What is signed. */
    public byte[] digest(Domain domain) {
        byte[] struct =
                Keccak.hash(
                        TYPE,
                        word(from),
                        word(to),
                        word(value),
                        word(validAfter),
                        word(validBefore),
                        HexFormat.of().parseHex(nonce));
        return Keccak.hash(TYPED_DATA, domain.separator(), struct);
    }

    /** Who signed it, in the form that the token's contract takes; empty if that is none. */
    public Optional<EvmAddress> signer(Domain domain, byte[] signature) {
        return RecoverableSignature.of(signature)
                .filter(RecoverableSignature::isLowS)
                .flatMap(signed -> signed.signer(digest(domain)));
    }

    private static byte[] hash(String text) {
        return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] word(EvmAddress address) {
        return word(new BigInteger(address.digits(), 16));
    }

    private static byte[] word(BigInteger number) {
        byte[] word = new byte[WORD];
        byte[] bytes = number.toByteArray();
        int skipped = Math.max(0, bytes.length - WORD); // The sign's own byte.
        System.arraycopy(
                bytes, skipped, word, WORD - bytes.length + skipped, bytes.length - skipped);
        return word;
    }
}
