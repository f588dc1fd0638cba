package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.Remote;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.ThreadLocalRandom;

/** Pops that wait, on connections of their own, until they are closed. */
public final class WaitingPops implements AutoCloseable {

    private static final HttpCall PUSH =
            HttpCall.post(
                    "/api/queue/push",
                    "{\"queue\":\"jobs\",\"maxAttempts\":1,\"payload\":\"" + Load.VALUE + "\"}");

    /** What woke by the last job waits again by then. */
    private static final long BETWEEN_MS = 2;

    /**
     * How long jobs took from before their push was sent, over HTTP, until a pop's answer was
     * there.
     *
     * @param waiting how many waited, all owners together
     */
    public record Delivered(String where, int waiting, double p50Ms, double p99Ms) {}

    private final int count;
    private final Pollers pollers;

    private WaitingPops(int count, Pollers pollers) {
        this.count = count;
        this.pollers = pollers;
    }

    /**
     * Has so many wait, dealt out among the owners there.
     *
     * @throws Failure if there may not be so many connections
     */
    public static WaitingPops at(BenchTarget target, int count) throws IOException {
        return new WaitingPops(count, Pollers.at(target, count));
    }

    /**
     * Pushes jobs at a server, each when the one before it was delivered; twice as many first,
     * which do not count.
     */
    public Delivered deliver(String where, BenchTarget pushes, int jobs) throws IOException {
        try (LightConnection connection = new LightConnection(pushes.address())) {
            push(connection, pushes, 2 * jobs);
            Latencies latencies = push(connection, pushes, jobs);
            return new Delivered(where, count, latencies.ms(0.5), latencies.ms(0.99));
        }
    }

    private Latencies push(LightConnection connection, BenchTarget pushes, int jobs)
            throws IOException {
        String host = URI.create(pushes.url()).getAuthority();
        Latencies latencies = new Latencies();
        for (int i = 0; i < jobs; i++) {
            // Of those owners only somebody waits.
            int owners = Math.min(count, pushes.owners().size());
            String owner = pushes.owners().get(ThreadLocalRandom.current().nextInt(owners));
            LoadRequest request = new LoadRequest(PUSH, host, owner);
            long began = System.nanoTime();
            int status = connection.call(request.of(0));
            if (status != 200) {
                throw new Failure("a push was answered " + status);
            }
            latencies.add(pollers.delivered() - began);
            Remote.pause(BETWEEN_MS);
        }
        return latencies;
    }

    /** Those that do not wait any more, and why the first does not; empty if there are none. */
    public String errors() {
        return pollers.errors();
    }

    @Override
    public void close() throws IOException {
        pollers.close();
    }
}
