package dev.coffer.tool.net;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.outbound.Outbound;
import dev.coffer.outbound.OutboundLimits;
import dev.coffer.room.Room;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The tools for the net. */
public final class NetRoom {

    private NetRoom() {}

    /**
     * The room, which closes what it is given.
     *
     * @param outbound what callers name is reached through it
     */
    public static Room room(Outbound outbound, GeoDatabase geo) {
        List<Endpoint<?, ?>> endpoints = new ArrayList<>();
        endpoints.add(HttpProbe.of(outbound));
        endpoints.add(CorsProxy.of(outbound));
        // Certificates are good or not by the time of everybody.
        endpoints.add(SslCheck.of(outbound, InstantSource.system()));
        endpoints.add(DnsLookup.of(outbound));
        endpoints.add(IpInfo.of(geo));
        endpoints.addAll(CallerInfo.of(geo));
        return Room.of("net", "Hosts, certificates, names and addresses of the net; who calls")
                .limits(OutboundLimits.values())
                .sells(endpoints.toArray(Endpoint<?, ?>[]::new))
                .works(() -> outbound)
                .works(() -> geo);
    }
}
