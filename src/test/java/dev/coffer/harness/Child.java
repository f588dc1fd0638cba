package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command line's server in a process of its own, which can be killed. */
public final class Child implements AutoCloseable {

    private final Process process;
    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    private Child(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** The only one on its data. */
    public static Child start(Path data, Config.Money money, Path log) {
        return start(List.of("--data", data.toString()), money, log);
    }

    /** One of many nodes over a database. */
    public static Child node(String database, Config.Money money, Path log) {
        return start(List.of("--store", database), money, log);
    }

    private static Child start(List<String> store, Config.Money money, Path log) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.coffer.cli.Main",
                        "serve",
                        "--payments",
                        money.name().toLowerCase(Locale.ROOT),
                        "--port",
                        "0",
                        "--access-log",
                        "off"));
        command.addAll(store);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String prefix = "listening on ";
            String line = out.readLine();
            while (line != null && !line.startsWith(prefix)) {
                line = out.readLine();
            }
            assertThat(line).as("the child's first words; its log is %s", log).isNotNull();
            return new Child(process, String.valueOf(line).substring(prefix.length()).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer, or an exception if there was none to be had. */
    public Answered send(String method, String target, String body, List<String> headers)
            throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + target))
                        .timeout(Duration.ofSeconds(20))
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        try {
            HttpResponse<byte[]> answer =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answered(answer.statusCode(), answer.headers(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    /** SIGKILL: nothing is flushed, closed or said good-bye to. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }

    @Override
    public void close() {
        kill();
    }
}
