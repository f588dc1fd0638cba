package dev.coffer.http;

import dev.coffer.endpoint.Answer;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Problem;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.endpoint.Request;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * The world's way to the catalog: HTTP/1.1, a virtual thread for each request. Whatever comes in,
 * what goes out is an answer of the catalog or a problem+json; an unexpected fault is a 500 with an
 * id that the log has too.
 */
public final class HttpServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HttpServer.class.getName());

    /**
     * How to serve.
     *
     * @param port 0 picks one
     * @param publicUrl the base of links, where it is not what the client's Host header says
     * @param trustProxy whether the last X-Forwarded-For address is the caller's
     * @param patience how long a client may be silent in the middle of a request
     */
    public record Options(
            String host,
            int port,
            Optional<String> publicUrl,
            boolean trustProxy,
            Duration patience) {}

    private static final Duration FINISHING = Duration.ofSeconds(30);
    private static final int BACKLOG = 1024;
    private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");

    private final Options options;
    private final Catalog catalog;
    private final Handler handler;
    private final AccessLog log;
    private final BodyReader bodies;
    private final RateLimit publicCalls;
    private final WebServer server;

    private HttpServer(
            Options options, Catalog catalog, Handler handler, AccessLog log, InstantSource clock) {
        this.options = options;
        this.catalog = catalog;
        this.handler = handler;
        this.log = log;
        this.bodies = new BodyReader(options.patience());
        this.publicCalls =
                new RateLimit(Limits.PUBLIC_CALLS_PER_SECOND, Limits.PUBLIC_CALLS_AT_ONCE, clock);
        this.server =
                WebServer.builder()
                        .host(options.host())
                        .port(options.port())
                        .backlog(BACKLOG)
                        .shutdownHook(false)
                        .shutdownGracePeriod(FINISHING)
                        .connectionConfig(c -> c.readTimeout(options.patience()).tcpNoDelay(true))
                        .addProtocol(
                                Http1Config.builder()
                                        .maxHeadersSize(Limits.HEADER_BYTES)
                                        .maxPrologueLength(Limits.REQUEST_LINE_BYTES)
                                        .build())
                        .directHandlers(refusals())
                        .routing(routing -> routing.any(this::handle))
                        .build();
    }

    /** Starts to serve. */
    public static HttpServer start(
            Options options, Catalog catalog, Handler handler, AccessLog log, InstantSource clock) {
        HttpServer http = new HttpServer(options, catalog, handler, log, clock);
        http.server.start();
        return http;
    }

    public int port() {
        return server.port();
    }

    /** Takes no more requests, and returns when those in flight are answered. */
    @Override
    public void close() {
        server.stop();
    }

    private void handle(ServerRequest in, ServerResponse out) {
        long startedNanos = System.nanoTime();
        String method = in.prologue().method().text();
        String path = in.path().path();
        BodyReader.Body body = bodies.of(in);
        Answer answer;
        try {
            answer = answer(in, method, path, body);
        } catch (Problem problem) {
            answer = Answer.of(problem);
        } catch (BodyReader.Gone e) {
            LOG.log(System.Logger.Level.DEBUG, "a client hung up in the middle of its request");
            throw e.toClose();
        } catch (Throwable e) {
            answer = Answer.of(fault(e));
        } finally {
            body.close();
        }
        boolean empty = method.equals("HEAD");
        send(out, answer, empty, body.isPoisoned());
        log.add(method, path, answer.status(), answer.body().length, startedNanos, remote(in));
    }

    private Answer answer(ServerRequest in, String method, String path, BodyReader.Body body) {
        if (method.equals("OPTIONS")) {
            String allowed = String.join(", ", catalog.methods(path));
            return new Answer(204, Cors.preflight(allowed), new byte[0]);
        }
        Catalog.Match match = catalog.match(method, path);
        Endpoint<?> endpoint = match.endpoint();
        String remote = remote(in);
        if (endpoint.access() == Endpoint.Access.PUBLIC && endpoint.kind() != Endpoint.Kind.PLAIN) {
            publicCalls.require(remote);
            publicCalls.count(remote);
        }
        return handler.handle(
                endpoint,
                new Request(
                        method,
                        path,
                        in.query().rawValue(),
                        match.pathValues(),
                        headers(in),
                        body,
                        remote,
                        baseUrl(in)));
    }

    private static Function<String, Optional<String>> headers(ServerRequest in) {
        return name -> {
            List<String> values = in.headers().all(HeaderNames.create(name), List::of);
            return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
        };
    }

    private String baseUrl(ServerRequest in) {
        return options.publicUrl().orElseGet(() -> "http://" + in.authority());
    }

    private String remote(ServerRequest in) {
        if (options.trustProxy()) {
            List<String> hops = in.headers().all(FORWARDED_FOR, List::of);
            if (!hops.isEmpty()) {
                String last = hops.getLast();
                return last.substring(last.lastIndexOf(',') + 1).strip();
            }
        }
        return in.remotePeer().host();
    }

    private static Problem fault(Throwable e) {
        byte[] bytes = new byte[8];
        ThreadLocalRandom.current().nextBytes(bytes);
        String id = HexFormat.of().formatHex(bytes);
        LOG.log(System.Logger.Level.ERROR, "unexpected fault " + id, e);
        return new Problem(
                        500,
                        "internal",
                        "Something went wrong inside; nothing was charged. Please report the id.")
                .with("id", id);
    }

    private static void send(ServerResponse out, Answer answer, boolean head, boolean close) {
        out.status(answer.status());
        Cors.HEADERS.forEach(out::header);
        answer.headers().forEach((name, value) -> out.header(name, value));
        if (close) {
            out.header("Connection", "close");
        }
        if (head) {
            out.contentLength(answer.body().length);
            out.send();
        } else {
            out.send(answer.body());
        }
    }

    /** What the server refuses before a request gets here, in our words. */
    private static DirectHandlers refusals() {
        DirectHandlers.Builder all = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            all.addHandler(type, HttpServer::refusal);
        }
        return all.build();
    }

    private static DirectHandler.TransportResponse refusal(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            ServerResponseHeaders headers,
            String message) {
        int code = status.code() >= 500 && status.code() != 505 ? 400 : status.code();
        Problem problem =
                switch (code) {
                    case 413 -> new Problem(413, "too_large", "The body is too long.");
                    case 431 -> new Problem(431, "headers_too_large", "The headers are too long.");
                    case 414 -> new Problem(414, "uri_too_long", "The request line is too long.");
                    case 505 -> new Problem(505, "http_version", "Speak HTTP/1.1.");
                    default ->
                            new Problem(
                                    code,
                                    "bad_request",
                                    "The request is not well-formed HTTP, or its headers are too long.");
                };
        Answer answer = Answer.of(problem);
        DirectHandler.TransportResponse.Builder response =
                DirectHandler.TransportResponse.builder()
                        .status(Status.create(code))
                        .keepAlive(false)
                        .entity(answer.body());
        Cors.HEADERS.forEach((name, value) -> response.header(HeaderNames.create(name), value));
        answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
        return response.build();
    }
}
