package dev.coffer.stacks;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An immutable run of bytes with value equality, so that records that hold bytes compare as data.
 * Copies on the way in and out.
 */
public final class Bytes {
    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    public static Bytes of(byte[] value) {
        return new Bytes(value.clone());
    }

    /** That many zero bytes. */
    static Bytes zeros(int size) {
        return new Bytes(new byte[size]);
    }

    /** From hex digits of either case, without a prefix; empty if it is anything else. */
    public static Optional<Bytes> parseHex(CharSequence hex) {
        if (hex.length() % 2 != 0) {
            return Optional.empty();
        }
        byte[] value = new byte[hex.length() / 2];
        for (int i = 0; i < value.length; i++) {
            char high = hex.charAt(2 * i);
            char low = hex.charAt(2 * i + 1);
            if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
                return Optional.empty();
            }
            value[i] = (byte) (HexFormat.fromHexDigit(high) << 4 | HexFormat.fromHexDigit(low));
        }
        return Optional.of(new Bytes(value));
    }

    public byte[] array() {
        return value.clone();
    }

    /** The bytes from one index up to, not with, another. */
    Bytes slice(int from, int to) {
        return new Bytes(Arrays.copyOfRange(value, from, to));
    }

    /** Without the zero bytes at its end, by which fixed-size fields are padded. */
    Bytes withoutPadding() {
        int end = value.length;
        while (end > 0 && value[end - 1] == 0) {
            end--;
        }
        return slice(0, end);
    }

    public int size() {
        return value.length;
    }

    /** Lower-case, without a prefix. */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return hex();
    }
}
