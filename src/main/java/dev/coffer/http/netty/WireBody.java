package dev.coffer.http.netty;

import dev.coffer.endpoint.ErrorCode;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.http.Budget;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A body as it comes from the wire: read once, when it is asked for, and never more of it than the
 * limit. What it takes of memory is taken from the {@link Budget} first.
 *
 * <p>The connection feeds it and the call pulls; nothing is read ahead of what the call wants, but
 * what came along with the head.
 */
final class WireBody implements Request.Body {

    private static final byte[] EMPTY = {};

    /** Bytes: the first buffer, where more may come; small enough not to matter if it does not. */
    private static final int FIRST = 16 * 1024;

    /** Memory for each byte: it, and what is made of it. */
    private static final long PER_BYTE = 2;

    private final Connection connection;
    private final Budget.Share share;
    private final Head head;

    // Between the two threads, guarded by this.
    private final Deque<byte[]> arrived = new ArrayDeque<>(2);
    private boolean complete;
    private @Nullable Problem broken;
    private boolean tooLong;

    // The call's own.
    private byte @Nullable [] bytes;
    private @Nullable Problem failed;

    WireBody(Connection connection, Head head, Budget.Share share) {
        this.connection = connection;
        this.head = head;
        this.share = share;
        this.complete = head.declaredBytes() == 0;
    }

    @Override
    public long declaredBytes() {
        return coding().isEmpty() ? head.declaredBytes() : -1;
    }

    /** The next part of it. */
    synchronized void feed(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            tooLong = content.decoderResult().cause() instanceof TooLongFrameException;
            fail(new Problem(ErrorCode.INVALID_BODY, "The body's chunks are not what they claim."));
            return;
        }
        if (content.content().isReadable()) {
            arrived.add(ByteBufUtil.getBytes(content.content()));
        }
        complete |= content instanceof LastHttpContent;
        notifyAll();
    }

    /** The same, where nobody wants it. */
    synchronized void forget(HttpContent content) {
        complete |= content instanceof LastHttpContent && content.decoderResult().isSuccess();
    }

    /** There will be no more of it. */
    synchronized void fail(Problem why) {
        if (broken == null && !complete) {
            broken = why;
            notifyAll();
        }
    }

    synchronized boolean complete() {
        return complete;
    }

    /** Whether more of it can be had. */
    synchronized boolean open() {
        return !complete && broken == null;
    }

    /** Whether what nobody read is so little that reading it is cheaper than a new connection. */
    boolean cheapToSkip() {
        return open()
                && head.declaredBytes() <= Limits.SKIPPED_BODY_BYTES.value()
                && !head.expectsContinue();
    }

    /** Whether it was refused, or did not come as it should. */
    boolean failed() {
        return failed != null;
    }

    @Override
    public byte[] read(long maxBytes) {
        if (failed != null) {
            throw failed;
        }
        if (bytes == null) {
            try {
                bytes = head.declaredBytes() == 0 ? EMPTY : pulled(maxBytes);
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

    private byte[] pulled(long allowed) {
        long maxBytes = Math.min(allowed, connection.budgetBytes() / PER_BYTE);
        if (head.declaredBytes() > maxBytes) {
            throw tooLarge(maxBytes);
        }
        return switch (coding()) {
            case "", "identity" -> drained(maxBytes);
            case "gzip", "x-gzip" -> unzipped(drained(maxBytes), maxBytes);
            default ->
                    throw new Problem(
                                    ErrorCode.UNSUPPORTED_CONTENT_ENCODING,
                                    "Of content encodings gzip and identity are understood.")
                            .withHeader("Accept-Encoding", "gzip, identity");
        };
    }

    private String coding() {
        return head.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    }

    /** Whether it is longer is known only as it unfolds. */
    private byte[] unzipped(byte[] zipped, long maxBytes) {
        byte[] buffer = new byte[FIRST];
        int size = 0;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            for (int count = in.read(buffer); count >= 0; ) {
                size += count;
                if (size > maxBytes) {
                    throw tooLarge(maxBytes);
                }
                if (size == buffer.length) {
                    int more = (int) Math.min(size, maxBytes + 1 - size);
                    share.take(PER_BYTE * more);
                    buffer = Arrays.copyOf(buffer, size + more);
                }
                count = in.read(buffer, size, buffer.length - size);
            }
        } catch (IOException _) {
            throw new Problem(ErrorCode.INVALID_BODY, "The body is not what gzip makes.");
        }
        return Arrays.copyOf(buffer, size);
    }

    private byte[] drained(long maxBytes) {
        long most = head.declaredBytes() < 0 ? maxBytes : head.declaredBytes();
        byte[] buffer = EMPTY;
        int size = 0;
        for (byte[] part = next(maxBytes); part != null; part = next(maxBytes)) {
            long needed = (long) size + part.length;
            if (needed > most) {
                throw tooLarge(maxBytes);
            }
            if (needed > buffer.length) {
                int length = (int) Math.min(most, Math.max(needed, Math.max(FIRST, 2L * size)));
                share.take(PER_BYTE * (length - buffer.length));
                if (size == 0 && length == part.length) {
                    buffer = part;
                    size = length;
                    continue;
                }
                buffer = Arrays.copyOf(buffer, length);
            }
            System.arraycopy(part, 0, buffer, size, part.length);
            size += part.length;
        }
        return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
    }

    /** Waits for the next part; null at the end. */
    private synchronized byte @Nullable [] next(long maxBytes) {
        // Chunk sizes cost bytes too: as much again as the content is room for sane chunks.
        long most = 2 * maxBytes + Limits.CHUNK_FRAMING_BYTES.value();
        if (tooLong || connection.bodyBytes() > most) {
            throw tooLarge(maxBytes);
        }
        if (arrived.isEmpty() && open()) {
            connection.more();
        }
        try {
            while (arrived.isEmpty() && open()) {
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw incomplete();
        }
        if (tooLong) {
            throw tooLarge(maxBytes);
        }
        if (arrived.isEmpty() && broken != null) {
            throw broken;
        }
        return arrived.poll();
    }

    static Problem tooLarge(long maxBytes) {
        return new Problem(
                        ErrorCode.TOO_LARGE,
                        "The body must be at most %d bytes.".formatted(maxBytes))
                .with("limit", maxBytes);
    }

    static Problem incomplete() {
        return new Problem(ErrorCode.INCOMPLETE_BODY, "The body ended before it was complete.");
    }

    /** Lets go of what it holds. */
    synchronized void release() {
        bytes = null;
        arrived.clear();
        share.giveBack();
    }
}
