package dev.coffer.cli;

import dev.coffer.endpoint.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A running Coffer, by its URL. */
final class Service implements AutoCloseable {

    private static final Duration CONNECTING = Duration.ofSeconds(5);

    /** Above the server's own patience with a chain. */
    private static final Duration ANSWERING = Duration.ofSeconds(60);

    private static final int TRIES = 20;

    /** A request, before it is known what it costs. */
    record Call(String method, String path, Optional<String> body) {

        static Call get(String path) {
            return new Call("GET", path, Optional.empty());
        }

        static Call post(String path, String json) {
            return new Call("POST", path, Optional.of(json));
        }

        @Override
        public String toString() {
            return method + " " + path + body.map(b -> " " + b).orElse("");
        }
    }

    /** What came back. */
    record Response(int status, HttpHeaders headers, String body) {

        boolean ok() {
            return status >= 200 && status < 300;
        }

        Optional<String> header(String name) {
            return headers.firstValue(name);
        }

        /** The body as JSON; a missing node if it is something else. */
        JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (JacksonException e) {
                return Json.MAPPER.missingNode();
            }
        }

        /** A problem's code; empty where there is none. */
        String code() {
            return json().path("code").asString("");
        }

        /** What went wrong, in one line. */
        String problem() {
            JsonNode json = json();
            String detail = json.path("detail").asString(json.path("error").asString(body.strip()));
            return "%d %s: %s".formatted(status, code(), detail).replace(" :", ":");
        }

        /** How long to wait before the same request is worth sending again. */
        long retryAfterMs() {
            return json().path("retryAfterMs").asLong(1_000);
        }
    }

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECTING)
                    .build();

    Service(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (!this.url.startsWith("http://") && !this.url.startsWith("https://")) {
            throw new Main.Failure("not an http URL: " + url);
        }
    }

    String url() {
        return url;
    }

    Response send(Call call, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(url + call.path())).timeout(ANSWERING);
        } catch (IllegalArgumentException e) {
            throw new Main.Failure("not a path: " + call.path());
        }
        request.method(
                call.method(),
                call.body()
                        .map(HttpRequest.BodyPublishers::ofString)
                        .orElseGet(HttpRequest.BodyPublishers::noBody));
        call.body().ifPresent(_ -> request.header("Content-Type", "application/json"));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response =
                    http.send(
                            request.build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Response(response.statusCode(), response.headers(), response.body());
        } catch (ConnectException e) {
            throw new Main.Failure("no server answers at " + url + "; start one: coffer serve");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Asks what is free, as often as the server's rate limit wants it. */
    JsonNode ask(Call call) throws IOException {
        Response response = send(call, Map.of());
        for (int i = 0; response.status() == 429 && i < TRIES; i++) {
            pause(response.retryAfterMs());
            response = send(call, Map.of());
        }
        if (!response.ok()) {
            throw new Main.Failure(call.method() + " " + call.path() + ": " + response.problem());
        }
        return response.json();
    }

    /** The nonce that an address signs with next, by the devnet's node. */
    long nextNonce(String address) throws IOException {
        return ask(Call.get("/devnet/extended/v1/address/" + address + "/nonces"))
                .path("possible_next_nonce")
                .asLong();
    }

    /** Pours play money: some of each asset, or so much STX. */
    static Call faucet(String address, Optional<Long> microStx) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("address", address);
        microStx.ifPresent(amount -> {
            body.put("tokenType", "STX");
            body.put("amount", amount);
        });
        return Call.post("/devnet/faucet", Json.MAPPER.writeValueAsString(body));
    }

    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Main.Failure("interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
