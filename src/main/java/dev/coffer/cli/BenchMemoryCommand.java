package dev.coffer.cli;

import dev.coffer.cli.bench.MemoryRecall;
import dev.coffer.cli.bench.MemorySizes;
import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Remote;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Measures how well memories are found, and at what cost, on a server of its own. */
@Command(
        name = "memory",
        description = "Measure how well memories are found, and what it costs.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nThe data set is JSON: {\"conversations\": [{\"conversation\": \"1\", \"memories\":",
            "[{\"key\", \"content\"}], \"questions\": [{\"query\", \"evidence\": [key]}]}]}. Each",
            "conversation is stored for an owner of its own, in its order, as one source."
        })
final class BenchMemoryCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--dataset",
            paramLabel = "FILE",
            description = "Questions about dialogues: how often the evidence is among the first.")
    private @Nullable Path dataset;

    @Option(
            names = "--memories",
            split = ",",
            defaultValue = "1000,10000",
            description =
                    "Without a data set: store, recall and search beside so many of an owner.")
    private List<Integer> memories = List.of();

    @Option(
            names = "--owners",
            defaultValue = "1",
            description = "Owners with the first of those numbers each, searched in turn.")
    private int owners = 1;

    @Override
    public Integer call() throws IOException {
        if (owners < 1 || memories.isEmpty() || memories.stream().anyMatch(count -> count < 1)) {
            throw new Failure("--memories and --owners are positive");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (TemporaryDirectory directory = TemporaryDirectory.create();
                ChildServer server = ChildServer.start(directory.path(), "off", Optional.empty());
                Remote remote = new Remote(server.url())) {
            if (dataset != null) {
                MemoryRecall.measure(remote, dataset, out);
            } else {
                MemorySizes sizes = new MemorySizes(remote, server.handle(), out);
                sizes.measure(memories);
                if (owners > 1) {
                    sizes.inTurn(owners, memories.getFirst());
                }
            }
            server.residentBytes()
                    .ifPresent(bytes ->
                            out.printf("%nresident memory of the server: %d MB%n", bytes >> 20));
        }
        return 0;
    }
}
