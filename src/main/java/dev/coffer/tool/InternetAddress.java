package dev.coffer.tool;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Internet addresses as the hosts of URLs: every way to write one, and the one that is normal. */
public final class InternetAddress {

    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern DOTTED = Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})(?:\\.|$)){4}");
    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9A-Fa-f]*|[0-9]+");

    private static final int GROUPS = 8;

    private InternetAddress() {}

    /** Whether a domain is to be read as an address: its last label is a number. */
    static boolean endsInNumber(String domain) {
        String bare = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        String last = bare.substring(bare.lastIndexOf('.') + 1);
        return last.matches("[0-9]+|0[xX][0-9A-Fa-f]*");
    }

    /** One to four numbers, decimal, octal or hex, of which the last takes what is left. */
    static Optional<String> v4(String domain) {
        String bare = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
        String[] parts = bare.split("\\.", -1);
        long address = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long most = last ? 1L << 8 * (5 - parts.length) : 256;
            Optional<Long> number = parts.length > 4 ? Optional.empty() : number(parts[i]);
            if (number.isEmpty() || number.get() >= most) {
                return Optional.empty();
            }
            address += last ? number.get() : number.get() << 8 * (3 - i);
        }
        return Optional.of(
                "%d.%d.%d.%d"
                        .formatted(
                                address >> 24,
                                address >> 16 & 255,
                                address >> 8 & 255,
                                address & 255));
    }

    private static Optional<Long> number(String text) {
        if (text.length() > 20 || !NUMBER.matcher(text).matches()) {
            return Optional.empty();
        }
        boolean hex = text.startsWith("0x") || text.startsWith("0X");
        int radix = hex ? 16 : text.startsWith("0") && text.length() > 1 ? 8 : 10;
        String digits = hex ? text.substring(2) : text;
        try {
            return Optional.of(digits.isEmpty() ? 0 : Long.parseLong(digits, radix));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Four decimal numbers, none over 255, and none that others would read as octal. */
    public static boolean isDotted(String text) {
        return DOTTED.matcher(text).matches()
                && List.of(text.split("\\.")).stream().allMatch(n -> Integer.parseInt(n) < 256);
    }

    /** IPv6 in its normal form (RFC 5952), without a zone. */
    public static Optional<String> v6(String text) {
        return bytes(text).map(InternetAddress::written);
    }

    private static Optional<byte[]> bytes(String text) {
        if (!V6.matcher(text).matches() || text.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            if (bytes.length == 16) {
                return Optional.of(bytes);
            }
            byte[] mapped = new byte[16];
            mapped[10] = -1;
            mapped[11] = -1;
            System.arraycopy(bytes, 0, mapped, 12, bytes.length);
            return Optional.of(mapped);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String written(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
        }
        int from = 0;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = 0;
            while (i + zeros < GROUPS && groups[i + zeros] == 0) {
                zeros++;
            }
            if (zeros > length) {
                from = i;
                length = zeros;
            }
        }
        List<String> written = new ArrayList<>();
        for (int group : groups) {
            written.add(Integer.toHexString(group));
        }
        return length == 1
                ? String.join(":", written)
                : String.join(":", written.subList(0, from))
                        + "::"
                        + String.join(":", written.subList(from + length, GROUPS));
    }
}
