package dev.coffer.cli;

import dev.coffer.cli.bench.BenchReport;
import dev.coffer.cli.bench.BenchTarget;
import dev.coffer.cli.bench.FullStore;
import dev.coffer.cli.client.Failure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Measures what a full store does beside an empty one. */
@Command(
        name = "full",
        description = "Measure what a store of many keys does beside one of few.",
        mixinStandardHelpOptions = true)
final class BenchFullCommand implements Callable<Integer> {

    /** Of those that a request's five digits can name. */
    private static final int MOST_OWNERS = 100_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--keys",
            defaultValue = "1000000",
            description = "Keys of the full store (default ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--owners",
            defaultValue = "100000",
            description =
                    "Whose they are, as many each; at most 100,000 (default ${DEFAULT-VALUE}).")
    private int owners;

    @Option(
            names = "--connections",
            defaultValue = "256",
            description = "At once (default ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "How often each is measured (default ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "3",
            description = "How long each measure takes, after 1 s (default ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the stores lie (default: the directory for temporary files).")
    private @Nullable Path data;

    @Override
    public Integer call() throws IOException {
        if (owners < 1 || owners > MOST_OWNERS || keys < owners) {
            throw new Failure("--owners is 1 to 100,000, and --keys as many or more");
        }
        if (keys / owners > FullStore.KEYS_OF_OWNER) {
            throw new Failure(
                    "--keys is at most %d times --owners".formatted(FullStore.KEYS_OF_OWNER));
        }
        if (connections < 1 || rounds < 1 || seconds <= 0) {
            throw new Failure("--connections, --rounds and --seconds are positive");
        }
        PrintWriter out = spec.commandLine().getOut();
        BenchReport report = new BenchReport(out);
        try (TemporaryDirectory directory =
                        data == null ? TemporaryDirectory.create() : TemporaryDirectory.in(data);
                ChildServer many = server(directory.path(), "full");
                ChildServer few = server(directory.path(), "empty")) {
            BenchTarget full = FullStore.target(many.url(), many.handle());
            BenchTarget empty = FullStore.target(few.url(), few.handle());
            long began = System.nanoTime();
            FullStore.fill(full, owners, keys / owners);
            FullStore.fill(empty, FullStore.FEW, keys / owners);
            out.printf(
                    Locale.ROOT,
                    "%d keys of %d owners were filled in within %.0f s.%n",
                    keys,
                    owners,
                    (System.nanoTime() - began) / 1e9);
            report.addFull(FullStore.measure(full, owners, empty, connections, rounds, seconds));
            many.residentBytes().ifPresent(report::addFullResident);
        }
        report.judge(Optional.empty());
        return 0;
    }

    private static ChildServer server(Path directory, String name) throws IOException {
        return ChildServer.start(
                Files.createDirectory(directory.resolve(name)), "off", Optional.empty());
    }
}
