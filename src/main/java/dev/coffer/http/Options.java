package dev.coffer.http;

import java.time.Duration;
import java.util.Optional;

/**
 * Where the server listens and how it treats those who connect.
 *
 * @param host the address to listen on
 * @param port the port; 0 picks one
 * @param publicUrl the base of links to this service; without it, it is made of the Host header
 * @param trustProxy whether what a proxy in front says of the caller is believed: see {@link
 *     Forwarded}
 * @param origins which web pages may read answers
 * @param bodyBudgetBytes the memory that the bodies of all calls in flight may take together
 */
public record Options(
        String host,
        int port,
        Optional<String> publicUrl,
        boolean trustProxy,
        Origins origins,
        Patience patience,
        long bodyBudgetBytes) {

    /**
     * How long clients are waited for.
     *
     * @param head for a request's head to be complete
     * @param body for a body, besides the time that it needs at the slowest rate allowed
     * @param idle for the next request on an open connection
     * @param room of a body for memory
     * @param close for calls in flight when the server stops
     */
    public record Patience(
            Duration head, Duration body, Duration idle, Duration room, Duration close) {

        public static final Patience USUAL =
                new Patience(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(75),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30));
    }

    public static Options listen(String host, int port) {
        return new Options(
                host,
                port,
                Optional.empty(),
                false,
                new Origins(false),
                Patience.USUAL,
                Runtime.getRuntime().maxMemory() / 4);
    }

    public Options withPublicUrl(String url) {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        return new Options(
                host, port, Optional.of(base), trustProxy, origins, patience, bodyBudgetBytes);
    }

    public Options behindProxy() {
        return new Options(host, port, publicUrl, true, origins, patience, bodyBudgetBytes);
    }

    /** For requests of this machine only: see {@link Origins}. */
    public Options localOnly() {
        return new Options(
                host, port, publicUrl, trustProxy, new Origins(true), patience, bodyBudgetBytes);
    }

    public Options withPatience(Patience other) {
        return new Options(host, port, publicUrl, trustProxy, origins, other, bodyBudgetBytes);
    }

    public Options withBodyBudgetBytes(long bytes) {
        return new Options(host, port, publicUrl, trustProxy, origins, patience, bytes);
    }
}
