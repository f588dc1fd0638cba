package dev.coffer.state.memory.embed;

import dev.coffer.endpoint.Circuit;
import dev.coffer.endpoint.Json;

import org.jspecify.annotations.Nullable;

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
import java.util.Map;
import java.util.Optional;

/**
 * A server that speaks OpenAI's HTTP interface, asked with patience: what may be better at the next
 * try is tried again, and a server that keeps failing is left alone for a while.
 */
final class ModelServer {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int TRIES = 3;
    private static final long FIRST_PAUSE_MS = 100;

    /** Bytes of an answer: 16,384 numbers in JSON, and some. */
    private static final long ANSWER_BYTES = 1 << 20;

    private final URI url;
    private final Optional<String> key;
    private final Duration patience;
    private final Circuit circuit = new Circuit(System::nanoTime);
    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

    /**
     * @param base as {@code https://api.openai.com/v1}, or the whole URL
     * @param path what follows it
     * @param key sent as a bearer token
     * @param patience for one try
     */
    ModelServer(String base, String path, Optional<String> key, Duration patience) {
        String whole = base.endsWith(path) ? base : base.replaceFirst("/+$", "") + path;
        this.url = URI.create(whole);
        this.key = key;
        this.patience = patience;
    }

    /**
     * Asks, and asks again.
     *
     * @throws Embedder.Unavailable if there was no good answer
     */
    JsonNode ask(Map<String, Object> question) {
        if (!circuit.isClosed()) {
            throw new Embedder.Unavailable(url + " failed too often; it is left alone for a while");
        }
        HttpRequest request = request(question);
        long pause = FIRST_PAUSE_MS;
        for (int i = 1; ; i++, pause *= 4) {
            try {
                HttpResponse<byte[]> answer =
                        client.send(
                                request,
                                BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES));
                if (answer.statusCode() == 200) {
                    return Json.MAPPER.readTree(answer.body());
                }
                if (i == TRIES || !mayBeBetter(answer.statusCode())) {
                    throw failed("answers " + answer.statusCode(), null);
                }
            } catch (IOException | JacksonException e) {
                if (i == TRIES) {
                    throw failed(String.valueOf(e.getMessage()), e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw failed("was not waited for", e);
            }
            pause(pause);
        }
    }

    private HttpRequest request(Map<String, Object> question) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .timeout(patience)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(Json.write(question)));
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request.build();
    }

    private static boolean mayBeBetter(int status) {
        return status == 429 || status >= 500;
    }

    /** Its answer is what was asked for. */
    void worked() {
        circuit.worked();
    }

    /** Its answer is not what was asked for; counts as a failure of the server. */
    Embedder.Unavailable wrong(String what) {
        return failed(what, null);
    }

    private Embedder.Unavailable failed(String what, @Nullable Exception cause) {
        circuit.failed();
        String message = url + ": " + what;
        return cause == null
                ? new Embedder.Unavailable(message)
                : new Embedder.Unavailable(message, cause);
    }

    /**
     * Before it is asked again: nobody says when it is well, and its caller has nothing else to do.
     */
    private void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was not waited for", e);
        }
    }

    void close() {
        client.shutdownNow();
    }
}
