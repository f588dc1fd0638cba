package dev.coffer.cli;

import dev.coffer.store.sqlite.SqliteRestore;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Puts a backup where it can be served. */
@Command(
        name = "restore",
        description = "Put a backup into a directory that has no store.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nThe backup is checked first, and not changed. A directory that is served, or",
            "has a store or a rest of one, is refused and left as it is: move coffer.db*",
            "away, or name another. Serve the result with coffer serve --data DIR, and not",
            "the old store besides."
        })
final class RestoreCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "What coffer backup made.")
    private Path file = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Directory of the store; made if it is not there.")
    private Path data = Path.of("data");

    @Override
    public Integer call() throws IOException {
        long bytes = SqliteRestore.restore(file, data);
        spec.commandLine()
                .getOut()
                .printf("%s: %,d bytes, checked; serve it with --data %s%n", file, bytes, data);
        return 0;
    }
}
