package dev.coffer.outbound;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses belong to the public internet. What is not global unicast by the IANA registries
 * of special-purpose addresses (RFC 6890) does not, nor does what carries an address of IPv4 inside
 * one of IPv6: a translator on the way could lead it anywhere.
 */
final class PublicAddresses {

    private record Range(byte[] network, int bits) {

        static Range of(String text) {
            int slash = text.indexOf('/');
            try {
                return new Range(
                        InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                        Integer.parseInt(text.substring(slash + 1)));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("not a range: " + text, e);
            }
        }

        boolean has(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = bits / 8;
            int mask = 0xff00 >> bits % 8 & 0xff;
            return Arrays.equals(address, 0, whole, network, 0, whole)
                    && (mask == 0 || ((address[whole] ^ network[whole]) & mask) == 0);
        }
    }

    private static final List<Range> NOT_PUBLIC =
            ranges(
                    "0.0.0.0/8", // this network, unspecified
                    "10.0.0.0/8",
                    "100.64.0.0/10", // carriers' NAT
                    "127.0.0.0/8",
                    "168.63.129.16/32", // Azure's host, behind every machine there
                    "169.254.0.0/16", // link-local, metadata of clouds
                    "172.16.0.0/12",
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16",
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "2001::/23", // protocol assignments, Teredo, ORCHID
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4
                    "3fff::/20"); // documentation

    /** All global unicast of IPv6 that is assigned; loopback, ULA, NAT64 and such lie outside. */
    private static final Range GLOBAL = Range.of("2000::/3");

    private PublicAddresses() {}

    private static List<Range> ranges(String... texts) {
        return Arrays.stream(texts).map(Range::of).toList();
    }

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean global = address instanceof Inet4Address || GLOBAL.has(bytes) && !isIsatap(bytes);
        return global && NOT_PUBLIC.stream().noneMatch(range -> range.has(bytes));
    }

    /** An interface identifier that carries an address of IPv4 (RFC 5214). */
    private static boolean isIsatap(byte[] address) {
        return (address[8] & 0xfd) == 0
                && address[9] == 0
                && address[10] == 0x5e
                && (address[11] & 0xff) == 0xfe;
    }

    /** The address without the name that it was found by, and without a scope. */
    static InetAddress bare(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of another length", e);
        }
    }
}
