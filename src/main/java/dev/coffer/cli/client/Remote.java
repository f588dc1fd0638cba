package dev.coffer.cli.client;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** A running Coffer, by its URL. */
public final class Remote implements AutoCloseable {

    private static final Duration CONNECTING = Duration.ofSeconds(5);

    /** Above the server's own patience with a chain. */
    private static final Duration ANSWERING = Duration.ofSeconds(60);

    private static final int TRIES = 20;

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTING)
                    .build();

    public Remote(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (!this.url.startsWith("http://") && !this.url.startsWith("https://")) {
            throw new Failure("not an http URL: " + url);
        }
    }

    public String url() {
        return url;
    }

    public Response send(HttpCall call, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(url + call.path())).timeout(ANSWERING);
        } catch (IllegalArgumentException e) {
            throw new Failure("not a path: " + call.path());
        }
        request.method(call.method(), HttpRequest.BodyPublishers.ofString(call.body().orElse("")));
        call.body().ifPresent(_ -> request.header("Content-Type", "application/json"));
        call.headers().forEach(request::header);
        headers.forEach(request::header);
        try {
            HttpResponse<String> response =
                    http.send(
                            request.build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Response(response.statusCode(), response.headers(), response.body());
        } catch (ConnectException e) {
            throw new Failure("no server answers at " + url + "; start one: coffer serve");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Asks what is free, as often as the server's rate limit wants it. */
    public JsonNode ask(HttpCall call) throws IOException {
        Response response = send(call, Map.of());
        for (int i = 0; response.status() == 429 && i < TRIES; i++) {
            pause(response.retryAfterMs());
            response = send(call, Map.of());
        }
        if (!response.ok()) {
            throw new Failure(call.method() + " " + call.path() + ": " + response.problem());
        }
        return response.json();
    }

    /** The nonce that an address signs with next, by the devnet's node. */
    long nextNonce(String address) throws IOException {
        return ask(HttpCall.get("/devnet/extended/v1/address/" + address + "/nonces"))
                .path("possible_next_nonce")
                .asLong();
    }

    /** For who has nothing else to do: until a server said to come again, or while it measures. */
    public static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
