package dev.coffer.cli;

import dev.coffer.cli.client.Failure;
import dev.coffer.cli.client.Narrowing;
import dev.coffer.http.LogFormat;
import dev.coffer.payment.BearerToken;
import dev.coffer.payment.Tokens;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.store.Store;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Tokens without a server: narrower ones of those that one has, and the keys that make them. */
@Command(
        name = "token",
        description = "Narrow a token, or change the key that tokens are made with.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TokenCommand implements Runnable {

    /** Nobody serves the store meanwhile, or other nodes do: this one has next to nothing to do. */
    private static final int WORKS = 10;

    @Spec private CommandSpec spec = CommandSpec.create();

    /** Without a subcommand: what there is. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    @Command(
            name = "narrow",
            description = "Make a narrower token of one, to give to somebody else.",
            mixinStandardHelpOptions = true,
            footer = {
                "%nNo server is asked. What is made of a token ends and is revoked with it, and",
                "shares the counts of --calls and --spend with all that is made of it:",
                "  coffer token narrow --read --keys shared/ --spend '0.05 STX' --until P3D"
            })
    int narrow(
            @Mixin WalletOptions options,
            @Parameters(
                            paramLabel = "TOKEN",
                            arity = "0..1",
                            description =
                                    "The token, or - for standard input (default: the one that a deposit at --url gave).")
                    @Nullable String token,
            @Option(
                            names = "--only",
                            split = ",",
                            paramLabel = "PATH",
                            description =
                                    "These endpoints; a final * stands for the rest. The account is open only to whom it is named in full.")
                    @Nullable List<String> only,
            @Option(
                            names = "--until",
                            paramLabel = "TIME",
                            description = "Before an instant, or for a time from now: P7D, PT1H.")
                    @Nullable String until,
            @Option(
                            names = "--keys",
                            paramLabel = "PREFIX",
                            description = "Keys, counters, queues, ... whose names begin so.")
                    @Nullable String keys,
            @Option(names = "--read", description = "What changes nothing.") boolean read,
            @Option(
                            names = "--calls",
                            paramLabel = "NUMBER",
                            description = "So many charged calls in all.")
                    @Nullable Long calls,
            @Option(
                            names = "--spend",
                            paramLabel = "AMOUNT",
                            description = "So much in all, of one asset: '0.05 STX'.")
                    @Nullable String spend,
            @Option(names = "--id", paramLabel = "NAME", description = "A name to revoke it by.")
                    @Nullable String id)
            throws IOException {
        List<String> caveats =
                new Narrowing(new SecureRandom())
                        .only(only)
                        .until(until, Instant.now())
                        .keys(keys)
                        .read(read)
                        .calls(calls)
                        .spend(spend)
                        .id(id)
                        .lines();
        if (caveats.isEmpty()) {
            throw new Failure("say what it may do at most: --read, --until, ...");
        }
        BearerToken wide =
                BearerToken.of(text(options, token))
                        .orElseThrow(() -> new Failure("that is no token"));
        BearerToken narrow = wide.narrowed(caveats);
        narrow.fault()
                .ifPresent(fault -> {
                    throw new Failure("no server would take it: " + fault);
                });
        spec.commandLine().getOut().println(narrow.text());
        return 0;
    }

    private static String text(WalletOptions options, @Nullable String token) throws IOException {
        if (token == null) {
            String url = options.remote().url();
            String account = options.wallet().address(StacksNetwork.TESTNET);
            return options.tokens()
                    .find(url, account)
                    .orElseThrow(() ->
                            new Failure(
                                    "no token for %s here; a deposit gives one".formatted(url)));
        }
        return token.equals("-")
                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip()
                : token;
    }

    @Command(
            name = "rotate",
            description = "Make a new key, by which tokens are given from then on.",
            mixinStandardHelpOptions = true,
            footer = {
                "%nNodes on PostgreSQL may run, and know of it within a second; they give tokens",
                "by the new key ten seconds later. A store on SQLite must not be served meanwhile.",
                "Tokens that were given before stay good, but for --void: then none does."
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
            @Option(names = "--void", description = "Make all tokens void that were given before.")
                    boolean voidBefore) {
        LogFormat.install();
        try (Store store = open(data, Optional.ofNullable(url).filter(u -> !u.isEmpty()))) {
            long number = Tokens.rotate(store, new SecureRandom(), voidBefore);
            spec.commandLine().getOut().println("tokens are given by key " + number);
        }
        return 0;
    }

    static Store open(Path data, Optional<String> url) {
        return url.<Store>map(u -> PostgresStore.open(u, PostgresStore.Use.of(WORKS, WORKS)))
                .orElseGet(() ->
                        SqliteStore.open(
                                data,
                                InstantSource.system(),
                                new SqliteStore.Bounds(WORKS, WORKS)));
    }
}
