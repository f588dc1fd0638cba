package dev.coffer.cli;

import dev.coffer.cli.bench.BenchReport;
import dev.coffer.cli.bench.BenchTarget;
import dev.coffer.cli.bench.BesidePostgres;
import dev.coffer.cli.bench.BesideRedis;
import dev.coffer.cli.bench.DiskProbe;
import dev.coffer.cli.bench.HeavyNeighbours;
import dev.coffer.cli.bench.InstalledPostgres;
import dev.coffer.cli.bench.Load;
import dev.coffer.cli.bench.LoadRun;
import dev.coffer.cli.bench.Profile;
import dev.coffer.cli.bench.RedisOverHttp;
import dev.coffer.cli.bench.VerificationCost;
import dev.coffer.cli.client.Failure;
import dev.coffer.store.postgres.PostgresStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Loads a server over HTTP and prints figures. */
@Command(
        name = "bench",
        subcommands = BenchMemoryCommand.class,
        description = "Load a server and print its figures.",
        mixinStandardHelpOptions = true,
        footer = {
            "%nWithout --url it loads servers of its own, in processes of their own. Figures",
            "hold for this machine and this run; the ratios are what to compare."
        })
final class BenchCommand implements Callable<Integer> {

    private static final double WARM_SECONDS = 2;
    private static final int WARM_CONNECTIONS = 32;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--url", description = "A running server (default: its own).")
    private @Nullable String url;

