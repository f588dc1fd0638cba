package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Remote;
import dev.coffer.http.LogFormat;
import dev.coffer.state.links.TakeDowns;
import dev.coffer.store.Store;
import dev.coffer.store.StoreException;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** What an operator does about short links. */
@Command(
        name = "links",
        description = "Take a short link down.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class LinksCommand implements Runnable {

    private static final int WORKS = 10;
    private static final long LOOK_MS = 50;
    private static final long PATIENCE_MS = 15_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    /** Without a subcommand: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "take-down",
            description = "Have a link lead nowhere any more: 410 taken_down.",
            mixinStandardHelpOptions = true,
            footer = {
                "%nThe store may be served meanwhile. Its owner sees it in the link's state, and can",
                "neither change nor delete it, so that its slug is not used again."
            })
    int takeDown(
            @Parameters(paramLabel = "SLUG", description = "The link: what follows /l/.")
                    String slug,
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
            @Option(names = "--undo", description = "Put it up again.") boolean undo)
            throws IOException {
        LogFormat.install();
        boolean done =
                url == null || url.isEmpty()
                        ? inDirectory(data, slug, !undo)
                        : inDatabase(url, slug, !undo);
        if (!done) {
            throw new Failure("there is no link " + slug);
        }
        spec.commandLine()
                .getOut()
                .println(slug + (undo ? " leads where it led again" : " is taken down"));
        return 0;
    }

    private static boolean inDatabase(String url, String slug, boolean down) {
        try (Store store = PostgresStore.open(url, PostgresStore.Use.of(WORKS, WORKS))) {
            return TakeDowns.say(store, slug, down);
        }
    }

    /** The process that serves the directory does it; if none does, this one. */
    private static boolean inDirectory(Path data, String slug, boolean down) throws IOException {
        if (!Files.exists(data.resolve("coffer.db"))) {
            throw new Failure("there is no store in " + data);
        }
        Path asked = TakeDowns.ask(data, slug, down);
        StoreException served;
        try (Store store =
                SqliteStore.open(
                        data, InstantSource.system(), new SqliteStore.Bounds(WORKS, WORKS))) {
            Files.deleteIfExists(asked);
            return TakeDowns.say(store, slug, down);
        } catch (StoreException.Unavailable e) {
            served = e;
        }
        for (long waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
            Optional<Boolean> done = TakeDowns.done(asked);
            if (done.isPresent()) {
                return done.get();
            }
            Remote.pause(LOOK_MS);
        }
        Files.deleteIfExists(asked);
        throw new Failure("nobody did it, and it can't be done here: " + served.getMessage());
    }
}
