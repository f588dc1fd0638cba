package dev.coffer.cli;

import dev.coffer.Checklist;
import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.Reach;
import dev.coffer.Settings;
import dev.coffer.cli.client.Failure;
import dev.coffer.endpoint.Capacities;
import dev.coffer.http.LogFormat;
import dev.coffer.http.Options;
import dev.coffer.payment.Rail;
import dev.coffer.payment.Sponsor;
import dev.coffer.stacks.StacksNetwork;
import dev.coffer.state.links.BlockedHosts;
import dev.coffer.state.links.LinkSettings;
import dev.coffer.state.links.TakeDowns;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;
import dev.coffer.tool.ai.AiModels;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Serves until it is told to stop. */
@Command(
        name = "serve",
        description = "Serve. Without options: play money, on 127.0.0.1.",
        mixinStandardHelpOptions = true,
        footer = "%nEach option can be an environment variable: COFFER_PORT, COFFER_DATA, ...")
final class ServeCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            defaultValue = "${env:COFFER_PORT:-8402}",
            description = "TCP port; 0 picks one (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--host",
            defaultValue = "${env:COFFER_HOST:-127.0.0.1}",
            description = "Address to bind (default ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--data",
            defaultValue = "${env:COFFER_DATA:-data}",
            description = "Directory of the store (default ./${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--store",
            defaultValue = "${env:COFFER_STORE}",
            paramLabel = "URL",
            description =
                    "PostgreSQL in place of --data, for many nodes: jdbc:postgresql://host1,host2/db?user=...")
    private @Nullable String store;

    @Option(
            names = "--checkpoints",
            defaultValue = "${env:COFFER_CHECKPOINTS:-own}",
            description =
                    "own; external: Litestream makes those of the SQLite store (default ${DEFAULT-VALUE}).")
    private String checkpoints = "own";

    @Option(
            names = "--public-url",
            defaultValue = "${env:COFFER_PUBLIC_URL}",
            description =
                    "Where callers reach it: base of links in answers (default: the Host header's), and what wallets sign in to (default: where it listens).")
    private @Nullable String publicUrl;

    @Option(
            names = "--limit",
            split = ",",
            paramLabel = "NAME=NUMBER",
            defaultValue = "${env:COFFER_LIMIT}",
            description = "Another limit, like waitingCalls=50000; GET /api/limits has the names.")
    private @Nullable List<String> limits;

    @Option(
            names = "--outbound",
            defaultValue = "${env:COFFER_OUTBOUND:-on}",
            description =
                    "on: calls may reach public hosts that they name, and the APIs below; off: nothing is reached outside (default ${DEFAULT-VALUE}).")
    private String outbound = "on";

    @Option(
            names = "--stacks-api",
            split = ",",
            defaultValue = "${env:COFFER_STACKS_API}",
            paramLabel = "NETWORK=URL",
            description =
                    "Where a Stacks network is asked, like mainnet=https://api.mainnet.hiro.so.")
    private @Nullable List<String> stacksApis;

    @Option(
            names = "--geo-db",
            split = ",",
            defaultValue = "${env:COFFER_GEO_DB}",
            paramLabel = "FILE",
            description = "Files of MaxMind's format (.mmdb) that say where addresses are.")
    private @Nullable List<Path> geoDbs;

    @Option(
            names = "--ai-url",
            defaultValue = "${env:COFFER_AI_URL}",
            paramLabel = "URL",
            description =
                    "A provider of models that speaks OpenAI's HTTP interface, like https://api.openai.com/v1; its key is in COFFER_AI_KEY.")
    private @Nullable String aiUrl;

    @Option(
            names = "--ai-model",
            split = ",",
            defaultValue = "${env:COFFER_AI_MODEL}",
            paramLabel = "KIND=MODEL",
            description =
                    "Another model for chat, vision, image or speech, or none: image=; language= tells languages apart in place of the engine inside.")
    private @Nullable List<String> aiModels;

    @Option(
            names = "--trust-proxy",
            defaultValue = "${env:COFFER_TRUST_PROXY:-false}",
            description = "Believe what the proxy in front says of callers.")
    private boolean trustProxy;

    @Option(
            names = "--country-header",
            defaultValue = "${env:COFFER_COUNTRY_HEADER}",
            paramLabel = "NAME",
            description =
                    "The header in which the proxy in front names a caller's country, for the statistics of links (default: countries are unknown).")
    private @Nullable String countryHeader;

    @Option(
            names = "--block-hosts",
            defaultValue = "${env:COFFER_BLOCK_HOSTS}",
            paramLabel = "FILE",
            description =
                    "Hosts, one a line, to which and below which no link may lead; read again on SIGHUP.")
    private @Nullable Path blockHosts;

    @Mixin private MoneyOptions money = new MoneyOptions();

    @Mixin private ModelOptions models = new ModelOptions();

    @Mixin private ObserveOptions observe = new ObserveOptions();

    @Override
    public Integer call() throws Exception {
        LogFormat.install();
        Config config = config();
        Coffer coffer = Coffer.start(config);
        sun.misc.Signal.handle(
                new sun.misc.Signal("HUP"),
                _ -> {
                    config.accessLog().reopen();
                    config.settings().links().blocked().reread();
                });
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() -> {
                                    coffer.close();
                                    stopped.countDown();
                                }));
        System.err.println(said(config));
        sponsored(config).ifPresent(System.err::println);
        System.out.println("listening on " + coffer.url());
        coffer.metricsUrl().ifPresent(url -> System.out.println("metrics on " + url));
        System.out.println("Console: " + coffer.url() + "/console");
        stopped.await();
        return 0;
    }

    private static Optional<String> sponsored(Config config) {
        return Stream.concat(
                        config.settings().money().rails().stream()
                                .flatMap(rail -> rail.sponsor().stream())
                                .map(Sponsor::address),
                        config.settings().money().onDevnet().stream()
                                .map(s ->
                                        s.wallet()
                                                .map(own ->
                                                        own.address(StacksNetwork.TESTNET).text())
                                                .orElse("a wallet of play money")))
                .findFirst()
                .map("Fees of Stacks payments that leave them open are paid by %s."::formatted);
    }

    private static String said(Config config) {
        List<Rail> rails = config.settings().money().rails();
        String paid =
                rails.stream()
                        .map(rail -> rail.network() + " to " + rail.verifier().payTo())
                        .collect(Collectors.joining(", "));
        return switch (config.money()) {
            case DEVNET ->
                    "PLAY MONEY: payments are made on the built-in devnet%s; no real funds."
                            .formatted(rails.isEmpty() ? "" : " and on " + paid);
            case CHAINS ->
                    "%s MONEY: payments are made on %s."
                            .formatted(Checklist.isReal(rails) ? "REAL" : "TEST", paid);
            case OFF -> "PAYMENTS ARE OFF: the header X-Payer is believed.";
        };
    }

    private Config config() throws IOException {
        if (money.money() == Config.Money.OFF && !InetAddress.getByName(host).isLoopbackAddress()) {
            throw new Failure(
                    "with --payments off anybody is believed: --host must be a loopback address");
        }
        Optional<String> database = Optional.ofNullable(store).filter(url -> !url.isEmpty());
        if (database.isPresent() && !PostgresStore.isUrl(database.get())) {
            throw new Failure("--store is a URL that begins with jdbc:postgresql:");
        }
        Options options = options();
        return new Config(
                        data,
                        database,
                        money.money(),
                        money.payTo(),
                        money.prices(),
                        options,
                        observe.log(),
                        InstantSource.system(),
                        new SecureRandom())
                .with(Capacities.usual().with(limits == null ? List.of() : limits))
                .with(
                        new Settings(
                                links(database.isPresent()),
                                models.models(),
                                reach(),
                                Environment.of("COFFER_OPERATOR_KEY"),
                                money.settings(options.publicUrl()),
                                observe.observing(),
                                checkpointer()));
    }

    private SqliteStore.Checkpointer checkpointer() {
        return switch (checkpoints.toLowerCase(Locale.ROOT)) {
            case "own" -> SqliteStore.Checkpointer.OURS;
            case "external" -> SqliteStore.Checkpointer.EXTERNAL;
            default -> throw new Failure("--checkpoints is own or external, not " + checkpoints);
        };
    }

    private LinkSettings links(boolean manyNodes) throws IOException {
        return new LinkSettings(
                Optional.ofNullable(countryHeader).filter(name -> !name.isEmpty()),
                blockHosts == null || blockHosts.toString().isEmpty()
                        ? BlockedHosts.none()
                        : BlockedHosts.of(blockHosts),
                manyNodes ? Optional.empty() : Optional.of(TakeDowns.directory(data)));
    }

    private AiModels ai() {
        if (aiUrl == null || aiUrl.isEmpty()) {
            return AiModels.NONE;
        }
        return AiModels.at(
                aiUrl,
                Environment.of("COFFER_AI_KEY"),
                aiModels == null
                        ? List.of()
                        : aiModels.stream().filter(setting -> !setting.isEmpty()).toList());
    }

    private Reach reach() {
        boolean on =
                switch (outbound.toLowerCase(Locale.ROOT)) {
                    case "on" -> true;
                    case "off" -> false;
                    default -> throw new Failure("--outbound is on or off, not " + outbound);
                };
        try {
            return Reach.usual()
                    .outbound(on)
                    .stacksApis(stacksApis == null ? List.of() : stacksApis)
                    .geoDbs(geoDbs == null ? List.of() : geoDbs)
                    .models(ai());
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private Options options() {
        Options options = Options.listen(host, port);
        if (publicUrl != null && !publicUrl.isEmpty()) {
            if (!publicUrl.startsWith("http://") && !publicUrl.startsWith("https://")) {
                throw new Failure("--public-url must begin with http:// or https://");
            }
            options = options.withPublicUrl(publicUrl);
        }
        return trustProxy ? options.behindProxy() : options;
    }
}
