package dev.coffer.cli;

import dev.coffer.store.sqlite.SqliteBackup;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Copies the store while it is served. */
@Command(
        name = "backup",
        description = "Copy the store into one file, while it is served.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nThe copy is the store at one moment, checked and synced. It holds the keys",
            "that tokens are made with. To use it: coffer restore FILE --data DIR, into a",
            "directory without a store. Never put it over one by hand: the old store's log",
            "would be played into it."
        })
final class BackupCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The copy; must not exist.")
    private Path file = Path.of("");

    @Option(
            names = "--data",
            defaultValue = "${env:COFFER_DATA:-data}",
            description = "Directory of the store (default ./${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Override
    public Integer call() throws IOException {
        long started = System.nanoTime();
        long bytes = SqliteBackup.copy(data, file);
        double seconds = (System.nanoTime() - started) / 1e9;
        spec.commandLine()
                .getOut()
                .printf("%s: %,d bytes in %.1f s, checked%n", file, bytes, seconds);
        return 0;
    }
}
