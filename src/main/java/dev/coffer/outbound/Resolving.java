package dev.coffer.outbound;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;
import dev.coffer.outbound.Unreachable.Reason;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves names with a time-out: the machine's resolver blocks as long as it likes, in a call that
 * a virtual thread can't leave, so it does so on threads of its own.
 */
final class Resolving implements AutoCloseable {

    private static final int THREADS = 64;
    private static final int IDLE_SECONDS = 10;
    private static final int MOST_MS = 5_000;

    private final Outside outside;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("resolver-", 0).factory());

    Resolving(Outside outside) {
        this.outside = outside;
    }

    /** All addresses of a host, without its name: nobody can ask it once more by them. */
    List<InetAddress> addresses(String host, Until until) throws Unreachable {
        Future<List<InetAddress>> found;
        try {
            found = threads.submit(() -> outside.resolve(host));
        } catch (RejectedExecutionException e) {
            throw new Problem(
                            ErrorCode.OVERLOADED,
                            "Too many names are looked up just now; try again.")
                    .retryAfterMs(MOST_MS);
        }
        try {
            List<InetAddress> addresses =
                    found.get(Math.min(MOST_MS, until.leftMs()), TimeUnit.MILLISECONDS);
            if (!addresses.isEmpty()) {
                return addresses.stream().map(PublicAddresses::bare).distinct().toList();
            }
        } catch (TimeoutException e) {
            throw new Unreachable(Reason.TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable(Reason.TIMEOUT);
        } catch (ExecutionException e) {
            // There is no such name, or nobody knows.
        } finally {
            found.cancel(true);
        }
        throw new Unreachable(Reason.NAME_NOT_FOUND);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
