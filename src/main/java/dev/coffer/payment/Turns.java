package dev.coffer.payment;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request at a time works with a payment, and with an operation that payments name, on this
 * node; the others wait for it and then find its answer. Between nodes the payment's row decides.
 */
public final class Turns {

    /** Below the timeouts of clients and proxies (x402-stacks gives up after 15 to 50 s). */
    static final long WAIT_SECONDS = 25;

    private static final long RETRY_MS = 2_000;

    /** Held until closed. */
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();

    /**
     * Takes all of them, in an order that all keep.
     *
     * @throws Problem 409 {@code payment_in_progress} if another request holds one too long
     */
    public Turn take(List<String> names) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        Deque<Turn> taken = new ArrayDeque<>();
        Turn all = () -> taken.forEach(Turn::close);
        try {
            names.stream().distinct().sorted().forEach(name -> taken.push(take(name, deadline)));
        } catch (Problem problem) {
            all.close();
            throw problem;
        }
        return all;
    }

    private Turn take(String name, long deadline) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        while (true) {
            CompletableFuture<Void> other = held.putIfAbsent(name, mine);
            if (other == null) {
                return turn(name, mine);
            }
            try {
                other.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw inProgress();
            } catch (TimeoutException | ExecutionException e) {
                throw inProgress();
            }
        }
    }

    /** The same without a wait; empty if a request holds it. */
    Optional<Turn> takeIfFree(String name) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        return held.putIfAbsent(name, mine) == null
                ? Optional.of(turn(name, mine))
                : Optional.empty();
    }

    private Turn turn(String name, CompletableFuture<Void> mine) {
        return () -> {
            held.remove(name, mine);
            mine.complete(null);
        };
    }

    /** The refusal of whoever waited too long. */
    static Problem inProgress() {
        return new Problem(
                        ErrorCode.PAYMENT_IN_PROGRESS,
                        "Another request with this payment is being answered; send the same again.")
                .retryAfterMs(RETRY_MS);
    }
}
