package dev.coffer.payment.stacks;

import dev.coffer.endpoint.Circuit;
import dev.coffer.endpoint.Json;
import dev.coffer.payment.ChainSilent;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP API of a Stacks node, with the index that is served beside it ({@code /extended}): the
 * questions that are asked of it, each once, bounded in time and bytes. Whoever failed often is
 * left alone for a while.
 */
final class NodeApi implements AutoCloseable {

    /** An answer: 200 and 4xx are answers, anything else is none. */
    record Said(int status, JsonNode json) {
        boolean isOk() {
            return status == 200;
        }
    }

    /** A transaction with its events may be long. */
    private static final int ANSWER_BYTES = 4 << 20;

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final String base;
    private final Optional<String> key;
    private final Duration patience;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
    private final Circuit circuit = new Circuit(System::nanoTime);

    /**
     * @param url where its paths begin
     * @param key of a hosted node, sent as {@code x-api-key}
     * @param patience for one answer
     */
    NodeApi(URI url, Optional<String> key, Duration patience) {
        String text = url.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.key = key;
        this.patience = patience;
    }

    /** Whether it answered lately; asks nobody. */
    boolean isWell() {
        return circuit.isWell();
    }

    /**
     * What is at a path.
     *
     * @throws ChainSilent if it does not say
     */
    Said get(String path) {
        return asked(request(path).GET().build());
    }

    /** What it says to JSON. */
    Said post(String path, Object json) {
        return asked(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.write(json)))
                        .build());
    }

    /** What it says to bytes. */
    Said post(String path, byte[] bytes) {
        return asked(
                request(path)
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofByteArray(bytes))
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
        key.ifPresent(secret -> request.header("x-api-key", secret));
        return request;
    }

    private Said asked(HttpRequest request) {
        if (!circuit.isClosed()) {
            throw new ChainSilent("the node failed too often; it is left alone for a while");
        }
        String what = request.method() + " " + request.uri().getPath();
        try {
            HttpResponse<byte[]> answer =
                    client.send(
                            request,
                            BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES));
            int status = answer.statusCode();
            if (status != 200 && (status < 400 || status >= 500 || status == 429)) {
                throw failed(what + " answers " + status);
            }
            JsonNode json =
                    status == 404 ? Json.MAPPER.nullNode() : Json.MAPPER.readTree(answer.body());
            circuit.worked();
            return new Said(status, json);
        } catch (IOException | JacksonException e) {
            throw failed(what + ": " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(what + " was not waited for");
        }
    }

    private ChainSilent failed(String message) {
        circuit.failed();
        return new ChainSilent(message);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
