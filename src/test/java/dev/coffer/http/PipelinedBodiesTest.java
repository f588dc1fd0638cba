package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Many requests on one connection, one behind the other without a pause, their bytes cut anywhere:
 * each is answered with its own body, in order.
 */
class PipelinedBodiesTest {

    private static final int REQUESTS = 1_270;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void bodiesAreNotMixedUp() throws Exception {
        long seed = System.nanoTime();
        System.out.println("PipelinedBodiesTest seed " + seed);
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < REQUESTS; i++) {
            String text =
                    i + "-" + "x".repeat(random.nextInt(20) == 0 ? 70_000 : random.nextInt(90));
            texts.add(text);
            all.writeBytes(TestServer.ascii(post("{\"text\":\"" + text + "\"}", random)));
        }
        try (Wiretap wire = server.connect()) {
            Thread sender = Thread.startVirtualThread(() -> send(wire, all.toByteArray(), random));
            for (String text : texts) {
                Wiretap.Heard answer = wire.hear();
                assertThat(answer.status()).as(text).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("{\"text\":\"" + text + "\"}");
            }
            sender.join();
        }
    }

    private static String post(String body, Random random) {
        String line =
                random.nextInt(5) == 0 ? "\r\nPOST /echo HTTP/1.1\r\n" : "POST /echo HTTP/1.1\r\n";
        String head = line + "Host: a\r\n";
        if (random.nextBoolean()) {
            return head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        }
        StringBuilder out = new StringBuilder(head).append("Transfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < body.length(); ) {
            int length = Math.min(body.length() - at, 1 + random.nextInt(body.length()));
            out.append(Integer.toHexString(length));
            out.append(random.nextInt(3) == 0 ? ";name=\"value\"" : "").append("\r\n");
            out.append(body, at, at + length).append("\r\n");
            at += length;
        }
        return out.append("0\r\n")
                .append(random.nextInt(3) == 0 ? "X-Trailer: a\r\n" : "")
                .append("\r\n")
                .toString();
    }

    private static void send(Wiretap wire, byte[] all, Random random) {
        try {
            for (int at = 0; at < all.length; ) {
                int end =
                        Math.min(
                                all.length,
                                at + 1 + random.nextInt(random.nextInt(4) == 0 ? 9 : 9_000));
                wire.say(Arrays.copyOfRange(all, at, end));
                at = end;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
