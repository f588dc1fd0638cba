package dev.coffer.http.helidon;

import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.Request;
import dev.coffer.http.Budget;
import dev.coffer.http.Deadline;
import dev.coffer.http.Deadline.Wait;
import dev.coffer.http.Options;
import dev.coffer.http.Watchdog;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.CloseConnectionException;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The one door that a connection's bytes pass, in and out.
 *
 * <ul>
 *   <li>A head, a body and an answer have to pass in time; what has not is cut off by the {@link
 *       Watchdog}.
 *   <li>Of a chunked body no more passes than its limit and some for the framing, whatever the
 *       chunks claim to be.
 *   <li>A client that hangs up ends the connection without noise, or, within a body, is told as far
 *       as it still listens.
 *   <li>While a call waits for something to happen, its client's hanging up is noticed.
 *   <li>A connection that waits for its next request can be closed without harming any.
 * </ul>
 *
 * <p>All but {@link #closeWhenIdle} and being cut off belong to the connection's own thread.
 */
final class Gate implements Supplier<byte[]>, DataWriter {

    private enum Part {
        FIRST_BYTE,
        HEAD,
        BODY,
        /** What a refused client still sends: read so that it sees the answer, and thrown away. */
        REST
    }

    private static final long NANOS_PER_BODY_BYTE =
            1_000_000_000L / Limits.BODY_BYTES_PER_SECOND.value();

    private final HelidonSocket socket;
    private final DataWriter writer;
    private final Options.Patience patience;
    private final Deadline deadline = new Deadline(this::cutOff);
    private volatile boolean closing;

    private Part part = Part.FIRST_BYTE;
    private boolean fresh = true;
    private long partStartNanos;
    private long bodyBytes;
    private long bodyLimit;
    private Budget.@Nullable Share share;
    private @Nullable ReadAhead ahead;

    Gate(HelidonSocket socket, DataWriter writer, Options.Patience patience) {
        this.socket = socket;
        this.writer = writer;
        this.patience = patience;
    }

    /** What it waits for now. */
    Deadline deadline() {
        return deadline;
    }

    /** The next bytes are a request's head. */
    void expectHead() {
        part = Part.FIRST_BYTE;
        fresh = false;
        share = null;
    }

    /** The next bytes are a body's; of a chunked one the share is taken here as it arrives. */
    void expectBody(long maxBytes, Budget.@Nullable Share chunkedShare) {
        begin(Part.BODY);
        bodyBytes = 0;
        bodyLimit = maxBytes;
        share = chunkedShare;
    }

    private void begin(Part next) {
        part = next;
        partStartNanos = System.nanoTime();
    }

    private void await(Wait wait, long deadlineNanos) {
        if (!deadline.begin(wait, deadlineNanos)) {
            throw new CloseConnectionException("cut off");
        }
    }

    /** Whether the call under way is the connection's last. */
    boolean closing() {
        return closing;
    }

    @Override
    public byte[] get() {
        Wait wait = part == Part.FIRST_BYTE ? Wait.REQUEST : Wait.BYTES;
        await(wait, readDeadline());
        if (closing && wait == Wait.REQUEST) {
            throw new CloseConnectionException("closing");
        }
        byte[] bytes = null;
        try {
            bytes = next();
        } catch (UncheckedIOException _) {
            // As good as an orderly end: there is no more.
        }
        boolean inTime = deadline.end(wait);
        if (!inTime || bytes == null) {
            throw over(inTime);
        }
        arrived(bytes.length);
        return bytes;
    }

    private byte @Nullable [] next() {
        ReadAhead begun = ahead;
        ahead = null;
        return begun == null ? socket.get() : begun.take();
    }

    /** Watches, while a call waits, whether its client hangs up. */
    Request.Watch watch(Runnable onHangUp) {
        ReadAhead reading = ahead == null ? new ReadAhead(socket) : ahead;
        ahead = reading;
        return reading.watch(onHangUp);
    }

    private long readDeadline() {
        return switch (part) {
            case FIRST_BYTE ->
                    System.nanoTime() + (fresh ? patience.head() : patience.idle()).toNanos();
            case HEAD -> partStartNanos + patience.head().toNanos();
            case BODY -> partStartNanos + patience.body().toNanos() + nanosFor(bodyBytes);
            case REST -> partStartNanos + TimeUnit.SECONDS.toNanos(Limits.LINGER_SECONDS.value());
        };
    }

    private static long nanosFor(long bytes) {
        return bytes * NANOS_PER_BODY_BYTE;
    }

    private RuntimeException over(boolean inTime) {
        if (part != Part.BODY) {
            return new CloseConnectionException("the client is gone or too slow");
        }
        return inTime
                ? new Problem(400, "incomplete_body", "The body ended before it was complete.")
                : Refusals.tooSlow();
    }

    private void arrived(int bytes) {
        if (part == Part.FIRST_BYTE) {
            begin(Part.HEAD);
        } else if (part == Part.BODY) {
            bodyBytes += bytes;
            // Chunk sizes cost bytes too: as much again as the content is room for sane chunks.
            if (bodyBytes > 2 * bodyLimit + Limits.CHUNK_FRAMING_BYTES.value()) {
                throw WireBody.tooLarge(bodyLimit);
            }
            if (share != null) {
                share.take(bytes);
            }
        }
    }

    /** Reads what the client still sends for a moment, so that a reset does not eat the answer. */
    void linger() {
        begin(Part.REST);
        try {
            while (true) {
                get();
            }
        } catch (CloseConnectionException _) {
            // The end that was waited for.
        }
    }

    @Override
    public void write(BufferData buffer) {
        long allowed = patience.body().toNanos() + nanosFor(buffer.available());
        await(Wait.TAKING, System.nanoTime() + allowed);
        try {
            writer.write(buffer);
        } finally {
            deadline.end(Wait.TAKING);
        }
    }

    @Override
    public void write(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        write(buffer);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    private void cutOff(Wait late) {
        boolean say = late == Wait.BYTES && part != Part.REST;
        // A thread of its own: writing may take time, and the watchdog has others to see to.
        Thread.startVirtualThread(() -> end(say));
    }

    /** Closes the connection now if no request is under way, else after the one that is. */
    void closeWhenIdle() {
        closing = true;
        if (deadline.cut(Wait.REQUEST)) {
            end(false);
        }
    }

    private void end(boolean say) {
        try {
            if (say) {
                writer.writeNow(BufferData.create(Refusals.TOO_SLOW_ANSWER));
            }
        } catch (RuntimeException _) {
            // It does not listen either.
        }
        try {
            socket.close();
        } catch (RuntimeException _) {
            // Closed by the client at the same time.
        }
    }
}
