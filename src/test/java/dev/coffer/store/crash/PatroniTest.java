package dev.coffer.store.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Call;
import dev.coffer.harness.Child;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Two nodes over three PostgreSQL under Patroni with a strict synchronous standby, whose primary
 * dies in each way that it can. Run by the profile {@code patroni}, which is active where Debian's
 * packages patroni, etcd-server and postgresql are installed.
 */
@Tag("patroni")
@Timeout(600)
class PatroniTest {

    private static final int NODES = 3;

    /** A fail-over takes Patroni's ttl of 20 seconds, an election, and a new standby. */
    private static final double LONGEST_GAP_SECONDS = 60;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Integer> ports = new ArrayList<>();
    private Path directory = Path.of("");

    @Test
    void nothingAnsweredIsLostOrDoneTwice() throws IOException {
        for (String needed : List.of("patroni", "etcd", "setpriv")) {
            Assumptions.assumeTrue(
                    Stream.of(System.getenv("PATH").split(":"))
                            .anyMatch(path -> Files.isExecutable(Path.of(path, needed))),
                    "there is no " + needed + ": NOT TESTED HERE");
        }
        directory = Files.createTempDirectory(Path.of("/tmp"), "coffer-ha");
        freePorts(2 + 2 * NODES);
        List<String> start = new ArrayList<>(List.of("start", directory.toString()));
        ports.forEach(port -> start.add(port.toString()));
        AtomicReferenceArray<Child> nodes = new AtomicReferenceArray<>(2);
        try {
            cluster(start.toArray(String[]::new));
            awaitStandby();
            String database =
                    "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d/postgres?user=coffer"
                            .formatted(ports.get(2), ports.get(4), ports.get(6));
            Path log = directory.resolve("nodes.log");
            for (int i = 0; i < nodes.length(); i++) {
                nodes.set(i, Child.node(database, Config.Money.DEVNET, log));
            }
            try (Load load = new Load(nodes)) {
                load.goesOn(500);
                load.longestGapSeconds();
                fault(load, nodes.get(0), "kill -9 of the primary", this::killPrimary);
                fault(load, nodes.get(0), "kill -9 of its postmaster", this::killPostmaster);
                fault(load, nodes.get(0), "kill -9 of the standby", this::killStandby);
                fault(load, nodes.get(0), "a primary that sleeps", this::letPrimarySleep);
                load.check();
            }
        } finally {
            cluster("stop", directory.toString());
            for (int i = 0; i < nodes.length(); i++) {
                Child node = nodes.get(i);
                if (node != null) {
                    node.kill();
                }
            }
            remove();
        }
    }

    /** Of a cluster that is whole: how it becomes so again is not ours to prove. */
    private void fault(Load load, Child node, String what, Runnable fault) {
        awaitStandby();
        fault.run();
        load.goesOn(500);
        Call.until("health tells", 60, () -> healthy(node));
        double gap = load.longestGapSeconds();
        System.out.printf("%s: the longest time without a call done %.1f s%n", what, gap);
        assertThat(gap).isLessThan(LONGEST_GAP_SECONDS);
    }

    private static boolean healthy(Child node) {
        try {
            return node.get("/api/health").status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void killPrimary() {
        String primary = Integer.toString(one("primary"));
        cluster("signal", directory.toString(), primary, "KILL", "both");
        Call.until("another is primary", 90, () -> is("primary", n -> n != number(primary)));
        cluster("node", directory.toString(), primary);
    }

    private void killPostmaster() {
        String primary = Integer.toString(one("primary"));
        cluster("signal", directory.toString(), primary, "KILL", "postgres");
    }

    private void killStandby() {
        String standby = Integer.toString(one("sync"));
        cluster("signal", directory.toString(), standby, "KILL", "both");
        Call.until("another stands by", 90, () -> is("sync", n -> n != number(standby)));
        cluster("node", directory.toString(), standby);
    }

    private void letPrimarySleep() {
        String primary = Integer.toString(one("primary"));
        cluster("signal", directory.toString(), primary, "STOP", "both");
        Call.until("another is primary", 90, () -> is("primary", n -> n != number(primary)));
        cluster("signal", directory.toString(), primary, "CONT", "both");
    }

    private static int number(String node) {
        return Integer.parseInt(node);
    }

    private void awaitStandby() {
        Call.until(
                "there are a primary and two that follow",
                120,
                () -> is("primary", _ -> true) && is("sync", _ -> true) && all("health"));
    }

    /** The node that is this, by what its Patroni says. */
    private int one(String role) {
        return IntStream.rangeClosed(1, NODES)
                .filter(node -> says(node, role))
                .findFirst()
                .orElseThrow(() -> new AssertionError("none is " + role));
    }

    private boolean is(String role, IntPredicate which) {
        return IntStream.rangeClosed(1, NODES).filter(which).anyMatch(node -> says(node, role));
    }

    private boolean all(String role) {
        return IntStream.rangeClosed(1, NODES).allMatch(node -> says(node, role));
    }

    private boolean says(int node, String role) {
        URI uri = URI.create("http://127.0.0.1:%d/%s".formatted(ports.get(1 + 2 * node), role));
        try {
            return http.send(
                                    HttpRequest.newBuilder(uri)
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void cluster(String... words) {
        List<String> command = new ArrayList<>(List.of("src/test/patroni/cluster.sh"));
        command.addAll(List.of(words));
        try {
            Process script =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("cluster.log").toFile())
                            .start();
            assertThat(script.waitFor()).as("%s", command).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        for (ServerSocket socket : sockets) {
            ports.add(socket.getLocalPort());
            socket.close();
        }
    }

    private void remove() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
