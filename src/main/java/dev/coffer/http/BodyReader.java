package dev.coffer.http;

import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads bodies within bounds: of one body, of all that are in memory at once, and of the time that
 * a client takes for one.
 */
final class BodyReader {

    /** All bodies in memory at once may take a quarter of the heap. */
    private static final int BUDGET_KIB =
            (int) Math.min(Integer.MAX_VALUE, Runtime.getRuntime().maxMemory() / 4 / 1024);

    private static final long BUDGET_WAIT_SECONDS = 5;

    /** Below this a body is not counted: it is no larger than what a request takes anyway. */
    private static final int SMALL_BYTES = 64 * 1024;

    /** A client must be at least this fast, once its patience is used up. */
    private static final long BYTES_PER_SECOND = 16 * 1024;

    private final Semaphore budgetKib = new Semaphore(BUDGET_KIB);
    private final Duration patience;

    BodyReader(Duration patience) {
        this.patience = patience;
    }

    /** The client went away, or speaks no HTTP: there is nobody to answer. */
    static final class Gone extends RuntimeException {
        Gone(Throwable cause) {
            super(cause);
        }

        CloseConnectionException toClose() {
            return new CloseConnectionException("gone", getCause());
        }
    }

    Body of(ServerRequest request) {
        return new Body(request);
    }

    /** One request's body. */
    final class Body implements Request.Body, AutoCloseable {
        private final ServerRequest request;
        private byte @Nullable [] bytes;
        private boolean poisoned;
        private int takenKib;

        private Body(ServerRequest request) {
            this.request = request;
        }

        @Override
        public long declaredBytes() {
            return request.headers().contentLength().orElse(-1);
        }

        /** Whether something unread is left, so that no further request can follow. */
        boolean isPoisoned() {
            return poisoned || (bytes == null && hasLargeRest());
        }

        private boolean hasLargeRest() {
            return declaredBytes() > SMALL_BYTES
                    || request.headers().contains(HeaderNames.TRANSFER_ENCODING);
        }

        @Override
        public byte[] read(long maxBytes) {
            if (bytes == null) {
                if (declaredBytes() > maxBytes) {
                    poisoned = true;
                    throw tooLarge(maxBytes);
                }
                bytes = request.content().hasEntity() ? readAll(maxBytes) : new byte[0];
            }
            return bytes;
        }

        private byte[] readAll(long maxBytes) {
            long declared = declaredBytes();
            poisoned = true;
            long deadline = System.nanoTime() + patience.toNanos();
            ByteArrayOutputStream all =
                    new ByteArrayOutputStream((int) Math.min(Math.max(declared, 512), 8192));
            if (declared > SMALL_BYTES) {
                take(declared);
                all = new ByteArrayOutputStream((int) declared);
            }
            byte[] chunk = new byte[(int) Math.min(Math.max(declared, 1024), 16 * 1024)];
            try (InputStream in = request.content().inputStream()) {
                int read;
                while ((read = in.read(chunk)) >= 0) {
                    if (all.size() + (long) read > maxBytes) {
                        throw tooLarge(maxBytes);
                    }
                    all.write(chunk, 0, read);
                    if (all.size() > SMALL_BYTES && all.size() / 1024 > takenKib) {
                        take(Math.max(all.size() / 4L, SMALL_BYTES));
                    }
                    long allowed = all.size() * 1_000_000_000L / BYTES_PER_SECOND;
                    if (System.nanoTime() - deadline > allowed) {
                        throw new Problem(
                                408, "too_slow", "The body came too slowly; send it again.");
                    }
                }
            } catch (IOException e) {
                throw new Gone(e);
            } catch (Problem e) {
                throw e;
            } catch (RuntimeException e) {
                throw new Gone(e);
            }
            if (declared >= 0 && all.size() < declared) {
                throw new Gone(new IOException("a body shorter than declared"));
            }
            poisoned = false;
            return all.toByteArray();
        }

        private void take(long moreBytes) {
            int kib = (int) Math.ceilDiv(moreBytes, 1024);
            try {
                if (budgetKib.tryAcquire(kib, BUDGET_WAIT_SECONDS, TimeUnit.SECONDS)) {
                    takenKib += kib;
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new Problem(503, "overloaded", "Too many large bodies at once; try again.")
                    .retryAfterMs(1000);
        }

        @Override
        public void close() {
            budgetKib.release(takenKib);
            takenKib = 0;
        }
    }

    private static Problem tooLarge(long maxBytes) {
        return new Problem(
                        413,
                        "too_large",
                        "The body is longer than the %d bytes that are read here."
                                .formatted(maxBytes))
                .with("limit", maxBytes);
    }
}
