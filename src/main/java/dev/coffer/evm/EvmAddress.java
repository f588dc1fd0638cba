package dev.coffer.evm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address of a key, the same on all chains of this kind: the last 20 bytes of the hash of the
 * public key.
 *
 * @param digits 40 hex digits, lower case
 */
public record EvmAddress(String digits) {
    private static final int BYTES = 20;
    private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern TEXT = Pattern.compile("0x[0-9a-fA-F]{40}");

    public EvmAddress {
        if (!DIGITS.matcher(digits).matches()) {
            throw new IllegalArgumentException("an address has 40 hex digits");
        }
    }

    /** Of a point of the curve in its uncompressed form: {@code 04}, 32 bytes x, 32 bytes y. */
    public static EvmAddress ofPublicKey(byte[] point) {
        byte[] hash = Keccak.hash(Arrays.copyOfRange(point, 1, point.length));
        return new EvmAddress(HexFormat.of().formatHex(hash, hash.length - BYTES, hash.length));
    }

    /** With {@code 0x} before it; in one case, or in both with the right checksum (ERC-55). */
    public static Optional<EvmAddress> parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            return Optional.empty();
        }
        String digits = text.substring(2);
        EvmAddress address = new EvmAddress(digits.toLowerCase(Locale.ROOT));
        boolean oneCase =
                digits.equals(address.digits)
                        || digits.equals(address.digits.toUpperCase(Locale.ROOT));
        return Optional.of(address).filter(a -> oneCase || a.text().equals(text));
    }

    /** The one text by which it is an owner: with its checksum in the letters' case (ERC-55). */
    public String text() {
        byte[] hash = Keccak.hash(digits.getBytes(StandardCharsets.US_ASCII));
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++) {
            int nibble = hash[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf;
            char digit = digits.charAt(i);
            text.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
