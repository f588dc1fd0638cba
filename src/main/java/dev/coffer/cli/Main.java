package dev.coffer.cli;

import dev.coffer.Version;
import dev.coffer.cli.client.Failure;
import dev.coffer.store.Causes;
import dev.coffer.store.StoreException;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The command line. */
@Command(
        name = "coffer",
        description = "Durable state for AI agents, paid per call.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionText.class,
        usageHelpWidth = 80,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            DemoCommand.class,
            WalletCommand.class,
            CallCommand.class,
            TokenCommand.class,
            ReceiptCommand.class,
            LinksCommand.class,
            BenchCommand.class,
            BooksCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            CopyCommand.class
        })
public final class Main {

    static final class VersionText implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"coffer " + Version.TEXT};
        }
    }

    private Main() {}

    public static void main(String[] args) {
        Thread.setDefaultUncaughtExceptionHandler(new DeadThread());
        System.exit(run(args));
    }

    /** Runs a command; its exit code. */
    static int run(String... args) {
        return commandLine().execute(args.length == 0 ? new String[] {"--help"} : args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setUsageHelpWidth(80)
                .setExecutionExceptionHandler(Main::failed);
    }

    /** One line for what a person can do something about; a stack trace is for faults of ours. */
    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        String why =
                switch (e) {
                    case Failure _, StoreException _, IllegalArgumentException _ -> e.getMessage();
                    case IOException _, UncheckedIOException _ -> Causes.of(e);
                    default -> null;
                };
        if (why == null) {
            e.printStackTrace(command.getErr());
            return DeadThread.EXIT;
        }
        command.getErr().println("coffer: " + why);
        return 1;
    }
}
