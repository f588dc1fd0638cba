package dev.coffer.outbound;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The addresses of this service itself: of the machine's interfaces, and those that its public URL
 * leads to. Looked up again once a minute.
 */
final class OwnAddresses {

    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private record Known(Set<InetAddress> addresses, long atNanos) {}

    private final Optional<OutboundUrl> publicUrl;
    private final Resolving resolving;
    private volatile Optional<Known> known = Optional.empty();

    OwnAddresses(Optional<OutboundUrl> publicUrl, Resolving resolving) {
        this.publicUrl = publicUrl;
        this.resolving = resolving;
    }

    boolean isHost(String host) {
        return publicUrl.filter(url -> url.host().equals(host)).isPresent();
    }

    boolean has(InetAddress address, Until until) {
        Known now =
                known.filter(k -> System.nanoTime() - k.atNanos() < KEPT_NANOS)
                        .orElseGet(() -> new Known(lookedUp(until), System.nanoTime()));
        known = Optional.of(now);
        return now.addresses().contains(address);
    }

    private Set<InetAddress> lookedUp(Until until) {
        Set<InetAddress> addresses = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(PublicAddresses::bare)
                    .forEach(addresses::add);
        } catch (SocketException e) {
            // It has none that it knows of.
        }
        if (publicUrl.isPresent()) {
            try {
                addresses.addAll(resolving.addresses(publicUrl.get().host(), until));
            } catch (Unreachable e) {
                // Nobody can reach it there, either.
            }
        }
        return addresses;
    }
}
