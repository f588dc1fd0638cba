package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connections that each wait for a job, and when they have one or the time is over wait for the
 * next. One thread reads them all, so that ten thousand cost little.
 */
final class Pollers implements AutoCloseable {

    /** A job is delivered once: it stays leased for longer than a benchmark takes. */
    private static final HttpCall POP =
            HttpCall.post("/api/queue/pop", "{\"queue\":\"jobs\",\"wait\":30,\"visibility\":3600}");

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    /** A connection, what it asks, and what came of an answer so far. */
    private static final class Poller {
        final SocketChannel channel;
        final byte[] request;
        String answer = "";

        Poller(SocketChannel channel, byte[] request) {
            this.channel = channel;
            this.request = request;
        }

        void ask() throws IOException {
            ByteBuffer bytes = ByteBuffer.wrap(request);
            channel.write(bytes);
            if (bytes.hasRemaining()) {
                throw new IOException("the server takes no more");
            }
        }

        /** Whether the answer is complete. */
        boolean takes(ByteBuffer part) throws IOException {
            answer += StandardCharsets.ISO_8859_1.decode(part);
            int head = answer.indexOf("\r\n\r\n");
            if (head < 0) {
                return false;
            }
            Matcher length = LENGTH.matcher(answer).region(0, head);
            if (!length.find()) {
                throw new IOException("an answer without Content-Length");
            }
            return answer.length() >= head + 4 + Integer.parseInt(length.group(1));
        }
    }

    private final Selector selector = Selector.open();
    private final List<Poller> all = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(16 * 1024);
    private final BlockingQueue<Long> deliveries = new LinkedBlockingQueue<>();
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicReference<String> firstError = new AtomicReference<>("");
    private final Thread reader = Thread.ofPlatform().name("pollers").unstarted(this::read);
    private volatile boolean closed;

    private Pollers() throws IOException {}

    /**
     * Has so many wait, dealt out among the owners there.
     *
     * @throws Failure if there may not be so many connections
     */
    static Pollers at(BenchTarget target, int count) throws IOException {
        Pollers pollers = new Pollers();
        try {
            pollers.join(target, count);
            return pollers;
        } catch (IOException e) {
            pollers.close();
            throw new Failure(
                    "of %d connections %d could be made (%s); each takes a descriptor here and one of the server: see `ulimit -n`"
                            .formatted(count, pollers.all.size(), e.getMessage()));
        }
    }

    private void join(BenchTarget target, int count) throws IOException {
        String host = URI.create(target.url()).getAuthority();
        List<byte[]> requests =
                target.owners().stream()
                        .map(owner -> new LoadRequest(POP, host, owner).of(0).array())
                        .toList();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(target.address());
            all.add(new Poller(channel, requests.get(i % requests.size())));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, all.getLast());
        }
        reader.start();
        for (Poller poller : all) {
            poller.ask();
        }
    }

    private void read() {
        try {
            while (!closed) {
                selector.select(key -> read((Poller) key.attachment()));
            }
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void read(Poller poller) {
        try {
            in.clear();
            if (poller.channel.read(in) < 0) {
                throw new EOFException("the server hung up");
            }
            if (!poller.takes(in.flip())) {
                return;
            }
            long now = System.nanoTime();
            String answer = poller.answer;
            poller.answer = "";
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException(answer.lines().findFirst().orElse("no status"));
            }
            if (answer.contains("\"jobId\":")) {
                deliveries.add(now);
            }
            poller.ask();
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
            close(poller);
        }
    }

    private void failed(String why) {
        if (!closed) {
            errors.incrementAndGet();
            firstError.compareAndSet("", why);
        }
    }

    /** When the next job arrived, by {@link System#nanoTime}. */
    long delivered() {
        try {
            Long at = deliveries.poll(30, TimeUnit.SECONDS);
            if (at == null) {
                throw new Failure("a job was not delivered within 30 s; " + errors());
            }
            return at;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    /** Those that do not wait any more, and why the first does not; empty if there are none. */
    String errors() {
        return errors.get() == 0 ? "" : errors.get() + " errors, the first: " + firstError.get();
    }

    private static void close(Poller poller) {
        try {
            poller.channel.close();
        } catch (IOException e) {
            // It is gone.
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        all.forEach(Pollers::close);
        selector.close();
    }
}
