package dev.coffer.harness;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A call on a thread of its own, and how to wait for what others do. */
public final class Call<R> {

    private static final long PATIENCE_SECONDS = 120;

    private final CompletableFuture<R> outcome = new CompletableFuture<>();
    private final Thread thread;

    private Call(Supplier<R> body) {
        this.thread =
                Thread.startVirtualThread(() -> {
                    try {
                        outcome.complete(body.get());
                    } catch (Throwable e) {
                        outcome.completeExceptionally(e);
                    }
                });
    }

    public static <R> Call<R> start(Supplier<R> body) {
        return new Call<>(body);
    }

    public static Call<Boolean> run(Runnable body) {
        return new Call<>(() -> {
            body.run();
            return true;
        });
    }

    /** Does something many times at once: all stand ready before the first begins. */
    public static <R> List<R> together(int times, IntFunction<R> what) {
        CountDownLatch go = new CountDownLatch(1);
        List<Call<R>> calls =
                IntStream.range(0, times)
                        .mapToObj(number ->
                                start(() -> {
                                    awaited(go);
                                    return what.apply(number);
                                }))
                        .toList();
        go.countDown();
        return calls.stream().map(Call::get).toList();
    }

    public static void awaited(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns once the call waits for its turn. */
    public Call<R> parked() {
        until("the call waits", () -> thread.getState() == Thread.State.WAITING);
        return this;
    }

    public boolean isDone() {
        return outcome.isDone();
    }

    /** What the call gave; fails the test if it threw. */
    public R get() {
        try {
            return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("the call failed", e.getCause());
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the call does not end", e);
        }
    }

    /** What the call threw; fails the test if it did not. */
    public Throwable failure() {
        try {
            R result = outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("the call gave " + result);
        } catch (ExecutionException e) {
            return outcome.exceptionNow();
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError("the call does not end", e);
        }
    }

    /** Looks again and again until it is so. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, PATIENCE_SECONDS, condition);
    }

    public static void until(String what, long seconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited in vain until " + what);
            }
            Thread.yield();
        }
    }
}
