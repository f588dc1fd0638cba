package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.http.LogFormat;
import dev.coffer.payment.LedgerSums;
import dev.coffer.store.copy.Copy;
import dev.coffer.store.copy.End;
import dev.coffer.store.copy.Report;
import dev.coffer.store.postgres.PostgresEnd;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteEnd;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Copies a store that nobody serves into another. */
@Command(
        name = "copy",
        description = "Copy a stopped store into an empty one, of either engine.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nA STORE is a directory, as of serve --data, or a URL, as of serve --store. None",
            "of the two may be served meanwhile. Both are brought to this version's tables.",
            "",
            "If it was stopped, the same command goes on where it was. At the end both are",
            "read once more and compared; until they agree, --to is not served. Ends with 0",
            "only if they do."
        })
final class CopyCommand implements Callable<Integer> {

    private static final long TELL_NS = TimeUnit.SECONDS.toNanos(5);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "STORE",
            description = "What is copied. Its state is not changed.")
    private String from = "";

    @Option(
            names = "--to",
            required = true,
            paramLabel = "STORE",
            description = "Where to: a new or empty directory, or an empty database.")
    private String to = "";

    private long toldAt = System.nanoTime();

    @Override
    public Integer call() {
        LogFormat.install();
        try (End source = open(from, End.Role.SOURCE);
                End target = open(to, End.Role.TARGET)) {
            long begun = System.nanoTime();
            Copy copy = Copy.open(source, target);
            copy.transfer(this::tell);
            long copied = System.nanoTime();
            Report<List<LedgerSums>> report = copy.verify(LedgerSums::of);
            CopyReport shown = new CopyReport(spec.commandLine().getOut(), report);
            shown.show();
            if (!report.agrees()) {
                throw new Failure(
                        "the copy is not complete: the two differ, as above. --from was changed"
                                + " since the copy began, or one of the two is damaged."
                                + " Empty --to and begin anew");
            }
            shown.complete((copied - begun) / 1e9, (System.nanoTime() - copied) / 1e9);
            return 0;
        }
    }

    private static End open(String store, End.Role role) {
        if (PostgresStore.isUrl(store)) {
            return PostgresEnd.open(store, role);
        }
        if (store.startsWith("jdbc:")) {
            throw new Failure("a store's URL begins with jdbc:postgresql:");
        }
        return SqliteEnd.open(Path.of(store), role);
    }

    private void tell(String table, long rows) {
        if (System.nanoTime() - toldAt > TELL_NS) {
            toldAt = System.nanoTime();
            spec.commandLine().getErr().printf(Locale.ROOT, "%s: %,d rows%n", table, rows);
        }
    }
}
