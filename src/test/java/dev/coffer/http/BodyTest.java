package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Bodies are read up to their limit and no further, however they are framed. */
class BodyTest {

    private static final int OVERHEAD = "{\"text\":\"\"}".length();
    private static final byte[] MEBIBYTE = TestServer.ascii("x".repeat(1 << 20));

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String body(int bytes) {
        return "{\"text\":\"" + "x".repeat(bytes - OVERHEAD) + "\"}";
    }

    private static String chunked(String body, int chunk) {
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < body.length(); at += chunk) {
            String part = body.substring(at, Math.min(body.length(), at + chunk));
            chunks.append(Integer.toHexString(part.length())).append("\r\n").append(part);
            chunks.append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }

    private static void assertTooLarge(Wiretap.Heard answer) {
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("too_large");
        assertThat(answer.body()).contains("\"limit\":" + TestServer.MAX_BODY);
        assertThat(answer.headers()).containsEntry("connection", "close");
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 20_000, 131_072, TestServer.MAX_BODY})
    void bodiesUpToTheLimitAreReadWhole(int bytes) throws Exception {
        String body = body(bytes);
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /echo HTTP/1.1", "Content-Length: " + bytes).say(body);
            assertThat(wire.hear().body()).isEqualTo(body);
            wire.ask("POST /echo HTTP/1.1", "Transfer-Encoding: chunked").say(chunked(body, 7777));
            assertThat(wire.hear().body()).isEqualTo(body);
            assertThat(wire.ask("GET /plain HTTP/1.1").hear().status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyOneByteTooLongIsRefused() throws Exception {
        String body = body(TestServer.MAX_BODY + 1);
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /echo HTTP/1.1", "Content-Length: " + body.length());
            assertTooLarge(wire.hear());
        }
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /echo HTTP/1.1", "Transfer-Encoding: chunked").say(chunked(body, 4096));
            assertTooLarge(wire.hear());
        }
    }

    @Test
    void aHundredMegabytesAreRefusedWhenTheyAreAnnounced() throws Exception {
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /echo HTTP/1.1", "Content-Length: 100000000");
            // Not a byte of it was sent.
            assertTooLarge(wire.hear());
            assertThat(wire.ended()).isTrue();
        }
    }

    @Test
    void manyEndlessChunksCostNoMemory() throws Exception {
        // 6 GB in a heap of one, if anybody kept them; each as a single chunk or as many.
        List<Wiretap> wires = new ArrayList<>();
        List<Thread> senders = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Wiretap wire = server.connect();
                wires.add(wire);
                wire.ask("POST /echo HTTP/1.1", "Transfer-Encoding: chunked");
                String size = i % 2 == 0 ? "6400000\r\n" : "100000\r\n";
                senders.add(Thread.startVirtualThread(() -> sendHundredMebibytes(wire, size)));
            }
            for (Wiretap wire : wires) {
                assertTooLarge(wire.hear());
            }
        } finally {
            for (Wiretap wire : wires) {
                wire.close();
            }
        }
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(server.get("/plain").statusCode()).isEqualTo(200);
    }

    private static void sendHundredMebibytes(Wiretap wire, String size) {
        try {
            wire.say(size);
            for (int i = 0; i < 100; i++) {
                wire.say(MEBIBYTE);
                if (size.equals("100000\r\n")) {
                    wire.say("\r\n" + size);
                }
            }
        } catch (IOException _) {
            // Cut off, as it should be.
        }
    }

    @Test
    void anEndlessChunkSizeCostsNoMemory() throws Exception {
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /echo HTTP/1.1", "Transfer-Encoding: chunked");
            Thread sender = Thread.startVirtualThread(() -> sendHundredMebibytes(wire, ""));
            assertTooLarge(wire.hear());
            wire.close();
            sender.join();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\nabc\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "fffffffff\r\nabc\r\n0\r\n\r\n",
                "3\nabc\n0\n\n",
                "\r\n\r\n",
            })
    void brokenChunksAreTheClientsFault(String chunks) throws Exception {
        try (Wiretap wire = server.connect()) {
            Wiretap.Heard answer =
                    wire.ask("POST /echo HTTP/1.1", "Transfer-Encoding: chunked")
                            .say(chunks)
                            .hear();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("invalid_body");
            assertThat(answer.headers()).containsEntry("connection", "close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 50", "Transfer-Encoding: chunked"})
    void aBodyThatEndsEarlyIsToldSo(String framing) throws Exception {
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /echo HTTP/1.1", framing).say("20\r\n{}");
            wire.socket.shutdownOutput();
            Wiretap.Heard answer = wire.hear();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("incomplete_body");
        }
    }

    @Test
    void aBodyThatIsWaitedForIsAskedForOnlyIfItIsWanted() throws Exception {
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /echo HTTP/1.1", "Content-Length: 12", "Expect: 100-continue");
            assertThat(wire.hear().status()).isEqualTo(100);
            assertThat(wire.say("{\"text\":\"a\"}").hear().body()).isEqualTo("{\"text\":\"a\"}");

            wire.ask("POST /unread HTTP/1.1", "Content-Length: 12", "Expect: 100-continue");
            assertThat(wire.hear().status()).isEqualTo(200);
            assertThat(wire.ended()).isTrue();
        }
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /echo HTTP/1.1", "Content-Length: 9999999", "Expect: 100-continue");
            assertTooLarge(wire.hear());
        }
    }

    @Test
    void endpointsSeeTheAnnouncedLength() throws Exception {
        try (Wiretap wire = server.connect()) {
            wire.ask("POST /length HTTP/1.1", "Content-Length: 3").say("abc");
            assertThat(wire.hear().body()).contains("\"declared\":3", "\"length\":3");
            wire.ask("POST /length HTTP/1.1", "Transfer-Encoding: chunked");
            wire.say("3\r\nabc\r\n0\r\n\r\n");
            assertThat(wire.hear().body()).contains("\"declared\":-1", "\"length\":3");
            assertThat(wire.ask("POST /length HTTP/1.1").hear().body())
                    .contains("\"declared\":0", "\"length\":0");
        }
    }

    /** Of two bodies at once one does not fit, once both are there at the same time. */
    private static Wiretap.Heard awaitRefusal(TestServer server) throws Exception {
        while (true) {
            try (Wiretap other = server.connect();
                    Wiretap wire = server.connect()) {
                other.ask("POST /length HTTP/1.1", "Content-Length: 1000000");
                other.say(new byte[900_000]);
                wire.ask("POST /length HTTP/1.1", "Content-Length: 1000000");
                Wiretap.Heard answer = wire.say(new byte[1_000_000]).hear();
                if (answer.status() == 503) {
                    return answer;
                }
            }
        }
    }

    /** A client that is gone gives back what it held, as soon as that is noticed. */
    private static void awaitRoom(TestServer server) throws Exception {
        while (true) {
            try (Wiretap wire = server.connect()) {
                wire.ask("POST /length HTTP/1.1", "Content-Length: 1000000");
                if (wire.say(new byte[1_000_000]).hear().body().contains("1000000")) {
                    return;
                }
            }
        }
    }

    @Test
    void whatDoesNotFitInMemoryIsToldToComeBackAndLeavesNothingTaken() throws Exception {
        Duration ten = Duration.ofSeconds(10);
        Options options = TestServer.impatient(ten, ten, ten).withBodyBudgetBytes(2 << 20);
        try (TestServer small = new TestServer(options)) {
            for (int i = 0; i < 3; i++) {
                try (Wiretap wire = small.connect()) {
                    wire.ask("POST /length HTTP/1.1", "Content-Length: 2000000");
                    Wiretap.Heard never = wire.hear();
                    assertThat(never.status()).isEqualTo(413);
                    assertThat(never.body()).contains("\"limit\":1048576");
                }
                Wiretap.Heard refused = awaitRefusal(small);
                assertThat(refused.code()).isEqualTo("overloaded");
                assertThat(refused.body()).contains("\"retryable\":true");
                assertThat(refused.headers()).containsKey("retry-after");
                awaitRoom(small);
            }
        }
    }
}
