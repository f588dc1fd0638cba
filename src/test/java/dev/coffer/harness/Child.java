package dev.coffer.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command line's server in a process of its own, which can be killed. */
public final class Child implements Caller, AutoCloseable {

    private static final String FIRST_WORDS = "listening on ";

    private final Process process;
    private final String url;
    private final Http http;

    private Child(Process process, String url) {
        this.process = process;
        this.url = url;
        this.http = new Http(() -> url, Duration.ofSeconds(20));
    }

    /** The only one on its data. */
    public static Child start(Path data, Config.Money money, Path log) {
        return small("-Xmx256m", data, money, log);
    }

    /** The same with so much memory. */
    public static Child small(String memory, Path data, Config.Money money, Path log) {
        return start(memory, "--data", data.toString(), money, log);
    }

    /** The same in a shell that said something before. */
    public static Child limited(String shell, Path data, Config.Money money, Path log) {
        return start("-Xmx256m", "--data", data.toString(), money, log, shell);
    }

    /** One of many nodes over a database. */
    public static Child node(String database, Config.Money money, Path log) {
        return start("-Xmx256m", "--store", database, money, log);
    }

    private static Child start(
            String memory, String option, String store, Config.Money money, Path log) {
        return start(memory, option, store, money, log, "");
    }

    private static Child start(
            String memory,
            String option,
            String store,
            Config.Money money,
            Path log,
            String shell) {
        String payments = money.name().toLowerCase(Locale.ROOT);
        ProcessBuilder serve =
                command(memory, "serve", "--payments", payments, option, store)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        serve.command().addAll(List.of("--port", "0", "--access-log", "off"));
        if (!shell.isEmpty()) {
            serve.command().addAll(0, List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
        }
        try {
            Process process = serve.start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            while (line != null && !line.startsWith(FIRST_WORDS)) {
                line = out.readLine();
            }
            assertThat(line).as("the child's first words; its log is %s", log).isNotNull();
            return new Child(process, String.valueOf(line).substring(FIRST_WORDS.length()).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command of the command line in a process of its own, with so much memory. */
    public static ProcessBuilder command(String memory, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", memory));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), "dev.coffer.cli.Main"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }

    public String url() {
        return url;
    }

    @Override
    public Answered send(String method, String target, byte[] body, String... headers) {
        return http.send(method, target, body, headers);
    }

    /** SIGKILL: nothing is flushed, closed or said good-bye to. */
    public void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.cut();
    }

    @Override
    public void close() {
        kill();
    }
}
