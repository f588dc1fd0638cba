package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Child;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * All at once, in a small heap with few descriptors: readers that take nothing of large values,
 * writers that send a byte and no more, a flood of connections, and a disk that is full. While it
 * lasts calls may fail; then all is as before, and what was acknowledged is there.
 */
@Timeout(120)
class StormTest {

    private static final int DESCRIPTORS = 400;

    /** What a file may hold before its disk is full, in blocks of 512 bytes: 24 MiB. */
    private static final int BLOCKS = 24 << 11;

    private static final int LARGE_BYTES = 2 << 20;
    private static final int WRITERS = 4;
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final String VALUE = "\"" + "v".repeat(20_000) + "\"";

    @TempDir private Path directory;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final CountDownLatch full = new CountDownLatch(1);
    private final Queue<Wiretap> wires = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    @Test
    void afterTheStormAllIsAsBefore() throws Exception {
        Assumptions.assumeTrue(Files.exists(PRLIMIT), "no prlimit: NOT TESTED HERE");
        Path log = directory.resolve("log");
        String limits = "ulimit -n %d; ulimit -S -f %d".formatted(DESCRIPTORS, BLOCKS);
        try (Child child = Child.limited(limits, directory.resolve("data"), Config.Money.OFF, log);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            int port = URI.create(child.url()).getPort();
            set(child, "large", "\"" + "x".repeat(LARGE_BYTES) + "\"").expect(200);
            for (int writer = 0; writer < WRITERS; writer++) {
                String name = "writer-" + writer + "-";
                writers.add(threads.submit(() -> write(child, name)));
            }
            for (int i = 0; i < 40; i++) {
                say(port, "GET /public/alice/large HTTP/1.1\r\nHost: localhost\r\n\r\n");
                say(port, SLOW_SET);
            }
            for (int i = 0; i < DESCRIPTORS; i++) {
                say(port, "GET /api/health HTTP/1.1\r\n");
            }
            assertThat(full.await(60, TimeUnit.SECONDS)).as("the disk was full").isTrue();
            for (Wiretap wire : wires) {
                wire.close();
            }
            unlimit(child.process().pid());
            while (health(child) != 200) {
                Thread.onSpinWait();
            }
            over = true;
            for (Future<?> writer : writers) {
                writer.get();
            }
            set(child, "after", "1").expect(200);
            acknowledged.add("after");
            assertThat(child.get("/public/alice/large").status()).isEqualTo(200);
            for (String key : acknowledged) {
                child.get("/api/kv/get?key=" + key, "X-Payer", "alice").expect(200);
            }
            assertThat(child.process().isAlive()).isTrue();
            assertThat(log).content().doesNotContain("OutOfMemoryError", "died of");
            System.out.println("StormTest acknowledged writes: " + acknowledged.size());
        } finally {
            over = true;
        }
    }

    private static final String SLOW_SET =
            "POST /api/kv/set HTTP/1.1\r\nHost: localhost\r\nX-Payer: alice\r\n"
                    + "Content-Length: 1000000\r\n\r\n{";

    private static Answered set(Child child, String key, String value) {
        String body =
                "{\"key\":\"%s\",\"visibility\":\"public\",\"value\":%s}".formatted(key, value);
        return child.post("/api/kv/set", body, "X-Payer", "alice");
    }

    private void write(Child child, String name) {
        for (int i = 0; !over; i++) {
            String key = name + i;
            try {
                Answered answered = set(child, key, VALUE);
                switch (answered.status()) {
                    case 200 -> acknowledged.add(key);
                    case 503 -> refused(answered);
                    default -> throw new AssertionError(answered.text());
                }
            } catch (UncheckedIOException e) {
                // There was no room for the connection.
            }
        }
    }

    private void refused(Answered answered) {
        if (answered.code().equals("store_unavailable")) {
            full.countDown();
        }
    }

    private void say(int port, String text) {
        try {
            Wiretap wire = new Wiretap(port);
            wires.add(wire);
            wire.say(text);
        } catch (IOException e) {
            // There was no room for the connection.
        }
    }

    private static int health(Child child) {
        try {
            return child.get("/api/health").status();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    private static void unlimit(long pid) throws IOException, InterruptedException {
        Process raised =
                new ProcessBuilder(PRLIMIT.toString(), "--pid", "" + pid, "--fsize=unlimited")
                        .inheritIO()
                        .start();
        assertThat(raised.waitFor()).isZero();
    }
}
