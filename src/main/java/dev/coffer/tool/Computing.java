package dev.coffer.tool;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Where is computed what takes longer than a moment: on a few threads, in order of arrival. They
 * are the system's own, which takes the processor from them for whatever is short; a virtual thread
 * would keep its carrier from all other calls until it is done. And they have clocks of their own,
 * which a {@link TimeBudget} goes by.
 */
final class Computing {

    private static final int PATIENCE_MS = 2_000;
    private static final int RETRY_MS = 500;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    Computing(int count) {
        threads =
                new ThreadPoolExecutor(
                        count,
                        count,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("tool-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a work when it is its turn, and waits for it.
     *
     * @throws Problem 503 if its turn does not come soon; or what the work throws
     */
    <T> T of(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        threads.execute(task);
        try {
            return inTime(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            threads.remove(task);
            throw overloaded();
        } catch (ExecutionException e) {
            switch (Objects.requireNonNullElse(e.getCause(), e)) {
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                default -> throw new IllegalStateException(e);
            }
        }
    }

    private <T> T inTime(FutureTask<T> task) throws InterruptedException, ExecutionException {
        try {
            return task.get(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (threads.remove(task)) {
                throw overloaded();
            }
            return task.get(); // It is under way, and ends with its budget.
        }
    }

    private static Problem overloaded() {
        return new Problem(ErrorCode.OVERLOADED, "Too many calls compute just now; try again soon.")
                .retryAfterMs(RETRY_MS);
    }
}
