package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.FailedAfterCommit;
import dev.coffer.endpoint.Field;
import dev.coffer.endpoint.InputReader;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Shape;
import dev.coffer.endpoint.Tier;
import dev.coffer.http.netty.HttpServer;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server on a port of its own, with a few endpoints that do what tests need. */
final class TestServer implements AutoCloseable {

    static final int LARGE = 8 << 20;
    static final int MAX_BODY = 256 * 1024;

    record Text(String text) {}

    final AtomicInteger made = new AtomicInteger();
    final CountDownLatch slowEntered = new CountDownLatch(1);
    final CountDownLatch slowMayEnd = new CountDownLatch(1);
    final HttpServer server;
    final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TestServer() {
        this(Options.listen("127.0.0.1", 0));
    }

    TestServer(Options options) {
        this(options, AccessLog.off());
    }

    TestServer(Options options, AccessLog accessLog) {
        this(options, accessLog, Capacities.usual());
    }

    TestServer(Options options, AccessLog accessLog, Capacities capacities) {
        server =
                HttpServer.start(
                        options,
                        new Dispatch(catalog(), this::handle, capacities, InstantSource.system()),
                        accessLog);
    }

    static Options impatient(Duration head, Duration body, Duration idle) {
        return Options.listen("127.0.0.1", 0)
                .withPatience(
                        new Options.Patience(
                                head, body, idle, Duration.ofMillis(200), Duration.ofSeconds(30)));
    }

    private static Catalog catalog() {
        Shape<Text> text =
                Shape.of(Text::new, Field.text("text", 0, MAX_BODY, "Some text.").orElse(""));
        Shape<Text> name = Shape.of(Text::new, Field.text("name", 1, 64, "A name."));
        return new Catalog(
                List.of(
                        plain("/plain", Shape.nothing()),
                        plain("/api/things/{name}", name),
                        plain("/headers", Shape.nothing()),
                        plain("/slow", Shape.nothing()),
                        plain("/throwing", Shape.nothing()),
                        plain("/overflow", Shape.nothing()),
                        plain("/split-header", Shape.nothing()),
                        plain("/tagged", Shape.nothing()),
                        plain("/large", Shape.nothing()),
                        plain("/large-reserved", Shape.nothing()),
                        plain("/charged-and-broken", Shape.nothing()),
                        plain("/charged-and-failed", Shape.nothing()),
                        Endpoint.pure("/public", Shape.nothing(), Text.class)
                                .forAnybody()
                                .does(_ -> Reply.of(new Text(""))),
                        Endpoint.read("/free-read", Shape.nothing(), Text.class)
                                .forAnybody()
                                .does((_, _) -> Reply.of(new Text(""))),
                        write("/unread", Shape.nothing(), Limits.BODY_BYTES.value()),
                        write("/echo", text, MAX_BODY),
                        write("/length", Shape.nothing(), Limits.LARGEST_BODY_BYTES.value())));
    }

    private static Endpoint<?, ?> plain(String path, Shape<?> takes) {
        return Endpoint.pure(path, takes, Text.class)
                .forAnybody()
                .methods("GET")
                .does(_ -> Reply.of(new Text("")));
    }

    private static Endpoint<?, ?> write(String path, Shape<?> takes, long maxBodyBytes) {
        return Endpoint.write(path, takes, Text.class)
                .costs(Tier.STORAGE_WRITE)
                .aboutNothing()
                .maxBodyBytes(maxBodyBytes)
                .does((_, _) -> Reply.of(new Text("")));
    }

    private Answer handle(Endpoint<?, ?> endpoint, Request request) {
        return switch (endpoint.path()) {
            case "/echo" ->
                    json(Map.of("text", ((Text) InputReader.read(endpoint, request).value()).text));
            case "/length" ->
                    json(
                            Map.of(
                                    "declared",
                                    request.body().declaredBytes(),
                                    "length",
                                    request.body().read(endpoint.maxBodyBytes()).length));
            case "/slow" -> slow();
            case "/throwing" -> throw new IllegalStateException("secret details");
            case "/overflow" -> json(Map.of("depth", depth(0)));
            case "/split-header" ->
                    new Answer(200, Map.of("Location", "/a\r\nSet-Cookie: b"), new byte[0]);
            case "/tagged" ->
                    new Answer(
                            200,
                            Map.of("ETag", "\"7\"", "Content-Type", "text/plain"),
                            ascii("tagged"));
            case "/large" -> large();
            case "/large-reserved" -> {
                request.client().reserve(LARGE);
                made.incrementAndGet();
                yield large();
            }
            case "/charged-and-broken" ->
                    new Answer(200, Map.of("Coffer-Charge", "1 STX", "X-Bad", "a\nb"), new byte[0]);
            case "/charged-and-failed" ->
                    throw new FailedAfterCommit(
                            Map.of("Coffer-Charge", "1 STX"), new OutOfMemoryError("secret"));
            case "/headers" -> json(seen(request));
            case "/api/things/{name}" -> json(request.pathValues());
            default -> json(Map.of("ok", true));
        };
    }

    private static Answer large() {
        return new Answer(200, Map.of("Coffer-Charge", "1 STX"), new byte[LARGE]);
    }

    private Answer slow() {
        slowEntered.countDown();
        try {
            return json(Map.of("ended", slowMayEnd.await(60, TimeUnit.SECONDS)));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long depth(long at) {
        return at < 0 ? 0 : 1 + depth(at + 1);
    }

    private static Map<String, Object> seen(Request request) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("payment", request.header("x-payment").orElse("none"));
        seen.put("accept", request.header("ACCEPT").orElse("none"));
        seen.put("rawQuery", request.query().raw());
        seen.put("target", request.target());
        seen.put("remoteAddress", request.remoteAddress());
        seen.put("baseUrl", request.baseUrl());
        return seen;
    }

    private static Answer json(Object body) {
        return new Answer(200, Map.of("Content-Type", "application/json"), Json.write(body));
    }

    int port() {
        return server.port();
    }

    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(to(path));
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Wiretap connect() throws Exception {
        return new Wiretap(port());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        slowMayEnd.countDown();
        client.close();
        server.close();
    }
}
