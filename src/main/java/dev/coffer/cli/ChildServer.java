package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.HttpCall;
import dev.coffer.cli.client.Remote;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, with this JVM's flags. It ends with this one. */
final class ChildServer implements AutoCloseable {

    private static final String READY = "listening on ";
    private static final long STOP_SECONDS = 40;

    private final Process process;
    private final String url;
    private final double startSeconds;
    private final Thread hook;

    private ChildServer(Process process, String url, double startSeconds) {
        this.process = process;
        this.url = url;
        this.startSeconds = startSeconds;
        this.hook = Thread.ofPlatform().unstarted(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Starts it and waits for its first answer.
     *
     * @param store the URL of a database; without one it has a directory of its own
     */
    static ChildServer start(Path directory, String payments, Optional<String> store)
            throws IOException {
        return start(directory, payments, store, List.of());
    }

    /** The same, with more flags for its JVM. */
    static ChildServer start(
            Path directory, String payments, Optional<String> store, List<String> flags)
            throws IOException {
        Path log = directory.resolve(payments + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag ->
                        !flag.contains("AutoCreateSharedArchive") && !flag.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(main(System.getProperty("java.class.path")));
        command.addAll(List.of("serve", "--port", "0", "--host", "127.0.0.1"));
        command.addAll(List.of("--data", directory.resolve(payments).toString()));
        command.addAll(List.of("--payments", payments, "--access-log", "off"));
        // All calls come from one address, and all links of a benchmark are one account's.
        command.addAll(List.of("--limit", "publicCallsPerSecond=10000000"));
        command.addAll(List.of("--limit", "publicCallsBurst=10000000,linksBurst=1000000"));
        store.ifPresent(url -> command.addAll(List.of("--store", url)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("COFFER_"));
        long started = System.nanoTime();
        Process process = builder.start();
        String url = url(process, log);
        try (Remote remote = new Remote(url)) {
            remote.ask(HttpCall.get("/api/health"));
        }
        return new ChildServer(process, url, (System.nanoTime() - started) / 1e9);
    }

    /** As `coffer` starts the jar, or the JVM would not take the cache that was made for that. */
    private static List<String> main(String classPath) {
        return classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)
                ? List.of("-jar", classPath)
                : List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        Main.class.getName());
    }

    private static String url(Process process, Path log) throws IOException {
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return line.substring(READY.length()).strip();
            }
        }
        List<String> said = Files.readAllLines(log);
        throw new Failure(
                "the server did not start: "
                        + (said.isEmpty() ? "it said nothing" : said.getLast()));
    }

    String url() {
        return url;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** From the start of the process to its first answer. */
    double startSeconds() {
        return startSeconds;
    }

    /** Resident memory now, where /proc tells it. */
    OptionalLong residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
