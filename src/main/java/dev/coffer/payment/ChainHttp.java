package dev.coffer.payment;

import dev.coffer.endpoint.Circuit;
import dev.coffer.endpoint.Json;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Whoever is asked for a chain, over HTTP: a node, a facilitator. Each question is asked once,
 * bounded in time and bytes; who failed often is left alone for a while.
 */
public final class ChainHttp implements AutoCloseable {

    /** An answer: 2xx and 4xx are answers, anything else is none. */
    public record Said(int status, JsonNode json) {
        public boolean isOk() {
            return status / 100 == 2;
        }
    }

    /** A transaction with its events may be long. */
    private static final int ANSWER_BYTES = 4 << 20;

    private static final int PATIENT_TIMES = 4;

    private static final Duration PATIENT_PAUSE = Duration.ofSeconds(2);

    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final String base;
    private final Map<String, String> headers;
    private final Duration patience;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
    private final Circuit circuit = new Circuit(System::nanoTime);

    /**
     * @param url where its paths begin
     * @param headers of each question: a key, where it wants one
     * @param patience for one answer
     */
    public ChainHttp(URI url, Map<String, String> headers, Duration patience) {
        String text = url.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.headers = Map.copyOf(headers);
        this.patience = patience;
    }

    /** Whether it answered lately; asks nobody. */
    public boolean isWell() {
        return circuit.isWell();
    }

    /**
     * What is at a path.
     *
     * @throws ChainSilent if it does not say
     */
    public Said get(String path) {
        return asked(request(path).GET().build(), true);
    }

    /**
     * What it says to a question in JSON, which changes nothing there: it is asked once more if a
     * connection breaks, as those do that were kept for too long.
     */
    public Said ask(String path, Object json) {
        return asked(of(path, json), true);
    }

    /** What it says to JSON. */
    public Said post(String path, Object json) {
        return asked(of(path, json), false);
    }

    private HttpRequest of(String path, Object json) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(Json.write(json)))
                .build();
    }

    /** What it says to bytes. */
    public Said post(String path, byte[] bytes) {
        return asked(
                request(path)
                        .header("Content-Type", "application/octet-stream")
                        .POST(BodyPublishers.ofByteArray(bytes))
                        .build(),
                false);
    }

    /** Asks again, after a while, whoever does not say; for who has time. */
    public static Said patiently(Supplier<Said> question) {
        for (int silent = 1; ; silent++) {
            try {
                return question.get();
            } catch (ChainSilent e) {
                if (silent == PATIENT_TIMES || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(silent * PATIENT_PAUSE.toNanos());
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
        headers.forEach(request::header);
        return request;
    }

    private Said asked(HttpRequest request, boolean harmless) {
        if (!circuit.isClosed()) {
            throw new ChainSilent("it failed too often, and is left alone for a while");
        }
        String what = request.method() + " " + request.uri().getPath();
        try {
            HttpResponse<byte[]> answer = sent(request, harmless);
            int status = answer.statusCode();
            if (status / 100 != 2 && (status / 100 != 4 || status == 429)) {
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

    private HttpResponse<byte[]> sent(HttpRequest request, boolean harmless)
            throws IOException, InterruptedException {
        HttpResponse.BodyHandler<byte[]> reading =
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES);
        try {
            return client.send(request, reading);
        } catch (HttpTimeoutException e) {
            throw e;
        } catch (IOException e) {
            if (harmless) {
                return client.send(request, reading);
            }
            throw e;
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
