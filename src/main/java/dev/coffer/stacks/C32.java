package dev.coffer.stacks;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Crockford's base 32 as Stacks uses it: a big-endian integer without padding, one leading {@code
 * 0} for each leading zero byte. So the length of the text varies with the value. Upper case only,
 * and none of the look-alikes I, L, O and U that Crockford's reader would forgive.
 */
final class C32 {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final byte[] DIGITS = new byte[128];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            DIGITS[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private C32() {}

    /** The character of a value under 32. */
    static char character(int value) {
        return ALPHABET.charAt(value);
    }

    /** The value of a character, or -1 if it is not of the alphabet. */
    static int value(char character) {
        return character < DIGITS.length ? DIGITS[character] : -1;
    }

    static String encode(byte[] data) {
        StringBuilder reversed = new StringBuilder();
        int carry = 0;
        int bits = 0;
        for (int i = data.length - 1; i >= 0; i--) {
            carry |= (data[i] & 0xff) << bits;
            for (bits += 8; bits >= 5; bits -= 5) {
                reversed.append(character(carry & 31));
                carry >>>= 5;
            }
        }
        if (bits > 0) {
            reversed.append(character(carry));
        }
        int end = reversed.length();
        while (end > 0 && reversed.charAt(end - 1) == '0') {
            end--;
        }
        reversed.setLength(end);
        for (int i = 0; i < data.length && data[i] == 0; i++) {
            reversed.append('0');
        }
        return reversed.reverse().toString();
    }

    /** The bytes of a text; empty if a character is not of the alphabet. */
    static Optional<byte[]> decode(String text) {
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == '0') {
            zeros++;
        }
        ByteArrayOutputStream reversed = new ByteArrayOutputStream();
        int carry = 0;
        int bits = 0;
        for (int i = text.length() - 1; i >= zeros; i--) {
            int value = value(text.charAt(i));
            if (value < 0) {
                return Optional.empty();
            }
            carry |= value << bits;
            bits += 5;
            if (bits >= 8) {
                reversed.write(carry);
                carry >>>= 8;
                bits -= 8;
            }
        }
        if (carry > 0) {
            reversed.write(carry);
        }
        byte[] digits = reversed.toByteArray();
        int size = digits.length;
        while (size > 0 && digits[size - 1] == 0) {
            size--;
        }
        byte[] data = new byte[zeros + size];
        for (int i = 0; i < size; i++) {
            data[zeros + i] = digits[size - 1 - i];
        }
        return Optional.of(data);
    }
}
