package dev.coffer.http;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Child;
import dev.coffer.harness.Payer;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * An Error in any thread of a server, thrown by a debugger: afterwards it answers as before, or the
 * process has ended with a line that says why. What it acknowledged is there.
 */
@Timeout(300)
class DyingThreadsTest {

    private static final int ROUNDS = 20;

    @TempDir private Path directory;
    private final List<String> acknowledged = new ArrayList<>();
    private final Set<String> tried = new HashSet<>();

    /** Each kind once: on PostgreSQL those that SQLite has not. */
    @Test
    void leavesAServerThatWorksOrNone() throws Exception {
        eachThread("--data", directory.resolve("data").toString());
        acknowledged.clear();
        eachThread("--store", PostgresServer.shared().newDatabase());
    }

    private void eachThread(String option, String store) throws Exception {
        List<String> names;
        Payer payer;
        try (Child child = Child.debugged(option, store, Config.Money.DEVNET, log("first"))) {
            payer = Payer.named(child, "alice").filled();
            names = threads(attached(child)).keySet().stream().filter(tried::add).toList();
        }
        System.out.println("DyingThreadsTest: " + names);
        assertThat(names).hasSizeGreaterThan(2);
        for (String name : names) {
            Path log = log(name);
            try (Child child = Child.debugged(option, store, Config.Money.DEVNET, log)) {
                Payer alice = payer.at(child);
                for (String key : acknowledged) {
                    get(alice, key).expect(200);
                }
                survivesOrEnds(child, alice, name, log);
            }
        }
    }

    private Path log(String name) {
        return directory.resolve("log " + name);
    }

    private void survivesOrEnds(Child child, Payer alice, String name, Path log) throws Exception {
        VirtualMachine machine = attached(child);
        ThreadReference thread = threads(machine).get(name);
        if (thread == null) {
            return; // One of those that come and go.
        }
        ObjectReference error =
                machine.classesByName("java.lang.OutOfMemoryError")
                        .getFirst()
                        .instances(1)
                        .getFirst();
        try {
            thread.stop(error);
            goesOn(child, alice, name);
            assertThat(threads(machine)).as("threads that are alive").containsKey(name);
        } catch (UncheckedIOException | VMDisconnectedException e) {
            assertThat(child.process().waitFor(20, TimeUnit.SECONDS))
                    .as("%s: %s", name, e)
                    .isTrue();
            assertThat(Files.readString(log))
                    .contains("coffer: the thread ", "the process ends here");
        }
    }

    /** Throws what a connection throws whose other end has died. */
    private void goesOn(Child child, Payer alice, String name) {
        String key = "";
        for (int i = 0; i < ROUNDS; i++) {
            key = "key " + acknowledged.size();
            Answered set = alice.post("/api/kv/set", "{\"key\":\"%s\",\"value\":1}".formatted(key));
            if (set.status() == 200) {
                acknowledged.add(key);
            } else {
                assertThat(set.code()).isIn("store_unavailable", "outcome_unknown");
            }
        }
        get(alice, key).expect(200);
        assertThat(child.get("/api/health").status()).as("health after %s", name).isEqualTo(200);
    }

    private static Answered get(Payer alice, String key) {
        return alice.post("/api/kv/get", "{\"key\":\"%s\"}".formatted(key));
    }

    private static VirtualMachine attached(Child child) throws Exception {
        AttachingConnector connector =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(c -> c.name().equals("com.sun.jdi.SocketAttach"))
                        .findFirst()
                        .orElseThrow();
        Map<String, Connector.Argument> where = connector.defaultArguments();
        requireNonNull(where.get("hostname")).setValue("127.0.0.1");
        requireNonNull(where.get("port")).setValue(child.debugPort());
        return connector.attach(where);
    }

    /** One of each kind, all but the JVM's own. */
    private static Map<String, ThreadReference> threads(VirtualMachine machine) {
        Map<String, ThreadReference> threads = new TreeMap<>();
        for (ThreadReference thread : machine.allThreads()) {
            if (thread.threadGroup().name().equals("main")) {
                threads.putIfAbsent(thread.name().replaceAll("[0-9]+", "N"), thread);
            }
        }
        return threads;
    }
}
