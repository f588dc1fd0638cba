package dev.coffer.http;

import dev.coffer.endpoint.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One JSON line per call: when, what, how it ended, how long it took, who from, and by what it is
 * found again. Where lines are sampled, all errors and all slow calls have theirs.
 *
 * <p>A call never waits for the disk: lines go through a bounded queue, which no lock guards, to a
 * thread that writes them. Where it does not keep up, lines are dropped, and a line says how many.
 */
public final class AccessLog implements Consumer<EndedCall>, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AccessLog.class.getName());

    /** So that a call never has to wake the writer, which costs more than all else here. */
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    /** Lines that wait for the disk: half a second's worth. */
    static final int WAITING_LINES = 16_384;

    private static final int BATCH_CHARS = 32 * 1024;

    /** What took so long is worth a line, sampled or not. */
    static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();

    private final Queue<EndedCall> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(WAITING_LINES);
    private final AtomicLong untold = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final AtomicLong good = new AtomicLong();
    private int every = 1;
    private final @Nullable OutputStream out;
    private final @Nullable Thread writer;
    private final StringBuilder lines = new StringBuilder(2 * BATCH_CHARS);
    private long lastMs;
    private String lastInstant = "";
    private boolean failing;
    private volatile boolean closed;

    private AccessLog(@Nullable OutputStream out) {
        this.out = out;
        this.writer =
                out == null
                        ? null
                        : Thread.ofPlatform()
                                .name("access-log")
                                .daemon()
                                .start(() -> writeUntilClosed(out));
    }

    public static AccessLog off() {
        return new AccessLog(null);
    }

    /** Closed with the log. */
    public static AccessLog to(OutputStream out) {
        return new AccessLog(out);
    }

    /** Appends to a file, which {@link #reopen} has opened again. */
    public static AccessLog toFile(Opener opener) throws IOException {
        return new AccessLog(new LogFile(opener));
    }

    /** Of good answers that were fast, only each so manieth has a line; said before the first. */
    public AccessLog sampled(int oneOf) {
        every = oneOf;
        return this;
    }

    /** How many lines the disk did not take, since the start. */
    public long droppedLines() {
        return dropped.sum();
    }

    /** Opens the file to append, or makes it. */
    @FunctionalInterface
    public interface Opener {
        OutputStream open() throws IOException;
    }

    /** The next line goes to a new file if the one that there was has been moved away. */
    public void reopen() {
        if (out instanceof LogFile file) {
            file.reopen();
        }
    }

    @Override
    public void accept(EndedCall call) {
        if (out == null || every > 1 && isSampled(call) && good.getAndIncrement() % every != 0) {
            return;
        }
        if (room.tryAcquire()) {
            waiting.add(call);
        } else {
            untold.incrementAndGet();
            dropped.increment();
        }
    }

    private static boolean isSampled(EndedCall call) {
        return call.status() < 400 && call.nanos() < SLOW_NANOS;
    }

    private void writeUntilClosed(OutputStream to) {
        while (!closed) {
            writeWaiting(to);
            LockSupport.parkNanos(this, PAUSE_NANOS);
            Thread.interrupted(); // An interrupt that stays would make it spin.
        }
        writeWaiting(to);
    }

    private void writeWaiting(OutputStream to) {
        try {
            for (EndedCall call = waiting.poll(); call != null; call = waiting.poll()) {
                room.release();
                append(call);
                if (lines.length() >= BATCH_CHARS) {
                    flush(to);
                }
            }
            long count = untold.getAndSet(0);
            if (count > 0) {
                appendDropped(count);
            }
            flush(to);
            failing = false;
        } catch (IOException e) {
            lines.setLength(0);
            if (!failing) {
                LOG.log(System.Logger.Level.WARNING, "access log can't be written", e);
            }
            failing = true;
        }
    }

    private void flush(OutputStream to) throws IOException {
        if (!lines.isEmpty()) {
            to.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            lines.setLength(0);
            to.flush();
        }
    }

    private void append(EndedCall call) {
        if (call.endMs() != lastMs) {
            lastMs = call.endMs();
            lastInstant = Json.instant(lastMs);
        }
        long micros = call.nanos() / 1000;
        lines.append("{\"time\":\"").append(lastInstant).append("\",\"method\":");
        quoted(call.method());
        lines.append(",\"path\":");
        quoted(call.path());
        lines.append(",\"status\":").append(call.status());
        lines.append(",\"bytes\":").append(call.bytesOut());
        lines.append(",\"ms\":").append(micros / 1000).append('.');
        lines.append((char) ('0' + micros / 100 % 10)).append((char) ('0' + micros / 10 % 10));
        lines.append((char) ('0' + micros % 10)).append(",\"remote\":");
        quoted(call.remoteAddress());
        lines.append(",\"requestId\":");
        quoted(call.correlation().requestId());
        call.correlation()
                .parent()
                .ifPresent(parent ->
                        lines.append(",\"traceId\":\"").append(parent.traceId()).append('"'));
        if (every > 1 && isSampled(call)) {
            lines.append(",\"sampled\":").append(every);
        }
        lines.append("}\n");
    }

    private void appendDropped(long count) {
        lines.append("{\"time\":\"").append(Json.instant(System.currentTimeMillis()));
        lines.append("\",\"dropped\":").append(count).append("}\n");
    }

    /** As JSON; what comes over the wire must not end a line or a string. */
    private void quoted(String text) {
        lines.append('"');
        int done = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ' || c == '\u2028' || c == '\u2029') {
                lines.append(text, done, i).append("\\u%04x".formatted((int) c));
                done = i + 1;
            }
        }
        lines.append(text, done, text.length()).append('"');
    }

    /** Writes what still waits. */
    @Override
    public void close() {
        closed = true;
        if (writer == null || out == null) {
            return;
        }
        LockSupport.unpark(writer);
        try (out) {
            writer.join(Duration.ofSeconds(5));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "access log can't be closed", e);
        }
    }
}
