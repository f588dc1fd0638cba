package dev.coffer.http.helidon;

import dev.coffer.endpoint.Request;

import io.helidon.common.socket.HelidonSocket;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads on from a connection while its call is still worked on: only so does one learn that the
 * client hung up. What it reads is the beginning of the next request and is taken by it; a client
 * that sends that early is not watched any further.
 */
final class ReadAhead {

    private static final byte[] END = {};

    private final CompletableFuture<byte[]> read = new CompletableFuture<>();

    ReadAhead(HelidonSocket socket) {
        Thread.startVirtualThread(() -> read.complete(next(socket)));
    }

    private static byte[] next(HelidonSocket socket) {
        try {
            return Optional.ofNullable(socket.get()).orElse(END);
        } catch (UncheckedIOException _) {
            return END;
        }
    }

    /** Has something done when the end is met, from another thread, unless closed before. */
    Request.Watch watch(Runnable onEnd) {
        CompletableFuture<Void> watching =
                read.thenAccept(bytes -> {
                    if (bytes == END) {
                        onEnd.run();
                    }
                });
        return () -> watching.cancel(false);
    }

    /** Waits for what is read; null at the end. */
    byte @Nullable [] take() {
        byte[] bytes = read.join();
        return bytes == END ? null : bytes;
    }
}
