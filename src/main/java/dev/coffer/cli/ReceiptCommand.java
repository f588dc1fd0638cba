package dev.coffer.cli;

import dev.coffer.http.LogFormat;
import dev.coffer.payment.receipt.Receipts;
import dev.coffer.store.Store;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** The keys that receipts are signed with, without a server. */
@Command(
        name = "receipt",
        description = "Change the key that receipts are signed with.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ReceiptCommand implements Runnable {

    @Spec private CommandSpec spec = CommandSpec.create();

    /** Without a subcommand: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "rotate",
            description = "Make a new key, by which receipts are signed from then on.",
            mixinStandardHelpOptions = true,
            footer = {
                "%nA server signs by the key that it found when it started: start each again. A",
                "store on SQLite must not be served meanwhile. Receipts that were given before",
                "stay good, as the old key stays in /.well-known/jwks.json; but for --withdraw,",
                "where somebody else may have it: then none does."
            })
    int rotate(
            @Option(
                            names = "--data",
                            defaultValue = "${env:COFFER_DATA:-data}",
                            description = "Directory of the store (default ./${DEFAULT-VALUE}).")
                    Path data,
            @Option(
                            names = "--store",
                            defaultValue = "${env:COFFER_STORE}",
                            paramLabel = "URL",
                            description = "PostgreSQL in place of --data.")
                    @Nullable String url,
            @Option(names = "--withdraw", description = "Take the old keys out of the list.")
                    boolean withdraw) {
        LogFormat.install();
        Optional<String> database = Optional.ofNullable(url).filter(u -> !u.isEmpty());
        try (Store store = TokenCommand.open(data, database)) {
            Receipts.rotate(store, new SecureRandom(), withdraw);
            spec.commandLine()
                    .getOut()
                    .println("servers that start now sign receipts by a new key");
        }
        return 0;
    }
}
