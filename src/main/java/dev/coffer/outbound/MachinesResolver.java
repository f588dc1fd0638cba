package dev.coffer.outbound;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/**
 * Leaves the names of hosts to the machine's own resolver. A library that looks up records of the
 * DNS would offer the JVM its own in that place, for all that this process connects to.
 */
public final class MachinesResolver extends InetAddressResolverProvider {

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return configuration.builtinResolver();
    }

    @Override
    public String name() {
        return "machine";
    }
}