    @Option(
            names = "--token",
            description = "Whose balance pays there (default: wallets from the devnet's faucet).")
    private @Nullable String token;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "How long each measure takes, after a warm-up of 2 s (default 5).")
    private double seconds = 5;

    @Option(
            names = "--connections",
            split = ",",
            defaultValue = "1,32,256",
            description = "At once (default ${DEFAULT-VALUE}).")
    private List<Integer> connections = List.of();

    @Option(names = "--only", split = ";", description = "Only the load of that name.")
    private @Nullable List<String> only;

    @Option(
            names = "--beside-tools",
            description = "Also how kv/set and kv/get fare beside 64 clients of heavy tools.")
    private boolean besideTools;

    @Option(
            names = "--beside",
            paramLabel = "redis|postgres",
            description =
                    "Medians of --rounds, in turn with redis: appendfsync always, behind webdis (Debian: apt-get install redis-server webdis); or postgres: Coffer over it and bare transactions there (apt-get install postgresql, or --store).")
    private @Nullable String beside;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "With --beside: how often each is measured (default ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--profile",
            description =
                    "Also where the server's processor time goes in each load, by thread and by layer (Linux).")
    private boolean profiled;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there too.")
    private @Nullable Path json;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the stores lie (default: the directory for temporary files).")
    private @Nullable Path data;

    @Option(
            names = "--store",
            paramLabel = "URL",
            description = "Own servers on this PostgreSQL database, which should be empty.")
    private @Nullable String store;

    @Override
    public Integer call() throws IOException {
        if (store != null && !PostgresStore.isUrl(store)) {
            throw new Failure("--store takes a URL like jdbc:postgresql://host/db?user=...");
        }
        if (beside != null && (!List.of("redis", "postgres").contains(beside) || url != null)) {
            throw new Failure("--beside is redis or postgres, and not with --url");
        }
        if (profiled && (beside != null || url != null)) {
            throw new Failure("--profile is of its own servers, and not with --beside");
        }
        if (profiled && Profile.missing().isPresent()) {
            throw new Failure(Profile.missing().get());
        }
        if (rounds < 1 || seconds <= 0 || connections.stream().anyMatch(c -> c < 1)) {
            throw new Failure("--seconds, --connections and --rounds are positive");
        }
        BenchReport report = new BenchReport(spec.commandLine().getOut());
        try (TemporaryDirectory directory = temporary()) {
            if ("postgres".equals(beside)) {
                besidePostgres(directory.path(), report);
            } else if (url == null) {
                ownServers(directory.path(), report);
            } else {
                BenchTarget target =
                        token == null
                                ? BenchTarget.deposited(url, directory.path(), List.of())
                                : BenchTarget.byToken(url, token);
                run(target, Optional.empty(), Optional.empty(), report);
                report.judge(Optional.empty());
            }
        }
        if (json != null) {
            Files.writeString(json, report.json() + "\n");
        }
        return 0;
    }

    private TemporaryDirectory temporary() throws IOException {
        return data == null ? TemporaryDirectory.create() : TemporaryDirectory.in(data);
    }

    private void ownServers(Path directory, BenchReport report) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Starting two servers, and a hundred wallets that deposit.");
        Optional<Profile> profile =
                profiled ? Optional.of(new Profile(directory)) : Optional.empty();
        loadOwn(directory, profile, report);
        if (profile.isPresent()) {
            profile.get().print(out);
        }
    }

    private void loadOwn(Path directory, Optional<Profile> profile, BenchReport report)
            throws IOException {
        List<String> flags = profile.map(Profile::flags).orElse(List.of());
        try (ChildServer paid =
                        ChildServer.start(directory, "devnet", Optional.ofNullable(store), flags);
                ChildServer off = ChildServer.start(directory, "off", Optional.ofNullable(store))) {
            report.addRest(paid.startSeconds(), paid.residentBytes());
            BenchTarget target =
                    BenchTarget.deposited(paid.url(), directory, List.of(paid.handle()));
            BenchTarget free = BenchTarget.believing(off.url(), off.handle());
            Optional<Double> diskMs =
                    store == null ? Optional.of(DiskProbe.medianMs(directory)) : Optional.empty();
            if (beside == null) {
                run(target, Optional.of(free), profile, report);
                report.addVerification(VerificationCost.measure(Math.min(seconds, 1)));
            } else {
                besideRedis(target, free, directory, report);
            }
            report.judge(diskMs);
        }
    }

    private void besideRedis(
            BenchTarget charged, BenchTarget free, Path directory, BenchReport report)
            throws IOException {
        try (RedisOverHttp redis = RedisOverHttp.start(directory)) {
            report.addBesideRedis(
                    BesideRedis.measure(
                            charged, free, redis.target(), connections, rounds, seconds));
        }
    }

    private void besidePostgres(Path directory, BenchReport report) throws IOException {
        if (store != null) {
            besidePostgres(store, List.of(), directory, report);
            return;
        }
        // A directory of its own: under root it is another user's.
        try (TemporaryDirectory its = temporary();
                InstalledPostgres postgres = InstalledPostgres.start(its.path())) {
            besidePostgres(postgres.url(), List.of(postgres.handle()), directory, report);
        }
    }

    private void besidePostgres(
            String database, List<ProcessHandle> processes, Path directory, BenchReport report)
            throws IOException {
        spec.commandLine()
                .getOut()
                .println("Starting a server, and a hundred wallets that deposit.");
        try (ChildServer server = ChildServer.start(directory, "devnet", Optional.of(database))) {
            List<ProcessHandle> all = new ArrayList<>(List.of(server.handle()));
            all.addAll(processes);
            report.addBesidePostgres(
                    BesidePostgres.measure(
                            BenchTarget.deposited(server.url(), directory, all),
                            database,
                            processes,
                            connections,
                            name -> only == null || only.contains(name),
                            rounds,
                            seconds));
            report.judge(Optional.empty());
        }
    }

    private void run(
            BenchTarget target,
            Optional<BenchTarget> free,
            Optional<Profile> profile,
            BenchReport report)
            throws IOException {
        List<Load> loads =
                Load.ALL.stream()
                        .filter(load -> only == null || only.contains(load.name()))
                        .filter(load -> load.charged() || free.isPresent())
                        .toList();
        if (loads.isEmpty()) {
            throw new Failure(
                    "no such load; there are: "
                            + String.join("; ", Load.ALL.stream().map(Load::name).toList()));
        }
        for (Load load : loads) {
            BenchTarget at = load.charged() ? target : free.orElseThrow();
            if (load.filledBy().isPresent()) {
                LoadRun.fill(at, load.filledBy().get());
            }
            LoadRun.measure(at, load, WARM_CONNECTIONS, WARM_SECONDS, WARM_SECONDS);
        }
        report.begin();
        for (int count : connections) {
            for (Load load : loads) {
                BenchTarget at = load.charged() ? target : free.orElseThrow();
                Supplier<LoadRun.Measured> measure =
                        () -> LoadRun.measure(at, load, count, WARM_SECONDS, seconds);
                report.add(
                        profile.isPresent() && load.charged()
                                ? profile.get().of(target.processes().getFirst(), measure)
                                : measure.get());
            }
        }
        if (besideTools) {
            loads.stream()
                    .filter(HeavyNeighbours::isCompared)
                    .forEach(load ->
                            report.addBeside(HeavyNeighbours.measure(target, load, seconds)));
        }
    }
}
