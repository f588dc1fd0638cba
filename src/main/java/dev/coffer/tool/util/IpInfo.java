package dev.coffer.tool.util;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Gives;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.tool.InternetAddress;
import dev.coffer.tool.Toolbox;

import java.net.InetAddress;
import java.util.Optional;

/** What an internet address says by itself: its kind and its reach. */
final class IpInfo {

    private static final Shape<Optional<String>> IP =
            Shape.of(
                    ip -> ip,
                    Field.text("ip", 1, 45, "An address; the caller's if it is left out.")
                            .optional());

    record Told(String ip, int version, String normalized, String scope) {}

    private IpInfo() {}

    static Endpoint<?, ?> of(Toolbox tools) {
        return tools.heavy(
                "/api/util/ip-info",
                IP,
                Gives.json(Told.class),
                "Says of what kind an internet address is, and how far it reaches.",
                "{\"ip\": \"2001:db8::1\"}",
                IpInfo::told);
    }

    private static Reply<Told> told(Call<Optional<String>> call) {
        String ip = call.input().orElse(call.request().remoteAddress());
        if (InternetAddress.isDotted(ip)) {
            return Reply.of(new Told(ip, 4, ip, scope(InetAddress.ofLiteral(ip))));
        }
        String normal =
                InternetAddress.v6(ip)
                        .orElseThrow(
                                () -> Problem.invalid("ip", "must be an IPv4 or IPv6 address"));
        return Reply.of(new Told(ip, 6, normal, scope(InetAddress.ofLiteral(normal))));
    }

    private static String scope(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean unique = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
        return address.isLoopbackAddress()
                ? "loopback"
                : address.isAnyLocalAddress()
                        ? "unspecified"
                        : address.isLinkLocalAddress()
                                ? "link-local"
                                : address.isMulticastAddress()
                                        ? "multicast"
                                        : address.isSiteLocalAddress() || unique || shared
                                                ? "private"
                                                : "global";
    }
}
