package dev.coffer.http.helidon;

import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.http.Budget;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A body as it comes from the wire: read once, when it is asked for, and never more of it than the
 * limit. What it takes of memory is taken from the {@link Budget} first.
 */
final class WireBody implements Request.Body {

    private static final byte[] EMPTY = {};

    /** Bytes: the first buffer, where more may come; small enough not to matter if it does not. */
    private static final int FIRST = 16 * 1024;

    private final ServerRequest request;
    private final Gate gate;
    private final Budget.Share share;
    private final boolean chunked;
    private final long declaredBytes;
    private byte @Nullable [] bytes;
    private @Nullable Problem failed;

    WireBody(ServerRequest request, Gate gate, Budget budget) {
        ServerRequestHeaders headers = request.headers();
        this.request = request;
        this.gate = gate;
        this.share = budget.share();
        this.chunked = headers.contains(HeaderNames.TRANSFER_ENCODING);
        this.declaredBytes = chunked ? -1 : headers.contentLength().orElse(0);
    }

    @Override
    public long declaredBytes() {
        return declaredBytes;
    }

    @Override
    public byte[] read(long maxBytes) {
        if (failed != null) {
            throw failed;
        }
        if (bytes == null) {
            try {
                bytes = declaredBytes == 0 ? EMPTY : pulled(maxBytes);
            } catch (Problem problem) {
                failed = problem;
                throw problem;
            }
        }
        if (bytes.length > maxBytes) {
            throw tooLarge(maxBytes);
        }
        return bytes;
    }

    private byte[] pulled(long maxBytes) {
        if (declaredBytes > maxBytes) {
            throw tooLarge(maxBytes);
        }
        gate.expectBody(maxBytes, chunked ? share : null);
        try {
            return drained(request.content().inputStream(), maxBytes);
        } catch (Problem | CloseConnectionException told) {
            throw told;
        } catch (IOException | RuntimeException _) {
            throw new Problem(400, "invalid_body", "The body's chunks are not what they claim.");
        }
    }

    private byte[] drained(InputStream in, long maxBytes) throws IOException {
        long most = chunked ? maxBytes : declaredBytes;
        byte[] buffer = buffer((int) Math.min(most, FIRST));
        int size = 0;
        while (true) {
            if (size == buffer.length) {
                int next = in.read();
                if (next < 0) {
                    return buffer;
                }
                if (size == most) {
                    throw tooLarge(maxBytes);
                }
                int length = (int) Math.min(most, Math.max(FIRST, 2L * size));
                share.take(length - size);
                buffer = Arrays.copyOf(buffer, length);
                buffer[size++] = (byte) next;
                continue;
            }
            int count = in.read(buffer, size, buffer.length - size);
            if (count < 0) {
                return Arrays.copyOf(buffer, size);
            }
            size += count;
        }
    }

    private byte[] buffer(int length) {
        share.take(length);
        return new byte[length];
    }

    static Problem tooLarge(long maxBytes) {
        return new Problem(
                        413, "too_large", "The body must be at most %d bytes.".formatted(maxBytes))
                .with("limit", maxBytes);
    }

    /** Whether all of it has been read. */
    boolean finished() {
        return declaredBytes == 0 || request.content().consumed();
    }

    /** Whether what nobody read is so little that reading it is cheaper than a new connection. */
    boolean cheapToSkip() {
        return failed == null
                && declaredBytes <= Limits.SKIPPED_BODY_BYTES.value()
                && !request.headers().containsToken(HeaderValues.EXPECT_100);
    }

    /** Reads and forgets the rest; false if that did not work out. */
    boolean skip() {
        gate.expectBody(Limits.SKIPPED_BODY_BYTES.value(), null);
        try {
            request.content().consume();
            return true;
        } catch (RuntimeException _) {
            return false;
        }
    }

    void release() {
        bytes = null;
        share.giveBack();
    }
}
