package dev.coffer.tool.net;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import dev.coffer.endpoint.Call;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.tool.InternetAddress;

import java.net.InetAddress;
import java.util.Optional;

/** What an internet address says by itself, and where it is if the operator has a file for that. */
final class IpInfo {

    private static final Shape<Optional<String>> IP =
            Shape.of(
                    ip -> ip,
                    Field.text("ip", 1, 45, "An address; the caller's if it is left out.")
                            .map(IpInfo::required)
                            .optional());

    /**
     * The answer.
     *
     * @param note why it does not say where that is
     */
    record Told(
            String ip,
            int version,
            String normalized,
            String scope,
            @JsonUnwrapped GeoDatabase.Place place,
            @JsonUnwrapped GeoDatabase.Holder holder,
            Optional<String> note) {}

    private IpInfo() {}

    static Endpoint<?, ?> of(GeoDatabase geo) {
        return Endpoint.pure("/api/util/ip-info", IP, Told.class)
                .costs(Tier.SIMPLE)
                .aboutNothing()
                .says(
                        "Says of what kind an internet address is, how far it reaches, and where it is.")
                .example("{\"ip\": \"2001:db8::1\"}")
                .does(call -> Reply.of(told(geo, call)));
    }

    private static String required(String ip) {
        if (!InternetAddress.isDotted(ip) && InternetAddress.v6(ip).isEmpty()) {
            throw Problem.invalid(
                    "ip", "must be an address of IPv4 or IPv6, like 192.0.2.1 or ::1");
        }
        return ip;
    }

    private static Told told(GeoDatabase geo, Call<Optional<String>> call) {
        String ip = call.input().orElseGet(() -> call.request().remoteAddress());
        boolean four = InternetAddress.isDotted(ip);
        String normal = four ? ip : InternetAddress.v6(ip).orElse(ip);
        InetAddress address = InetAddress.ofLiteral(normal);
        return new Told(
                ip,
                four ? 4 : 6,
                normal,
                scope(address),
                geo.place(address),
                geo.holder(address),
                geo.missing()
                        .map(_ -> "This service has no database that says where addresses are."));
    }

    private static String scope(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean unique = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40;
        if (address.isLoopbackAddress()) {
            return "loopback";
        }
        if (address.isAnyLocalAddress()) {
            return "unspecified";
        }
        if (address.isLinkLocalAddress()) {
            return "link-local";
        }
        if (address.isMulticastAddress()) {
            return "multicast";
        }
        return address.isSiteLocalAddress() || unique || shared ? "private" : "global";
    }
}
