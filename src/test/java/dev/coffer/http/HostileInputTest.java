package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Samples;
import dev.coffer.harness.Service;
import dev.coffer.scenario.Problems;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Thousands of requests that nobody in his right mind sends, of every endpoint that there is:
 * refused with care, and no harm done.
 */
class HostileInputTest {

    private static final int REQUESTS = 5_000;
    private static final long MOST_GROWTH_BYTES = 64L * 1024 * 1024;

    private static final List<String> TOKENS =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "1e999",
                    "9223372036854775808",
                    "1.5",
                    "\"\"",
                    "[]",
                    "{}",
                    "[[[[",
                    "}}",
                    "\"\\ud800\"",
                    "\"\\u0000\"",
                    "\\",
                    "\"",
                    ",",
                    ":",
                    "\u0000",
                    "\u00ff",
                    "\ud83d\ude00",
                    "'",
                    "%00",
                    "../",
                    "NaN",
                    "\n",
                    "\"tokenType\":\"doge\",",
                    "\"__proto__\":{},");

    private static final List<String> METHODS =
            List.of("POST", "GET", "HEAD", "OPTIONS", "PUT", "BREW");

    private static final List<String> ODD_NAMES = List.of("x", "%6bey", "", "=", "%");

    private static final List<String> ODD_VALUES =
            List.of(
                    "k",
                    "1",
                    "-1",
                    "%00",
                    "%ff",
                    "%",
                    "%zz",
                    "true",
                    "STX",
                    "doge",
                    "aGk",
                    "MAAw",
                    "99999999999999999999",
                    "+",
                    "&&",
                    "%F0%9F%98%80",
                    "%ED%A0%80");

    private static final List<String> HEADERS =
            List.of(
                    "Authorization: Bearer cof_abc.def",
                    "Authorization: Bearer cof_QUxJQ0UKMDEKdW50aWwgOTk5OTk5OTk5OTk5OTk.AAAA",
                    "Authorization: Basic QTpC",
                    "X-Payer: ALICE",
                    "X-Payer: -",
                    "X-PAYMENT-TOKEN-TYPE: doge",
                    "X-PAYMENT-TOKEN-TYPE: usdcx",
                    "Idempotency-Key: one",
                    "Idempotency-Key: ",
                    "If-None-Match: \"1\"",
                    "Accept: text/html",
                    "X-PAYMENT: " + "00".repeat(180),
                    "X-PAYMENT: eyJ4NDAyVmVyc2lvbiI6MX0=",
                    "PAYMENT-SIGNATURE: eyJ4NDAyVmVyc2lvbiI6Mn0=",
                    "PAYMENT-SIGNATURE: ////",
                    "Content-Type: text/xml",
                    "Expect: 100-continue",
                    "X-Forwarded-For: 1.2.3.4",
                    "Host: \"><script>",
                    "Range: bytes=0-1",
                    "Connection: upgrade, HTTP2-Settings",
                    "Transfer-Encoding: gzip");

    private Service service = Service.off();
    private Samples samples = Samples.of(service.endpoints());
    private String alice = "";

    @AfterEach
    void close() {
        service.close();
    }

    @ParameterizedTest
    @EnumSource(value = Config.Money.class, mode = EnumSource.Mode.EXCLUDE, names = "CHAINS")
    void nothingBreaksIt(Config.Money money) {
        if (money == Config.Money.DEVNET) {
            service.close();
            service = Service.devnet();
        }
        long seed = System.nanoTime();
        System.out.println("HostileInputTest " + money + " seed " + seed);
        Random random = new Random(seed);
        Service.Client caller = service.payer("ALICE");
        samples = Samples.of(service.endpoints());
        alice = caller.address();
        String credentials = String.join(": ", caller.credentials());
        fire(random, credentials, REQUESTS / 10);
        long before = usedBytes();
        int answered = fire(random, credentials, REQUESTS - REQUESTS / 10);
        assertThat(answered).isGreaterThan(REQUESTS / 2);
        assertThat(usedBytes() - before).as("bytes kept").isLessThan(MOST_GROWTH_BYTES);

        service.anyone().get("/api/health").expect(200);
        caller.post("/api/kv/set", "{\"key\":\"after\",\"value\":1}").expect(200);
        caller.get("/api/kv/get?key=after").expect(200);
    }

    /** How many of the requests were answered at all, each with what it deserves. */
    private int fire(Random random, String credentials, int times) {
        int answered = 0;
        for (int i = 0; i < times; i++) {
            byte[] request = request(random, credentials);
            byte[] answer = exchange(request);
            if (answer.length > 0) {
                answered++;
                check(request, answer);
            }
        }
        return answered;
    }

    private static void check(byte[] request, byte[] answer) {
        String text = new String(answer, StandardCharsets.UTF_8);
        String shown = new String(request, StandardCharsets.ISO_8859_1) + "\n=>\n" + text;
        assertThat(text).as(shown).startsWith("HTTP/1.1 ");
        int status = Integer.parseInt(text.substring(9, 12));
        assertThat(status).as(shown).isLessThan(500);
        int end = text.indexOf("\r\n\r\n");
        String head = text.substring(0, end).toLowerCase(Locale.ROOT);
        boolean ofDevnet = shown.contains(" /devnet/");
        if (text.contains("\r\n\r\n{\"jsonrpc\":\"2.0\",")) {
            assertThat(shown).contains(" /mcp").doesNotContain("\"code\":-32603");
            return;
        }
        if (status >= 400 && status != 402 && !ofDevnet && end + 4 < text.length()) {
            assertThat(head).as(shown).contains("content-type: application/problem+json");
            String body = text.substring(end + 4);
            int start = body.indexOf('{');
            assertThat(start).as(shown).isNotNegative();
            checkProblem(status, body.substring(start, body.lastIndexOf('}') + 1));
        }
    }

    private static void checkProblem(int status, String body) {
        Problems.check(
                new Answered(
                        status,
                        java.net.http.HttpHeaders.of(
                                java.util.Map.of(
                                        "Content-Type", List.of("application/problem+json"),
                                        "Retry-After", List.of("1")),
                                (_, _) -> true),
                        body.getBytes(StandardCharsets.UTF_8)));
    }

    private byte[] request(Random random, String credentials) {
        Endpoint<?, ?> endpoint = pick(random, service.endpoints());
        String path = random.nextInt(50) == 0 ? "/nothing" : samples.path(endpoint, "owner", alice);
        String method =
                random.nextInt(3) == 0
                        ? pick(random, METHODS)
                        : pick(random, List.copyOf(endpoint.methods()));
        // Now and then the body of another endpoint.
        Endpoint<?, ?> bodied =
                random.nextInt(5) == 0 ? pick(random, service.endpoints()) : endpoint;
        byte[] whole = samples.body(random, bodied).getBytes(StandardCharsets.UTF_8);
        byte[] body = random.nextBoolean() ? whole : mutated(random, whole);
        StringBuilder head = new StringBuilder();
        String query = random.nextInt(3) == 0 ? "?" + query(random) : "";
        head.append(method).append(' ').append(path).append(query).append(" HTTP/1.1\r\n");
        head.append("Host: localhost\r\nConnection: close\r\n");
        if (random.nextInt(4) != 0) {
            head.append(credentials).append("\r\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            head.append(mutatedHeader(random, pick(random, HEADERS))).append("\r\n");
        }
        boolean hasBody = method.equals("POST") || method.equals("PUT") || random.nextInt(5) == 0;
        if (hasBody) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (hasBody) {
            all.writeBytes(body);
        }
        return all.toByteArray();
    }

    private String query(Random random) {
        List<String> parts = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            parts.add(
                    (random.nextInt(4) == 0
                                    ? pick(random, ODD_NAMES)
                                    : pick(random, samples.names()))
                            + pick(random, List.of("=", "", "=="))
                            + pick(random, ODD_VALUES));
        }
        return String.join("&", parts);
    }

    private static String mutatedHeader(Random random, String header) {
        if (random.nextInt(3) != 0) {
            return header;
        }
        int at = header.indexOf(':') + 1 + random.nextInt(header.length() - header.indexOf(':'));
        String odd =
                pick(
                        random,
                        List.of("\u00ff", "\t", "%00", ",", ";", "x".repeat(3000), "=", "\u0001"));
        return header.substring(0, at) + odd + header.substring(at);
    }

    private byte[] mutated(Random random, byte[] body) {
        byte[] now = body;
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(now.length + 1);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(now, 0, at);
            switch (random.nextInt(6)) {
                case 0 ->
                        out.write(
                                now,
                                Math.min(now.length, at + 1),
                                Math.max(0, now.length - at - 1));
                case 1 -> {
                    out.write(random.nextInt(256));
                    out.write(now, at, now.length - at);
                }
                case 2 -> {
                    // The end is cut off.
                }
                case 3 -> {
                    out.writeBytes(now);
                    out.write(now, at, now.length - at);
                }
                case 4 -> {
                    out.writeBytes(
                            "[".repeat(random.nextInt(2000)).getBytes(StandardCharsets.UTF_8));
                    out.write(now, at, now.length - at);
                }
                default -> {
                    out.writeBytes(token(random).getBytes(StandardCharsets.UTF_8));
                    out.write(now, at, now.length - at);
                }
            }
            now = out.toByteArray();
        }
        return now;
    }

    private String token(Random random) {
        return random.nextInt(5) == 0
                ? "\"" + pick(random, samples.names()) + "\":"
                : pick(random, TOKENS);
    }

    private byte[] exchange(byte[] request) {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return socket.getInputStream().readAllBytes();
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError(
                    "no answer to " + new String(request, StandardCharsets.ISO_8859_1), e);
        } catch (java.net.SocketException e) {
            // It may hang up on what is no HTTP.
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** What is in use when all that can go has gone: the least of several looks. */
    private static long usedBytes() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
