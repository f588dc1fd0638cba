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
import java.util.stream.Stream;

/** The command line's server in a process of its own, which can be killed. */
public final class Child implements Caller, AutoCloseable {

    private static final String FIRST_WORDS = "listening on ";
    private static final String MEMORY = "-Xmx256m";

    /** Says the port that it picks before the child says anything. */
    private static final String DEBUGGED =
            "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    private static final String DEBUG_WORDS = "Listening for transport dt_socket at address: ";

    private final Process process;
    private final String url;
    private final String debugPort;
    private final Http http;

    private Child(Process process, String url, String debugPort) {
        this.process = process;
        this.url = url;
        this.debugPort = debugPort;
        this.http = new Http(() -> url, Duration.ofSeconds(20));
    }

    /** The only one on its data. */
    public static Child start(Path data, Config.Money money, Path log) {
        return small(MEMORY, data, money, log);
    }

    /** The same with so much memory. */
    public static Child small(String memory, Path data, Config.Money money, Path log) {
        return start(List.of(memory), "--data", data.toString(), money, log, "", "off");
    }

    /** The same with flags of the JVM. */
    public static Child with(List<String> jvm, Path data, Config.Money money, Path log) {
        List<String> flags = Stream.concat(Stream.of(MEMORY), jvm.stream()).toList();
        return start(flags, "--data", data.toString(), money, log, "", "off");
    }

    /** The same in a shell that said something before. */
    public static Child limited(String shell, Path data, Config.Money money, Path log) {
        return start(List.of(MEMORY), "--data", data.toString(), money, log, shell, "off");
    }

    /**
     * With all its threads and a debugger's door; the option is {@code --data} or {@code --store}.
     */
    public static Child debugged(String option, String store, Config.Money money, Path log) {
        // The debugger's library crashes where a process halts: no report of that.
        List<String> jvm = List.of(MEMORY, DEBUGGED, "-XX:ErrorFile=/dev/null");
        return start(jvm, option, store, money, log, "", log + ".access");
    }

    /** One of many nodes over a database. */
    public static Child node(String database, Config.Money money, Path log) {
        return start(List.of(MEMORY), "--store", database, money, log, "", "off");
    }

    /** With these options of {@code serve}, besides where it listens. */
    public static Child serving(Path log, List<String> options) {
        return start(List.of(MEMORY), options, log, "", "off");
    }

    private static Child start(
            List<String> jvm,
            String option,
            String store,
            Config.Money money,
            Path log,
            String shell,
            String accessLog) {
        String payments = money.name().toLowerCase(Locale.ROOT);
        return start(jvm, List.of("--payments", payments, option, store), log, shell, accessLog);
    }

    private static Child start(
            List<String> jvm, List<String> options, Path log, String shell, String accessLog) {
        ProcessBuilder serve =
                command(jvm, "serve").redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        serve.command().addAll(options);
        serve.command().addAll(List.of("--port", "0", "--access-log", accessLog));
        if (!shell.isEmpty()) {
            serve.command().addAll(0, List.of("sh", "-c", shell + "; exec \"$@\"", "sh"));
        }
        try {
            Process process = serve.start();
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            String debugPort = "";
            String line = out.readLine();
            while (line != null && !line.startsWith(FIRST_WORDS)) {
                if (line.startsWith(DEBUG_WORDS)) {
                    debugPort = line.substring(DEBUG_WORDS.length()).strip();
                }
                line = out.readLine();
            }
            assertThat(line).as("the child's first words; its log is %s", log).isNotNull();
            String url = String.valueOf(line).substring(FIRST_WORDS.length()).strip();
            return new Child(process, url, debugPort);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command of the command line in a process of its own, with so much memory. */
    public static ProcessBuilder command(String memory, String... words) {
        return command(List.of(memory), words);
    }

    private static ProcessBuilder command(List<String> jvm, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(jvm);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), "dev.coffer.cli.Main"));
        command.addAll(List.of(words));
        return new ProcessBuilder(command);
    }

    public String url() {
        return url;
    }

    /** Where its debugger's door is. */
    public String debugPort() {
        return debugPort;
    }

    public Process process() {
        return process;
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
