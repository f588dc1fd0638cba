package dev.coffer.cli.bench;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the benchmark's own, from what is installed, with its own settings: the newest of
 * Debian's, else what is on the path. Root may not run it, so under root it runs as nobody.
 */
public final class InstalledPostgres implements AutoCloseable {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final int NOBODY = 65534;
    private static final long START_SECONDS = 30;

    private final Path directory;
    private final Process process;
    private final Thread hook;
    private final String url;

    private InstalledPostgres(Path directory) throws IOException {
        this.directory = directory;
        if (isRoot()) {
            Files.setAttribute(directory, "unix:uid", NOBODY);
        }
        String data = directory.resolve("data").toString();
        int port = RedisOverHttp.freePort();
        this.url = "jdbc:postgresql://127.0.0.1:%d/postgres?user=coffer".formatted(port);
        end(start("initdb", "-A", "trust", "-U", "coffer", "-E", "UTF8", "--locale=C", "-D", data));
        this.process =
                start(
                        "postgres",
                        "-D",
                        data,
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=");
        this.hook = Thread.ofPlatform().unstarted(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Makes a cluster in an empty directory, starts it, and waits until it takes connections.
     *
     * @throws Failure if it is not installed, or does not start
     */
    public static InstalledPostgres start(Path directory) throws IOException {
        InstalledPostgres started = new InstalledPostgres(directory);
        try {
            started.awaitConnection();
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static String program(String name) throws IOException {
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                return versions.map(version -> version.resolve("bin").resolve(name))
                        .filter(Files::isExecutable)
                        .max(Comparator.comparingInt(InstalledPostgres::version))
                        .map(Path::toString)
                        .orElse(name);
            }
        }
        return name;
    }

    private static int version(Path program) {
        String digits = program.getName(DEBIAN.getNameCount()).toString().replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    private Process start(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(program(name));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new Failure(
                    name
                            + " can't be started; on Debian: apt-get install postgresql, or name one that runs with --store");
        }
    }

    private void end(Process ending) throws IOException {
        try {
            if (ending.waitFor() != 0) {
                throw failure();
            }
        } catch (InterruptedException e) {
            ending.destroy();
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    private Failure failure() throws IOException {
        List<String> said = Files.readAllLines(directory.resolve("log"));
        return new Failure(
                "PostgreSQL did not start: "
                        + (said.isEmpty() ? "it said nothing" : said.getLast()));
    }

    private void awaitConnection() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (process.isAlive() && System.nanoTime() < end) {
            try (Connection _ = DriverManager.getConnection(url)) {
                return;
            } catch (SQLException e) {
                Remote.pause(50);
            }
        }
        throw failure();
    }

    public String url() {
        return url;
    }

    /** Its connections are processes of this one. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends it and returns when its files are left alone. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        // SIGINT would be its fast shutdown; connections that are still there are let go so, too.
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
