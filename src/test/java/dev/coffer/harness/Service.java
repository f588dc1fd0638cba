package dev.coffer.harness;

import dev.coffer.Coffer;
import dev.coffer.Config;
import dev.coffer.http.AccessLog;
import dev.coffer.http.Options;
import dev.coffer.payment.Prices;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.store.postgres.PostgresServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A running service of a test: a store of its own, a port of its own, a clock that stands still,
 * and callers. Can be stopped and started again on the same store.
 */
public final class Service implements AutoCloseable {

    /** The same tests on the other engine: {@code -Dcoffer.store=postgres}. */
    private static final boolean ON_POSTGRES =
            "postgres".equals(System.getProperty("coffer.store"));

    private final Path data;
    private final Optional<String> database;
    private final Config.Money money;
    private final RandomGenerator random;
    private final TestClock clock;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private final Map<String, Client> payers = new ConcurrentHashMap<>();
    private Coffer coffer;

    private Service(Config.Money money, RandomGenerator random) {
        this(money, random, new TestClock(), ON_POSTGRES);
    }

    private Service(
            Config.Money money, RandomGenerator random, TestClock clock, boolean onPostgres) {
        this(money, random, clock, onPostgres ? Optional.of(database(clock)) : Optional.empty());
    }

    private Service(
            Config.Money money,
            RandomGenerator random,
            TestClock clock,
            Optional<String> database) {
        this.money = money;
        this.random = random;
        this.clock = clock;
        this.database = database;
        try {
            this.data = Files.createTempDirectory("coffer-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.coffer = Coffer.start(config());
    }

    /** With play money, over a new database. */
    public static Service over(String database) {
        TestClock clock = new TestClock();
        return new Service(
                Config.Money.DEVNET,
                new SecureRandom(),
                clock,
                Optional.of(clocked(database, clock)));
    }

    private static String database(TestClock clock) {
        return clocked(PostgresServer.shared().newDatabase(), clock);
    }

    /**
     * A PostgreSQL database that takes the test's clock for the time; to_timestamp() would round
     * what is far away.
     */
    private static String clocked(String url, TestClock clock) {
        PostgresServer.execute(
                url,
                """
                create schema test;
                create table test.clock (ms bigint);
                insert into test.clock values (0);
                create function test.clock_timestamp() returns timestamptz language sql volatile
                    as $$
                        select (timestamp 'epoch' + make_interval(days => (ms / 86400000)::int)
                            + (ms % 86400000) * interval '1 millisecond') at time zone 'UTC'
                        from test.clock
                    $$\
                """);
        clock.watch(ms -> PostgresServer.execute(url, "update test.clock set ms = " + ms));
        return url + "&currentSchema=public,test,pg_catalog";
    }

    /** Payments off. */
    public static Service off() {
        return off(new SecureRandom());
    }

    public static Service off(RandomGenerator random) {
        return new Service(Config.Money.OFF, random);
    }

    /** With play money, and all that belongs to real payments. */
    public static Service devnet() {
        return new Service(Config.Money.DEVNET, new SecureRandom());
    }

    public static Service with(Config.Money money) {
        return new Service(money, new SecureRandom());
    }

    /** So many nodes over one PostgreSQL, with one clock, payments off. */
    public static List<Service> nodes(int count) {
        return nodes(count, Config.Money.OFF);
    }

    public static List<Service> nodes(int count, Config.Money money) {
        TestClock clock = new TestClock();
        Optional<String> database = Optional.of(database(clock));
        return IntStream.range(0, count)
                .mapToObj(_ -> new Service(money, new SecureRandom(), clock, database))
                .toList();
    }

    /** Changes what is in the database; on PostgreSQL only. */
    public void execute(String sql) {
        PostgresServer.execute(database.orElseThrow(), sql);
    }

    /**
     * Ends every connection of every node to the database, whatever they are in the middle of; a
     * service on SQLite is started again.
     */
    public void sever() {
        if (database.isEmpty()) {
            restart();
            return;
        }
        PostgresServer.execute(
                database.get(),
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and application_name = 'coffer'\
                """);
    }

    private Config config() {
        return new Config(
                data,
                database,
                money,
                Devnet.TREASURY,
                Prices.defaults(),
                Options.listen("127.0.0.1", 0),
                AccessLog.off(),
                clock,
                random);
    }

    public Config.Money money() {
        return money;
    }

    public TestClock clock() {
        return clock;
    }

    public Path data() {
        return data;
    }

    public int port() {
        return coffer.port();
    }

    public String url() {
        return coffer.url();
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
        coffer = Coffer.start(config());
    }

    /** A caller without a name. */
    public Client anyone() {
        return new Client("", List.of());
    }

    /** The caller that another node knows. */
    public Client same(Client other) {
        return new Client(other.address, other.credentials);
    }

    /** A caller of this name, with a balance if money counts here. */
    public Client payer(String name) {
        return payers.computeIfAbsent(
                name,
                _ -> {
                    if (money == Config.Money.OFF) {
                        return new Client(name, List.of("X-Payer", name));
                    }
                    Purse purse = new Purse(anyone()::post, name);
                    purse.fill();
                    return new Client(
                            purse.address(), List.of("Authorization", "Bearer " + purse.token()));
                });
    }

    @Override
    public void close() {
        coffer.close();
        http.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls as one caller. Header arguments are names and values in turn. */
    public final class Client {
        private final String address;
        private final List<String> credentials;

        private Client(String address, List<String> credentials) {
            this.address = address;
            this.credentials = credentials;
        }

        /** The owner that this caller is. */
        public String address() {
            return address;
        }

        public List<String> credentials() {
            return credentials;
        }

        public Answered get(String target, String... headers) {
            return send("GET", target, new byte[0], headers);
        }

        public Answered post(String target, String json, String... headers) {
            return send("POST", target, json.getBytes(StandardCharsets.UTF_8), headers);
        }

        public Answered send(String method, String target, byte[] body, String... headers) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url() + target))
                            .timeout(Duration.ofSeconds(60))
                            .method(
                                    method,
                                    body.length == 0
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofByteArray(body));
            add(request, credentials);
            add(request, List.of(headers));
            try {
                HttpResponse<byte[]> answer =
                        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                return new Answered(answer.statusCode(), answer.headers(), answer.body());
            } catch (IOException e) {
                throw new UncheckedIOException(method + " " + target, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static void add(HttpRequest.Builder request, List<String> headers) {
            for (int i = 0; i < headers.size(); i += 2) {
                request.setHeader(headers.get(i), headers.get(i + 1));
            }
        }
    }
}
