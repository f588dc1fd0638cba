package dev.coffer.harness;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.MoneySettings;
import dev.coffer.Reach;
import dev.coffer.Settings;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.observe.Observing;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Deposits;
import dev.coffer.payment.Prices;
import dev.coffer.payment.Rail;
import dev.coffer.payment.Sponsor;
import dev.coffer.payment.stacks.Sponsoring;
import dev.coffer.payment.stacks.StacksTokens;
import dev.coffer.room.Room;
import dev.coffer.state.links.LinkSettings;
import dev.coffer.state.memory.embed.Models;
import dev.coffer.store.postgres.PostgresServer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A running service in the process of its test, with a port of its own, a clock, and callers; it
 * calls itself as nobody. Can be stopped and started again on the same store.
 */
public final class Service implements Caller, AutoCloseable {

    /** By which its operator is known. */
    public static final String OPERATOR_KEY = "the-operators-own-key";

    /** The same tests on the other engine: {@code -Dcoffer.store=postgres}. */
    public static final boolean ON_POSTGRES = "postgres".equals(System.getProperty("coffer.store"));

    private final Config.Money money;
    private final String store;
    private final InstantSource time;
    private Prices prices;
    private String payTo = X402.PAY_TO;
    private final RandomGenerator random;
    private final boolean temporary;
    private final Http http = new Http(this::url, Duration.ofSeconds(60));
    private final Map<String, Client> payers = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private Options options = Options.listen("127.0.0.1", 0);
    private Capacities capacities = Capacities.usual();
    private Settings settings =
            Settings.usual()
                    .with(WordsModel.models())
                    .with(StandIns.shared().reach())
                    .operatedBy(Optional.of(OPERATOR_KEY))
                    .with(MoneySettings.usual().facilitating());
    private Coffer coffer;
    private Catalog catalog;

    /** On a store as the command line names it: a directory, or a URL of PostgreSQL. */
    private Service(Config.Money money, String store, InstantSource time) {
        this(money, store, time, Prices.defaults(), new SecureRandom(), false);
    }

    /** On a new store of its own. */
    private Service(Config.Money money, TestClock clock, Prices prices, RandomGenerator random) {
        this(money, newStore(clock), clock, prices, random, !ON_POSTGRES);
    }

    private Service(
            Config.Money money,
            String store,
            InstantSource time,
            Prices prices,
            RandomGenerator random,
            boolean temporary) {
        this.money = money;
        this.store = store;
        this.time = time;
        this.prices = prices;
        this.random = random;
        this.temporary = temporary;
        start();
    }

    private void start() {
        coffer = Coffer.start(config());
        catalog = new Catalog(endpoints());
    }

    private Config config() {
        return new Config(
                        Path.of(database().isPresent() ? "not-used" : store),
                        database(),
                        money,
                        payTo,
                        prices,
                        options,
                        time instanceof TestClock ? AccessLog.off() : AccessLog.to(log),
                        time,
                        random)
                .selling(Pebbles::sold)
                .with(capacities)
                .with(settings);
    }

    private Optional<String> database() {
        return store.startsWith("jdbc:") ? Optional.of(store) : Optional.empty();
    }

