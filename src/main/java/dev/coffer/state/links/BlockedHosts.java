package dev.coffer.state.links;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The hosts to which no link may lead, as an operator lists them: a file with a host a line, which
 * stands for all below it, too. Empty lines, and what follows a {@code #}, are passed over.
 */
public final class BlockedHosts {

    private static final System.Logger LOG = System.getLogger(BlockedHosts.class.getName());

    private final Optional<Path> file;
    private volatile Set<String> hosts = Set.of();

    private BlockedHosts(Optional<Path> file) {
        this.file = file;
    }

    public static BlockedHosts none() {
        return new BlockedHosts(Optional.empty());
    }

    /**
     * @throws IOException if it can't be read
     * @throws IllegalArgumentException with the line that is no host
     */
    public static BlockedHosts of(Path file) throws IOException {
        BlockedHosts blocked = new BlockedHosts(Optional.of(file));
        blocked.hosts = read(file);
        return blocked;
    }

    /** Takes in what changed in the file; if it can't be read, what held goes on to hold. */
    public void reread() {
        file.ifPresent(path -> {
            try {
                hosts = read(path);
                LOG.log(System.Logger.Level.INFO, "{0} hosts are blocked for links", hosts.size());
            } catch (IOException | IllegalArgumentException e) {
                LOG.log(System.Logger.Level.ERROR, "the blocked hosts stay as they were: " + e);
            }
        });
    }

    boolean has(String host) {
        Set<String> all = hosts;
        if (all.isEmpty()) {
            return false;
        }
        for (String at = host; ; at = at.substring(at.indexOf('.') + 1)) {
            if (all.contains(at)) {
                return true;
            }
            if (at.indexOf('.') < 0) {
                return false;
            }
        }
    }

    private static Set<String> read(Path file) throws IOException {
        Set<String> hosts = new HashSet<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String host = lines.get(i).replaceFirst("#.*", "").strip();
            if (!host.isEmpty()) {
                try {
                    hosts.add(TargetUrl.of("http://" + host).host());
                } catch (RuntimeException e) {
                    throw new IllegalArgumentException(
                            "%s, line %d, is no host: %s".formatted(file, i + 1, host), e);
                }
            }
        }
        return Set.copyOf(hosts);
    }
}
