package dev.coffer.stacks;

import java.util.Arrays;
import java.util.Optional;

/**
 * A Stacks address: a version, which says network and kind, and a hash160 (SIP-005, c32check).
 *
 * <p>Two addresses are equal if version and hash are; texts are never compared. {@link #parse}
 * takes the one canonical text of an address and no other: upper case, 24 bytes in all, a right
 * checksum. Whether a version belongs to a network is {@link StacksNetwork#owns}'s to say.
 */
public record StacksAddress(int version, Hash160 hash) {
    private static final int CHECKSUM_BYTES = 4;
    private static final int MAX_CHARS = 41;

    public StacksAddress {
        if (version < 0 || version > 31) {
            throw new IllegalArgumentException("an address version is 0 to 31, not " + version);
        }
    }

    public static Optional<StacksAddress> parse(String text) {
        if (text.length() < 2 || text.length() > MAX_CHARS || text.charAt(0) != 'S') {
            return Optional.empty();
        }
        int version = C32.value(text.charAt(1));
        if (version < 0) {
            return Optional.empty();
        }
        return C32.decode(text.substring(2))
                .filter(data -> data.length == Hash160.BYTES + CHECKSUM_BYTES)
                .map(data -> Bytes.of(Arrays.copyOf(data, Hash160.BYTES)))
                .map(hash -> new StacksAddress(version, new Hash160(hash)))
                // Printing it again checks the checksum and that no other text means the same.
                .filter(address -> address.text().equals(text));
    }

    /** As people write it: {@code SP...}, {@code ST...}; 28 to 41 characters. */
    public String text() {
        byte[] bytes = hash.value().array();
        byte[] checksum = Hashes.sha256(Hashes.sha256(new byte[] {(byte) version}, bytes));
        byte[] data = Arrays.copyOf(bytes, Hash160.BYTES + CHECKSUM_BYTES);
        System.arraycopy(checksum, 0, data, Hash160.BYTES, CHECKSUM_BYTES);
        return "S" + C32.character(version) + C32.encode(data);
    }

    @Override
    public String toString() {
        return text();
    }
}
