package dev.coffer.state.memory;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A server that speaks OpenAI's interface as a script has it: first what it says, then good
 * answers.
 */
final class ScriptedModels implements AutoCloseable {

    /** An answer of a script; status 0: the connection is closed without one. */
    record Said(int status, String body) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final int dimensions;
    private final ConcurrentLinkedQueue<Said> script = new ConcurrentLinkedQueue<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();
    volatile boolean away;

    ScriptedModels(int dimensions) {
        this.dimensions = dimensions;
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/embeddings", this::embed);
        server.createContext("/v1/chat/completions", this::chat);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** What it says next, before it is good again. */
    void says(int status, String body) {
        script.add(new Said(status, body));
    }

    private void embed(HttpExchange call) throws IOException {
        JsonNode in = read(call);
        String text = in.path("input").path(0).asString();
        asked.add(text);
        answer(call, "{\"data\":[{\"embedding\":" + vector(text, dimensions) + "}]}");
    }

    static String vector(String text, int dimensions) {
        int hash = text.contains("bicycle") ? 1 : text.hashCode();
        return IntStream.range(0, dimensions)
                .mapToObj(i -> i == Math.floorMod(hash, dimensions) ? "2" : "0")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private void chat(HttpExchange call) throws IOException {
        asked.add(read(call).path("messages").path(1).path("content").asString());
        answer(call, "{\"choices\":[{\"message\":{\"content\":\" It is about a bicycle. \"}}]}");
    }

    private JsonNode read(HttpExchange call) throws IOException {
        keys.add(String.valueOf(call.getRequestHeaders().getFirst("Authorization")));
        return JSON.readTree(call.getRequestBody().readAllBytes());
    }

    private void answer(HttpExchange call, String good) throws IOException {
        Said said = script.poll();
        if (away || (said != null && said.status() == 0)) {
            call.close();
            return;
        }
        byte[] body = (said == null ? good : said.body()).getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(said == null ? 200 : said.status(), body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
