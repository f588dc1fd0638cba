package dev.coffer.http;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One line of JSON for each call, written by a thread of its own: no call waits for the disk. Lines
 * that don't fit into the buffer are dropped, counted, and told. Never a query, a header or a body:
 * keys and tokens stand there.
 */
public final class AccessLog implements AutoCloseable {

    private static final int BUFFER_LINES = 16_384;
    private static final long FLUSH_MS = 200;

    private record Line(
            long atMs,
            String method,
            String path,
            int status,
            int bytes,
            long nanos,
            String remote) {}

    private final @Nullable OutputStream out;
    private final InstantSource clock;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(BUFFER_LINES);
    private final LongAdder dropped = new LongAdder();
    private final @Nullable Thread thread;
    private volatile boolean closed;

    private AccessLog(@Nullable OutputStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
        this.thread =
                out == null
                        ? null
                        : Thread.ofPlatform().daemon().name("access-log").start(this::loop);
    }

    public static AccessLog off() {
        return new AccessLog(null, InstantSource.system());
    }

    public static AccessLog to(OutputStream out, InstantSource clock) {
        return new AccessLog(out, clock);
    }

    void add(String method, String path, int status, int bytes, long startedNanos, String remote) {
        if (out != null) {
            long nanos = System.nanoTime() - startedNanos;
            Line line = new Line(clock.millis(), method, path, status, bytes, nanos, remote);
            if (!lines.offer(line)) {
                dropped.increment();
            }
        }
    }

    private void loop() {
        List<Line> some = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try {
            while (!closed || !lines.isEmpty()) {
                Line first = lines.poll(FLUSH_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    some.add(first);
                    lines.drainTo(some, 1024);
                    some.forEach(line -> write(text, line));
                    some.clear();
                }
                long lost = dropped.sumThenReset();
                if (lost > 0) {
                    text.append("{\"droppedLines\":").append(lost).append("}\n");
                }
                if (!text.isEmpty() && out != null) {
                    out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                    out.flush();
                    text.setLength(0);
                }
            }
        } catch (IOException e) {
            System.getLogger(AccessLog.class.getName())
                    .log(System.Logger.Level.WARNING, "the access log ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(StringBuilder text, Line line) {
        text.append("{\"time\":\"")
                .append(java.time.Instant.ofEpochMilli(line.atMs()))
                .append("\",\"method\":\"")
                .append(line.method())
                .append("\",\"path\":\"");
        LogFormat.escape(text, line.path());
        text.append("\",\"status\":")
                .append(line.status())
                .append(",\"bytes\":")
                .append(line.bytes())
                .append(",\"ms\":")
                .append(line.nanos() / 1_000_000)
                .append('.')
                .append(String.valueOf(1000 + line.nanos() / 1000 % 1000), 1, 4)
                .append(",\"remote\":\"");
        LogFormat.escape(text, line.remote());
        text.append("\"}\n");
    }

    /** Writes what is buffered. */
    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            try {
                thread.join(2_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
