package dev.coffer.store.postgres;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.tukaani.xz.XZInputStream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A real PostgreSQL of the test's own, from binaries out of Maven, on a free port of this machine.
 * Root may not run it, so under root it runs as nobody.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String BINARIES = "/postgres-linux-x86_64.txz";
    private static final long PATIENCE_SECONDS = 60;

    /** They tell of each opening and closing. */
    private static final List<Logger> CHATTY =
            List.of(Logger.getLogger("org.flywaydb"), Logger.getLogger("com.zaxxer.hikari"));

    static {
        CHATTY.forEach(logger -> logger.setLevel(Level.OFF));
    }

    /** What is looked at of Citus' own tables; there they are in pg_catalog. */
    private static final String CITUS_CATALOG =
            """
            create table pg_dist_partition (
                logicalrelid regclass primary key, partmethod char not null default 'h',
                colocationid int not null default 1);
            create table pg_dist_shard (
                logicalrelid regclass not null, shardid bigint not null,
                shardminvalue text, shardmaxvalue text);
            create table pg_dist_placement (
                shardid bigint not null, shardstate int not null, groupid int not null);
            create table pg_dist_node (
                nodeid int not null, groupid int not null, nodename text not null,
                nodeport int not null, hasmetadata boolean not null default true,
                isactive boolean not null default true, noderole text not null default 'primary',
                metadatasynced boolean not null default true);
            """;

    private static @Nullable PostgresServer shared;
    private static int databases;

    private final Path home;
    private final int port;
    private @Nullable Process process;

    private PostgresServer() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "the build has PostgreSQL for Linux on amd64 only: NOT TESTED HERE");
        home = Files.createTempDirectory(Path.of("/tmp"), "coffer-pg");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
        unpack();
        run(
                "initdb",
                "-A",
                "trust",
                "-U",
                "coffer",
                "-E",
                "UTF8",
                "--locale=C",
                "-N",
                "-D",
                data());
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start();
    }

    /** One for all tests of the process that do it no harm. */
    public static synchronized PostgresServer shared() {
        if (shared == null) {
            shared = own();
        }
        return shared;
    }

    /** One to be killed. */
    public static PostgresServer own() {
        try {
            return new PostgresServer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private void unpack() throws IOException, InterruptedException {
        Process tar = command("tar", "-x", "-C", home.toString()).start();
        try (InputStream packed = PostgresServer.class.getResourceAsStream(BINARIES);
                XZInputStream unpacked = new XZInputStream(packed);
                OutputStream in = tar.getOutputStream()) {
            unpacked.transferTo(in);
        }
        ended(tar, "tar");
    }

    private ProcessBuilder command(String... words) {
        List<String> all = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            all.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        all.addAll(List.of(words));
        return new ProcessBuilder(all)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(home.resolve("server.log").toFile()));
    }

    private void run(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(home.resolve("bin").resolve(tool).toString()));
        words.addAll(List.of(arguments));
        ended(command(words.toArray(String[]::new)).start(), tool);
    }

    private void ended(Process ending, String what) throws IOException, InterruptedException {
        if (!ending.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || ending.exitValue() != 0) {
            throw new AssertionError(
                    what + " failed: " + Files.readString(home.resolve("server.log")));
        }
    }

    /** Starts it again after {@link #kill}; returns when it takes connections. */
    public void start() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                // What a killed one leaves behind may refuse the next for a moment.
                if (process == null || !process.isAlive()) {
                    process =
                            command(
                                            home.resolve("bin/postgres").toString(),
                                            "-D",
                                            data(),
                                            "-p",
                                            Integer.toString(port),
                                            "-c",
                                            "listen_addresses=127.0.0.1",
                                            "-c",
                                            "unix_socket_directories=",
                                            "-c",
                                            "max_connections=200")
                                    .start();
                }
                try (Connection _ = DriverManager.getConnection(url("postgres"))) {
                    return;
                }
            } catch (SQLException | IOException e) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("PostgreSQL does not start", e);
                }
                Thread.yield();
            }
        }
    }

    /** What it logged so far. */
    public String log() {
        try {
            return Files.readString(home.resolve("server.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As by {@code kill -9}; what it had told the kernel stays, and nothing else. */
    public void kill() {
        try {
            if (process != null) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public int port() {
        return port;
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=coffer";
    }

    /** The URL of a new, empty database. */
    public String newDatabase() {
        String name;
        synchronized (PostgresServer.class) {
            name = "test" + databases++;
        }
        execute(url("postgres"), "create database " + name);
        return url(name);
    }

    public static void execute(String url, String sql) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * The URL of a new database that says it is spread by Citus and is not: for the statements that
     * are used there.
     */
    public String newDatabaseThatClaimsCitus() {
        String url = newDatabase();
        claimCitus(url);
        return url;
    }

    /** Has one of its databases say so. */
    public void claimCitus(String url) {
        try {
            Path extensions;
            try (Stream<Path> files = Files.walk(home.resolve("share"))) {
                extensions =
                        files.filter(file -> file.endsWith("extension")).findFirst().orElseThrow();
            }
            Files.writeString(extensions.resolve("citus.control"), "default_version = '1'\n");
            Files.writeString(extensions.resolve("citus--1.sql"), CITUS_CATALOG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        execute(url, "create extension citus");
    }

    /** The URL of a new, empty database of another's name. */
    public String newDatabaseLike(String url) {
        String name = url.replaceAll(".*/(\\w+)\\?.*", "$1");
        execute(url("postgres"), "create database " + name);
        return url(name);
    }

    private void remove() {
        if (process != null) {
            process.destroyForcibly();
        }
        for (int i = 0; i < 20; i++) {
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            } catch (IOException | UncheckedIOException e) {
                // Its processes are still writing; once more.
            }
            if (!Files.exists(home)) {
                return;
            }
        }
    }

    @Override
    public void close() {
        kill();
        remove();
    }
}
