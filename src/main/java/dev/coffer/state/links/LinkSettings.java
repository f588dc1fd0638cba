package dev.coffer.state.links;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an operator says of links.
 *
 * @param countryHeader the header in which the proxy in front names a caller's country
 * @param blocked where no link may lead
 * @param takeDowns the directory through which links are taken down while the store is served
 */
public record LinkSettings(
        Optional<String> countryHeader, BlockedHosts blocked, Optional<Path> takeDowns) {

    public static LinkSettings usual() {
        return new LinkSettings(Optional.empty(), BlockedHosts.none(), Optional.empty());
    }
}
