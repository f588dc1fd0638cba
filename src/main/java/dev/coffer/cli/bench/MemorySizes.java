package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.Remote;
import dev.coffer.cli.client.Response;
import dev.coffer.endpoint.Json;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a store, a recall and a search cost beside how many memories. They are filled in with random
 * vectors of their own, so that filling in costs no model; a search beside none at all shows what
 * the question's own vector costs.
 */
public final class MemorySizes {

    private static final int DIMENSIONS = 384;
    private static final int CALLS = 200;
    private static final int FILLING = 8;
    private static final int WORDS = 2_000;
    private static final int WORDS_OF_MEMORY = 20;
    private static final long SEED = 1;

    private record Cost(double medianMs, double cpuMs) {}

    private final Remote remote;
    private final ProcessHandle server;
    private final PrintWriter out;

    public MemorySizes(Remote remote, ProcessHandle server, PrintWriter out) {
        this.remote = remote;
        this.server = server;
        this.out = out;
    }

    public void measure(List<Integer> sizes) throws IOException {
        out.printf("%-16s %9s %9s %9s%n", "call", "memories", "p50 ms", "CPU ms");
        cost("nobody", "/api/memory/search"); // Warms up.
        cost("nobody", "/api/memory/search");
        for (int size : sizes) {
            String owner = "owner-of-" + size;
            fill(owner, size);
            cost(owner, "/api/memory/search");
            Cost question = cost("nobody", "/api/memory/search");
            Cost search = cost(owner, "/api/memory/search");
            print("search", 0, question);
            print("search", size, search);
            print("recall", size, cost(owner, "/api/memory/recall"));
            print("store", size, cost(owner, "/api/memory/store"));
            out.printf(
                    Locale.ROOT,
                    "  a search beside the question's vector: %.2f ms of CPU%n",
                    search.cpuMs() - question.cpuMs());
            out.flush();
        }
    }

    /** Many owners, searched one after another: more than fit into memory at once. */
    public void inTurn(int owners, int memories) throws IOException {
        for (int i = 0; i < owners; i++) {
            fill("turn-" + i, memories);
        }
        double before = cpuSeconds();
        long started = System.nanoTime();
        for (int i = 0; i < owners; i++) {
            call("turn-" + i, "/api/memory/search", i);
        }
        out.printf(
                Locale.ROOT,
                "%d owners with %d memories each, searched in turn: %.1f ms, %.1f ms of CPU each%n",
                owners,
                memories,
                (System.nanoTime() - started) / 1e6 / owners,
                (cpuSeconds() - before) * 1e3 / owners);
    }

    private void print(String call, int memories, Cost cost) {
        out.printf(
                Locale.ROOT,
                "%-16s %9d %9.2f %9.2f%n",
                call,
                memories,
                cost.medianMs(),
                cost.cpuMs());
    }

    private Cost cost(String owner, String path) throws IOException {
        List<Double> took = new ArrayList<>();
        double before = cpuSeconds();
        for (int i = 0; i < CALLS; i++) {
            long started = System.nanoTime();
            call(owner, path, i);
            took.add((System.nanoTime() - started) / 1e6);
        }
        took.sort(null);
        return new Cost(took.get(CALLS / 2), (cpuSeconds() - before) * 1e3 / CALLS);
    }

    private void call(String owner, String path, int i) throws IOException {
        String words = words(new Random(SEED + i), 6);
        post(
                owner,
                path,
                switch (path) {
                    case "/api/memory/search" -> Map.of("query", words);
                    case "/api/memory/recall" -> Map.of("key", "m-0");
                    default -> Map.of("key", "s-" + i, "content", words);
                });
    }

    private void fill(String owner, int memories) throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(FILLING)) {
            List<Future<Void>> parts = new ArrayList<>();
            for (int part = 0; part < FILLING; part++) {
                int from = part;
                parts.add(
                        threads.submit(() -> {
                            for (int i = from; i < memories; i += FILLING) {
                                store(owner, i);
                            }
                            return null;
                        }));
            }
            for (Future<Void> part : parts) {
                part.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException("filling in failed: " + e.getCause(), e);
        }
    }

    private void store(String owner, int i) throws IOException {
        Random random = new Random(i);
        float[] vector = new float[DIMENSIONS];
        for (int j = 0; j < DIMENSIONS; j++) {
            vector[j] = Math.round(1000 * random.nextGaussian()) / 1000f;
        }
        post(
                owner,
                "/api/memory/store",
                Map.of(
                        "key",
                        "m-" + i,
                        "content",
                        words(random, WORDS_OF_MEMORY),
                        "embedding",
                        vector,
                        "similar",
                        false));
    }

    /** Words as a language has them: few of them often, many seldom. */
    private static String words(Random random, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> "w" + (int) (WORDS * Math.pow(random.nextDouble(), 3)))
                .collect(Collectors.joining(" "));
    }

    private void post(String owner, String path, Map<String, Object> body) throws IOException {
        Response response =
                remote.send(
                        HttpCall.post(path, new String(Json.write(body), StandardCharsets.UTF_8)),
                        Map.of("X-Payer", owner));
        if (!response.ok()) {
            throw new Failure(path + ": " + response.problem());
        }
    }

    private double cpuSeconds() {
        return server.info().totalCpuDuration().map(cpu -> cpu.toNanos() / 1e9).orElse(0d);
    }
}