    private static String newStore(TestClock clock) {
        if (ON_POSTGRES) {
            return clock.on(PostgresServer.shared().newDatabase());
        }
        try {
            return Files.createTempDirectory("coffer-test").toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Payments off, and a clock that stands still. */
    public static Service off() {
        return with(Config.Money.OFF);
    }

    public static Service off(RandomGenerator random) {
        return new Service(Config.Money.OFF, TestClock.still(), Prices.defaults(), random);
    }

    /** With play money, and all that belongs to real payments. */
    public static Service devnet() {
        return with(Config.Money.DEVNET);
    }

    public static Service with(Config.Money money) {
        return new Service(money, TestClock.still(), Prices.defaults(), new SecureRandom());
    }

    /**
     * With play money, other prices ({@code storage_read.sBTC=0.0000001}), and a time that each
     * call moves on, so that no limit of calls a second is met by accident.
     */
    public static Service ticking(String... prices) {
        return new Service(
                Config.Money.DEVNET,
                TestClock.ticking(),
                Prices.defaults().with(List.of(prices)),
                new SecureRandom());
    }

    /** With the machine's time, on a store as the command line names it. */
    public static Service inRealTime(Config.Money money, String store) {
        return new Service(money, store, InstantSource.system());
    }

    public static Service inRealTime(Config.Money money, Path data) {
        return inRealTime(money, data.toString());
    }

    /** With play money and a clock that stands still, on the store of a directory. */
    public static Service on(Path data) {
        return new Service(Config.Money.DEVNET, data.toString(), TestClock.still());
    }

    /** With play money, over a new database. */
    public static Service over(String database) {
        TestClock clock = TestClock.still();
        return new Service(Config.Money.DEVNET, clock.on(database), clock);
    }

    /** So many nodes over one PostgreSQL, with one clock, payments off. */
    public static List<Service> nodes(int count) {
        return nodes(count, Config.Money.OFF);
    }

    public static List<Service> nodes(int count, Config.Money money) {
        TestClock clock = TestClock.still();
        String database = clock.on(PostgresServer.shared().newDatabase());
        return IntStream.range(0, count)
                .mapToObj(_ -> new Service(money, database, clock))
                .toList();
    }

    /** Another node over the same database, with a clock of its own that is so far ahead. */
    public Service node(Duration ahead) {
        return new Service(money, store, InstantSource.offset(time, ahead));
    }

    /** Another node over the same database, with other prices: {@code storage_write.STX=0.002}. */
    public Service node(String... others) {
        Prices changed = Prices.defaults().with(List.of(others));
        return new Service(money, store, time, changed, new SecureRandom(), false);
    }

    /** Has it hear the database's time, as any call does that reads. */
    public void hearTime() {
        anyone().get("/public/nobody/nothing").expect(404);
    }

    /** Changes what is in the database. */
    public void execute(String sql) {
        PostgresServer.execute(databaseUrl(), sql);
    }

    private String databaseUrl() {
        return database().orElse("jdbc:sqlite:" + Path.of(store, "coffer.db"));
    }

    /** What is in its store, committed: the rows of a query, each column as text. */
    public List<List<String>> query(String sql) {
        try (Connection connection = DriverManager.getConnection(databaseUrl());
                Statement statement = connection.createStatement();
                ResultSet results = statement.executeQuery(sql)) {
            List<List<String>> rows = new ArrayList<>();
            while (results.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(results.getString(i)));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Ends every connection of every node to the database, whatever they are in the middle of; a
     * service on SQLite is started again.
     */
    public void sever() {
        if (database().isEmpty()) {
            restart();
            return;
        }
        execute(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and application_name = 'coffer'\
                """);
    }

    public Config.Money money() {
        return money;
    }

    public TestClock clock() {
        if (time instanceof TestClock clock) {
            return clock;
        }
        throw new IllegalStateException("its time is the machine's");
    }

    public int port() {
        return coffer.port();
    }

    public String url() {
        return coffer.url();
    }

    /** All rooms that it has, whatever they are about. */
    public List<Room> rooms() {
        return coffer.rooms();
    }

    /** All that it answers. */
    public List<Endpoint<?, ?>> endpoints() {
        return coffer.rooms().stream()
                .<Endpoint<?, ?>>flatMap(room -> room.endpoints().stream())
                .toList();
    }

    /** How many calls wait for something to happen. */
    public int waitingCalls() {
        return coffer.waitingCalls();
    }

    public void sweep() {
        coffer.sweep();
    }

    /** Stops in good order and starts again on the same store. */
    public void restart() {
        coffer.close();
        start();
    }

    /** The same, with another recipient and other prices. */
    public void restartSelling(String recipient, String... others) {
        payTo = recipient;
        prices = Prices.defaults().with(List.of(others));
        restart();
    }

    /** The same, where a deposit is neither less nor more. */
    public void restartTaking(Deposits deposits) {
        prices = prices.with(deposits);
        restart();
    }

    /** The same, with so much memory for what is on its way. */
    public void restartWithBudget(long bytes) {
        options = options.withBodyBudgetBytes(bytes);
        restart();
    }

    /** The same, reaching outside in another way. */
    public void restartReaching(Reach other) {
        settings = settings.with(other);
        restart();
    }

    /** The same, paid on these chains too. */
    public void restartPaidOn(Rail... rails) {
        settings = settings.paidOn(List.of(rails));
        restart();
    }

    /**
     * The same, where fees on the devnet are paid by its own wallet, for so many a day of a payer.
     */
    public void restartSponsored(long payerMost) {
        Sponsor.Terms terms = new Sponsor.Terms(StacksTokens.ASSETS, 3_000, 1_000_000, payerMost);
        settings =
                settings.with(settings.money().sponsoring(new Sponsoring(Optional.empty(), terms)));
        restart();
    }

    /** The same, known to callers by this URL. */
    public void restartAt(String publicUrl) {
        options = options.withPublicUrl(publicUrl);
        restart();
    }

    /** The same, with other capacities: {@code ownerBytesPerCapability=1000}. */
    public void restartWith(String... settings) {
        capacities = capacities.with(List.of(settings));
        restart();
    }

    /** The same, where the operator says this of links. */
    public void restartWith(LinkSettings others) {
        settings = settings.with(others);
        restart();
    }

    /** The same, with other models that read memories. */
    public void restartReading(Models others) {
        settings = settings.with(others);
        restart();
    }

    /** The same, seen by its operator. */
    public void restartSeen(Observing other) {
        settings = settings.with(other);
        restart();
    }

    /** Where Prometheus would look. */
    public URI metricsUrl() {
        return URI.create(coffer.metricsUrl().orElseThrow());
    }

    @Override
    public Answered send(String method, String target, byte[] body, String... headers) {
        if (time instanceof TestClock clock) {
            clock.tick();
        }
        Answered answered = http.send(method, target, body, headers);
        Declared.check(catalog, method, target, answered);
        return answered;
    }

    /** A caller without a name. */
    public Client anyone() {
        return new Client(this, "", List.of());
    }

    /** The caller that another node knows. */
    public Client same(Client other) {
        return new Client(this, other.address, other.credentials);
    }

    /** A caller of this name, with a balance if money counts here. */
    public Client payer(String name) {
        return payer(name, X402.ASSETS);
    }

    /** The same; a new one has a balance in these assets. */
    public Client payer(String name, List<Asset> assets) {
        return payers.computeIfAbsent(
                name,
                _ -> {
                    if (money == Config.Money.OFF) {
                        return new Client(this, name, List.of("X-Payer", name));
                    }
                    Payer payer = Payer.named(this, name).filled(assets);
                    return new Client(this, payer.address(), List.of(payer.bearer()));
                });
    }

    /** One line of JSON a call, in real time only; complete once the server is closed. */
    public List<String> accessLog() {
        return log.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Override
    public void close() {
        coffer.close();
        http.close();
        if (!temporary) {
            return;
        }
        try (Stream<Path> files = Files.walk(Path.of(store))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Calls as one caller.
     *
     * @param address the owner that it is
     * @param credentials the headers that say so
     */
    public record Client(Service service, String address, List<String> credentials)
            implements Caller {

        @Override
        public Answered send(String method, String target, byte[] body, String... headers) {
            return service.with(credentials).send(method, target, body, headers);
        }
    }
}
