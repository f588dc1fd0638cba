package dev.coffer.cli;

import dev.coffer.cli.bench.BenchReport;
import dev.coffer.cli.bench.BenchTarget;
import dev.coffer.cli.bench.WaitingPops;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Remote;
import dev.coffer.store.postgres.PostgresStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;

/** Measures what calls that wait cost, and how soon they have what they wait for. */
@Command(
        name = "waiting",
        description = "Measure what pops that wait take of memory, and how soon they have a job.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nEach connection takes a descriptor of this process and one of the server's, which",
            "may have as many as `ulimit -Hn` says."
        })
final class BenchWaitingCommand implements Callable<Integer> {

    /** A pop for each owner. */
    private static final int FEW = 100;

    private static final int JOBS = 1_000;

    /** Longer than a poll lasts, so that each has begun again. */
    private static final int HELD_SECONDS = 45;

    /** The server looks for what to give back each half minute. */
    private static final int RESTED_SECONDS = 45;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--connections",
            defaultValue = "10000",
            description = "How many wait (default ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--store",
            paramLabel = "URL",
            description = "Also from one node to another on this PostgreSQL database.")
    private @Nullable String store;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the store lies (default: the directory for temporary files).")
    private @Nullable Path data;

    @Override
    public Integer call() throws IOException {
        if (connections < 1) {
            throw new Failure("--connections is positive");
        }
        if (store != null && !PostgresStore.isUrl(store)) {
            throw new Failure("--store takes a URL like jdbc:postgresql://host/db?user=...");
        }
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        try (TemporaryDirectory directory =
                data == null ? TemporaryDirectory.create() : TemporaryDirectory.in(data)) {
            try (ChildServer server =
                    ChildServer.start(directory.path(), "devnet", Optional.empty())) {
                oneNode(server, directory.path(), report);
            }
            if (store != null) {
                twoNodes(store, directory.path(), report);
            }
        }
        report.judge(Optional.empty());
        return 0;
    }

    private void oneNode(ChildServer server, Path directory, BenchReport report)
            throws IOException {
        BenchTarget target =
                BenchTarget.deposited(server.url(), directory, List.of(server.handle()));
        rest();
        OptionalLong before = server.residentBytes();
        OptionalLong with = before;
        try (WaitingPops many = WaitingPops.at(target, connections)) {
            for (int i = 0; i < HELD_SECONDS; i++) {
                Remote.pause(1_000);
                with = most(with, server.residentBytes());
            }
            report.addDelivered(many.deliver("one node", target, JOBS), many.errors());
        }
        rest();
        report.addWaiting(connections, before, with, server.residentBytes());
        deliver("one node", FEW, target, target, report);
    }

    private static OptionalLong most(OptionalLong some, OptionalLong others) {
        return some.isPresent() && others.isPresent()
                ? OptionalLong.of(Math.max(some.getAsLong(), others.getAsLong()))
                : others;
    }

    private static void rest() {
        Remote.pause(RESTED_SECONDS * 1_000L);
    }

    private static void twoNodes(String store, Path directory, BenchReport report)
            throws IOException {
        try (ChildServer one = node(directory, "one", store);
                ChildServer other = node(directory, "other", store)) {
            BenchTarget here = BenchTarget.believing(one.url(), one.handle());
            BenchTarget there = BenchTarget.believing(other.url(), other.handle());
            deliver("one node, PostgreSQL", FEW, here, here, report);
            deliver("two nodes", FEW, here, there, report);
        }
    }

    private static ChildServer node(Path directory, String name, String store) throws IOException {
        Path own = Files.createDirectory(directory.resolve(name));
        return ChildServer.start(own, "off", Optional.of(store));
    }

    private static void deliver(
            String where, int count, BenchTarget pushes, BenchTarget waits, BenchReport report)
            throws IOException {
        try (WaitingPops waiting = WaitingPops.at(waits, count)) {
            report.addDelivered(waiting.deliver(where, pushes, JOBS), waiting.errors());
        }
    }
}
