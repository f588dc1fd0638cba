package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.Remote;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Redis that syncs each write before it answers it, behind webdis, its HTTP server: what Coffer is
 * measured beside. Both as Debian has them, webdis with its settings there.
 */
public final class RedisOverHttp implements AutoCloseable {

    private static final String REDIS = "redis-server";
    private static final String WEBDIS = "webdis";
    private static final long START_SECONDS = 10;

    private final List<Process> processes = new ArrayList<>();
    private final String url;

    private RedisOverHttp(Path directory) throws IOException {
        int redis = freePort();
        int webdis = freePort();
        this.url = "http://127.0.0.1:" + webdis;
        start(
                directory,
                REDIS,
                List.of("--port", Integer.toString(redis), "--bind", "127.0.0.1", "--save", ""),
                List.of("--dir", directory.toString()),
                List.of("--appendonly", "yes", "--appendfsync", "always"));
        Path settings =
                Files.writeString(
                        directory.resolve("webdis.json"),
                        """
                        {"redis_host": "127.0.0.1", "redis_port": %d,
                         "http_host": "127.0.0.1", "http_port": %d, "threads": 2,
                         "daemonize": false, "database": 0, "verbosity": 0,
                         "logfile": "%s"}
                        """
                                .formatted(redis, webdis, directory.resolve("webdis.log")));
        start(directory, WEBDIS, List.of(settings.toString()));
    }

    /**
     * Starts both, and waits for their first answer.
     *
     * @throws Failure if one of them is not installed, or does not answer
     */
    public static RedisOverHttp start(Path directory) throws IOException {
        RedisOverHttp started = new RedisOverHttp(directory);
        try {
            started.awaitAnswer();
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    @SafeVarargs
    private void start(Path directory, String program, List<String>... arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        Stream.of(arguments).forEach(command::addAll);
        try {
            processes.add(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve(program + ".out").toFile())
                            .start());
        } catch (IOException e) {
            close();
            throw new Failure(
                    "%s can't be started; on Debian: apt-get install redis-server webdis"
                            .formatted(program));
        }
    }

    private void awaitAnswer() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        try (Remote remote = new Remote(url)) {
            while (processes.stream().allMatch(Process::isAlive) && System.nanoTime() < end) {
                try {
                    if (remote.send(HttpCall.get("/INCR/ready"), Map.of()).ok()) {
                        return;
                    }
                } catch (Failure | IOException e) {
                    // Not yet.
                }
                Remote.pause(50);
            }
        }
        throw new Failure("Redis behind webdis did not answer; is another program in its place?");
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** All of its keys are nobody's. */
    public BenchTarget target() {
        return new BenchTarget(
                url, List.of(""), processes.stream().map(Process::toHandle).toList());
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
