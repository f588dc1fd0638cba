package dev.coffer;

import dev.coffer.account.AccountRoom;
import dev.coffer.call.Answers;
import dev.coffer.call.Batch;
import dev.coffer.call.BatchLimits;
import dev.coffer.call.Checkout;
import dev.coffer.describe.ConsoleRoom;
import dev.coffer.describe.DashboardRoom;
import dev.coffer.describe.DiscoveryRoom;
import dev.coffer.describe.DocsRoom;
import dev.coffer.describe.ServiceRoom;
import dev.coffer.describe.Traffic;
import dev.coffer.describe.mcp.McpRoom;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Fence;
import dev.coffer.http.Dispatch;
import dev.coffer.http.Options;
import dev.coffer.http.netty.HttpServer;
import dev.coffer.observe.Observers;
import dev.coffer.outbound.Outbound;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.Payments;
import dev.coffer.payment.PriceLists;
import dev.coffer.payment.Prices;
import dev.coffer.payment.Rail;
import dev.coffer.payment.Secrets;
import dev.coffer.payment.Tokens;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.grant.Grants;
import dev.coffer.payment.signin.SignIn;
import dev.coffer.payment.signin.Site;
import dev.coffer.room.Names;
import dev.coffer.room.Quota;
import dev.coffer.room.Room;
import dev.coffer.room.Sweeper;
import dev.coffer.state.counter.CounterRoom;
import dev.coffer.state.kv.KvRoom;
import dev.coffer.state.links.LinksRoom;
import dev.coffer.state.memo.MemoRoom;
import dev.coffer.state.memory.MemoryRoom;
import dev.coffer.state.paste.PasteRoom;
import dev.coffer.state.queue.QueueRoom;
import dev.coffer.state.sql.SqlRoom;
import dev.coffer.state.sync.SyncRoom;
import dev.coffer.store.Heartbeat;
import dev.coffer.store.Store;
import dev.coffer.store.StoreHealth;
import dev.coffer.store.Table;
import dev.coffer.store.Tx;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;
import dev.coffer.tool.Toolbox;
import dev.coffer.tool.ai.AiRoom;
import dev.coffer.tool.ai.ContractSources;
import dev.coffer.tool.crypto.CryptoRoom;
import dev.coffer.tool.data.DataRoom;
import dev.coffer.tool.math.MathRoom;
import dev.coffer.tool.net.GeoDatabase;
import dev.coffer.tool.net.NetRoom;
import dev.coffer.tool.random.RandomRoom;
import dev.coffer.tool.registry.RegistryRoom;
import dev.coffer.tool.stacks.StacksApi;
import dev.coffer.tool.stacks.StacksRoom;
import dev.coffer.tool.text.TextRoom;
import dev.coffer.tool.util.UtilRoom;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A running service: config, store, one list of rooms, catalog, server, wired by hand. */
public final class Coffer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Coffer.class.getName());

    /** What is sold. Another room is one more line. */
    public static List<Room> sold(Config config, Store store) {
        Capacities capacities = config.capacities();
        RandomGenerator random = config.random();
        Outbound outbound = config.settings().reach().guarded(config.http().publicUrl());
        StacksApi stacksApi = new StacksApi(outbound, config.settings().reach().stacksApis());
        Toolbox tools = new Toolbox(Runtime.getRuntime().availableProcessors());
        return List.of(
                KvRoom.room(capacities),
                PasteRoom.room(capacities, random),
                CounterRoom.room(capacities),
                SyncRoom.room(random),
                QueueRoom.room(capacities, random),
                LinksRoom.room(
                        store, capacities, config.settings().links(), random, config.clock()),
                SqlRoom.room(
                        capacities,
                        random,
                        store,
                        config.database().isPresent()
                                ? Optional.empty()
                                : Optional.of(config.data())),
                MemoRoom.room(capacities, random),
                MemoryRoom.room(capacities, store, config.settings().models()),
                TextRoom.room(tools, random, config.clock()),
                DataRoom.room(tools),
                CryptoRoom.room(tools, random),
                RandomRoom.room(tools, random),
                MathRoom.room(tools),
                UtilRoom.room(tools, config.clock()),
                NetRoom.room(outbound, new GeoDatabase(config.settings().reach().geoDbs())),
                StacksRoom.room(tools, stacksApi),
                AiRoom.room(
                        config.settings().reach().models(),
                        new ContractSources(stacksApi.missing(), stacksApi::get),
                        outbound,
                        tools,
                        random),
                RegistryRoom.room(
                        capacities,
                        store,
                        outbound,
                        config.http().publicUrl().map(Site::of).map(Site::domain),
                        config.settings().operatorKey(),
                        config.clock(),
                        random));
    }

    private static final String ANSWER = "answer";

    /** What is kept behind all that is sold. */
    private static final List<Room> BEHIND =
            List.of(
                    Room.of("behind", "Owners and their money, names, usage")
                            .keeps(Names.TABLE, Quota.USAGE, Secrets.TABLE, PriceLists.TABLE)
                            .keeps(Traffic.TABLE)
                            .keeps(SignIn.TABLE, SignIn::forget)
                            .keeps(
                                    Stream.of(
                                                    Store.TABLES,
                                                    Ledger.TABLES,
                                                    Tokens.TABLES,
                                                    Grants.TABLES,
                                                    Payments.TABLES,
                                                    Devnet.TABLES)
                                            .flatMap(List::stream)
                                            .toArray(Table[]::new)),
                    Room.of(ANSWER, "Answers to named calls, kept a day for their repetition")
                            .keeps(Answers.TABLE));

    /** All tables of a database, with those of the rooms that sell. */
    public static List<Table> tables(List<Room> sold) {
        return Stream.concat(BEHIND.stream(), sold.stream())
                .flatMap(room -> room.kept().stream().map(Room.Kept::table))
                .toList();
    }

    private final Config config;
    private final Store store;
    private final List<Room> rooms = new ArrayList<>();
    private final List<AutoCloseable> works = new ArrayList<>();
    private final CompletableFuture<Site> site = new CompletableFuture<>();
    private final Sweeper sweeper;
    private final HttpServer http;
    private final Observers observers;

    private Coffer(Config config, Store store) {
        this.config = config;
        this.store = store;
        config.http().publicUrl().map(Site::of).ifPresent(site::complete);
        Capacities capacities = config.capacities();
        Ledger ledger = new Ledger();
        Tokens tokens = new Tokens(store, config.random());
        Taking taking = Taking.of(config, store, ledger, tokens, site::join);
        Prices prices = taking.prices();
        Heartbeat heart = new Heartbeat(store::probe, Heartbeat.BUDGET);
        Supplier<StoreHealth> health = () -> new StoreHealth(heart.storeWritable(), store.parts());
        rooms.addAll(BEHIND);
        rooms.add(
                ServiceRoom.room(
                        money(config),
                        prices,
                        capacities,
                        health,
                        taking.rails(),
                        Version.TEXT,
                        () -> rooms));
        rooms.add(DiscoveryRoom.room(() -> rooms, prices, taking.offers(), Version.TEXT));
        Traffic traffic = new Traffic(store, store.clock());
        rooms.add(DashboardRoom.room(traffic, money(config), Version.TEXT, () -> rooms));
        rooms.add(DocsRoom.room(money(config), prices, capacities, () -> rooms));
        rooms.add(ConsoleRoom.room());
        List<Room> sold = config.sold().rooms(config, store);
        rooms.addAll(sold);
        BiConsumer<Tx, Fence> fences =
                (tx, fence) -> rooms.forEach(r -> r.fences().ifPresent(f -> f.accept(tx, fence)));
        CompletableFuture<Catalog> all = new CompletableFuture<>();
        rooms.add(
                Room.of("batch", "Many operations as one, all or nothing")
                        .limits(BatchLimits.values())
                        .sells(Batch.endpoint(all::join, fences)));
        Grants grants = grants(sold);
        rooms.add(AccountRoom.room(ledger, tokens, grants, capacities));
        Options options =
                config.money() == Config.Money.OFF ? config.http().localOnly() : config.http();
        CompletableFuture<Dispatch> dispatch = new CompletableFuture<>();
        rooms.add(
                McpRoom.room(
                        () -> rooms,
                        prices,
                        Version.TEXT,
                        options.origins()::requireOurs,
                        (endpoint, request) -> dispatch.join().within(endpoint, request)));
        rooms.addAll(taking.rooms());
        Checkout checkout =
                new Checkout(
                        store,
                        ledger,
                        prices,
                        taking.door(),
                        fences,
                        new Answers(new Quota(ANSWER, capacities)::take, tokens),
                        taking.receipts(),
                        grants,
                        capacities,
                        config.clock());
        traffic.of(rooms);
        Catalog catalog = new Catalog(rooms.stream().flatMap(r -> r.endpoints().stream()).toList());
        all.complete(catalog);
        rooms.forEach(room -> room.works().forEach(work -> works.add(work.get())));
        this.sweeper = new Sweeper(store, rooms);
        this.observers = new Observers(config.settings().observing(), Version.TEXT);
        observers.watch(store);
        dispatch.complete(
                new Dispatch(
                        catalog,
                        (endpoint, request) ->
                                traffic.counted(endpoint, () -> checkout.serve(endpoint, request)),
                        capacities,
                        InstantSource.system()));
        this.http = HttpServer.start(options, dispatch.join(), observers.and(config.accessLog()));
        site.complete(Site.of(url()));
        observers.show(
                Stream.of(
                                OperatorFigures.of(http, config.accessLog(), sweeper, traffic),
                                OperatorFigures.of(store, health),
                                rooms.stream().flatMap(room -> room.figures().stream()).toList())
                        .flatMap(List::stream)
                        .toList(),
                checkout::serve,
                capacities);
    }

    /** Of what is sold there are grants where something is kept of whoever calls. */
    private static Grants grants(List<Room> sold) {
        List<Room> keeping = sold.stream().filter(room -> !room.kept().isEmpty()).toList();
        Map<String, String> capabilities = new HashMap<>();
        keeping.forEach(room ->
                room.endpoints().forEach(each -> capabilities.put(each.path(), room.name())));
        return new Grants(
                Map.copyOf(capabilities),
                keeping.stream()
                        .filter(room -> room.fences().isPresent())
                        .map(Room::name)
                        .toList());
    }

    private static ServiceRoom.Money money(Config config) {
        return switch (config.money()) {
            case DEVNET -> new ServiceRoom.Money("devnet", Devnet.NETWORK, true);
            case OFF -> new ServiceRoom.Money("off", "none", true);
            case CHAINS -> {
                List<Rail> rails = config.settings().money().rails();
                String networks =
                        rails.stream().map(Rail::network).collect(Collectors.joining(", "));
                yield new ServiceRoom.Money("chains", networks, !Checklist.isReal(rails));
            }
        };
    }

    public static Coffer start(Config config) {
        Store store = store(config);
        try {
            return new Coffer(config, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Store store(Config config) {
        int works = config.capacities().whole(Capacity.WAITING_WORKS);
        int ofOwner = config.capacities().whole(Capacity.WAITING_WORKS_OF_OWNER);
        return config.database()
                .<Store>map(url -> PostgresStore.open(url, PostgresStore.Use.of(works, ofOwner)))
                .orElseGet(() ->
                        SqliteStore.open(
                                config.data(),
                                config.clock(),
                                new SqliteStore.Bounds(works, ofOwner),
                                config.settings().checkpoints()));
    }

    /** All rooms, in the order in which they are shown. */
    public List<Room> rooms() {
        return List.copyOf(rooms);
    }

    public int port() {
        return http.port();
    }

    /** Where it is reached on this machine. */
    public String url() {
        return url(config.http().host(), port());
    }

    private static String url(String host, int port) {
        String shown =
                switch (host) {
                    case "0.0.0.0" -> "127.0.0.1";
                    case "::", "[::]" -> "[::1]";
                    default ->
                            host.indexOf(':') < 0 || host.startsWith("[") ? host : "[" + host + "]";
                };
        return "http://" + shown + ":" + port;
    }

    /** Where its operator has Prometheus look, if anywhere. */
    public Optional<String> metricsUrl() {
        return config.settings()
                .observing()
                .operatorPort()
                .map(options -> url(options.host(), observers.port()) + "/metrics");
    }

    /** How many calls wait for something to happen. */
    public int waitingCalls() {
        return store.signals().listening();
    }

    /** Removes what is over, now; the sweeper does so by itself in time. */
    public void sweep() {
        sweeper.sweep();
    }

    /** Answers what is in flight, then ends; nothing acknowledged is lost. */
    @Override
    public void close() {
        store.signals().close(); // Calls that wait get their answers now.
        http.close();
        config.accessLog().close();
        observers.close();
        for (AutoCloseable work : works.reversed()) {
            try {
                work.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "a background work did not end well", e);
            }
        }
        sweeper.close();
        store.close();
    }
}
