package dev.coffer.state.memory.embed;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Problem;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A model at work: loaded behind the start, asked by a few threads of its own, since a native call
 * would hold up the one that carries all calls. Who waits for it, waits in a line that is bounded.
 */
public final class Embedding implements AutoCloseable {

    public static final ErrorCode MODEL_UNAVAILABLE = new ErrorCode(503, "model_unavailable");

    private static final System.Logger LOG = System.getLogger(Embedding.class.getName());

    /** The longest that a call waits for the model: to be there, and for its turn. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Texts that may wait: more would be answered too late. */
    private static final int LINE = 512;

    /** How long a start has the processors to itself, if nobody wants the model. */
    private static final long QUIET_MS = 2_000;

    private static final long FIRST_RETRY_MS = 1_000;
    private static final long LAST_RETRY_MS = 60_000;

    private final Embedder model;
    private final ThreadPoolExecutor threads;
    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    public Embedding(Embedder model) {
        this.model = model;
        this.threads =
                new ThreadPoolExecutor(
                        model.atOnce(),
                        model.atOnce(),
                        1,
                        TimeUnit.MINUTES,
                        new ArrayBlockingQueue<>(LINE),
                        Thread.ofPlatform().daemon().name("embedding-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Has the model loaded: as soon as it is wanted, or a little later. */
    public Embedding start() {
        Thread.ofPlatform().daemon().name("embedding-model").start(this::load);
        return this;
    }

    private void load() {
        isOver(wanted, QUIET_MS);
        long wait = FIRST_RETRY_MS;
        while (!isReady() && closed.getCount() > 0) {
            try {
                model.load();
                ready.countDown();
            } catch (Embedder.Unavailable e) {
                LOG.log(System.Logger.Level.ERROR, e.getMessage(), e);
                isOver(closed, wait);
                wait = Math.min(2 * wait, LAST_RETRY_MS);
            }
        }
    }

    private static boolean isOver(CountDownLatch latch, long ms) {
        try {
            return latch.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    public Embedder model() {
        return model;
    }

    public boolean isReady() {
        return ready.getCount() == 0;
    }

    /** Wants the model, and waits until it is loaded; false if it takes longer. */
    public boolean awaitReady(Duration most) {
        wanted.countDown();
        return isOver(ready, most.toMillis());
    }

    /**
     * The vector of a question.
     *
     * @throws Problem 503 {@code model_unavailable}, after a bounded wait
     */
    public float[] query(String text) {
        if (!awaitReady(PATIENCE)) {
            throw unavailable("The embedding model is being loaded; try again.");
        }
        return ask(of -> of.query(text), PATIENCE)
                .orElseThrow(() ->
                        unavailable("The embedding model has more to do than it can; try again."));
    }

    /** The vector of a text, if the model has the time for it; empty if it has not. */
    public Optional<float[]> passage(String text, Duration most) {
        return isReady() ? ask(of -> of.passage(text), most) : Optional.empty();
    }

    private Optional<float[]> ask(Function<Embedder, float[]> question, Duration most) {
        FutureTask<float[]> task = new FutureTask<>(() -> question.apply(model));
        try {
            threads.execute(task);
            return Optional.of(task.get(most.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        } catch (TimeoutException e) {
            task.cancel(false);
            threads.remove(task);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            return failed(e);
        }
    }

    private static Optional<float[]> failed(ExecutionException e) {
        switch (e.getCause()) {
            case Embedder.Unavailable cause -> {
                LOG.log(System.Logger.Level.WARNING, cause.getMessage());
                return Optional.empty();
            }
            case RuntimeException cause -> throw cause;
            case Error cause -> throw cause;
            case null, default -> throw new IllegalStateException(e);
        }
    }

    private static Problem unavailable(String detail) {
        return new Problem(MODEL_UNAVAILABLE, detail).retryAfterMs(FIRST_RETRY_MS);
    }

    @Override
    public void close() {
        closed.countDown();
        wanted.countDown();
        threads.shutdown();
        try {
            if (threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                model.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
