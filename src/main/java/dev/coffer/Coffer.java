package dev.coffer;

import dev.coffer.account.AccountEndpoints;
import dev.coffer.call.Checkout;
import dev.coffer.describe.ServiceEndpoints;
import dev.coffer.endpoint.Catalog;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.RateLimit;
import dev.coffer.http.helidon.HttpServer;
import dev.coffer.payment.Door;
import dev.coffer.payment.Ledger;
import dev.coffer.payment.OpenPayments;
import dev.coffer.payment.PaidDoor;
import dev.coffer.payment.Payments;
import dev.coffer.payment.Secrets;
import dev.coffer.payment.Tokens;
import dev.coffer.payment.TrustingDoor;
import dev.coffer.payment.devnet.Devnet;
import dev.coffer.payment.devnet.DevnetEndpoints;
import dev.coffer.payment.devnet.StacksVerifier;
import dev.coffer.payment.x402.PaymentRequired;
import dev.coffer.room.Expiring;
import dev.coffer.room.Sweeper;
import dev.coffer.state.counter.CounterEndpoints;
import dev.coffer.state.kv.KvEndpoints;
import dev.coffer.state.paste.PasteEndpoints;
import dev.coffer.state.queue.QueueEndpoints;
import dev.coffer.state.sync.SyncEndpoints;
import dev.coffer.store.Heartbeat;
import dev.coffer.store.Store;
import dev.coffer.store.postgres.PostgresStore;
import dev.coffer.store.sqlite.SqliteStore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A running service: config, store, services, catalog, server, wired by hand. */
public final class Coffer implements AutoCloseable {

    private final Store store;
    private final Sweeper sweeper;
    private final OpenPayments openPayments;
    private final HttpServer http;
    private final Config config;

    private Coffer(
            Config config,
            Store store,
            Sweeper sweeper,
            OpenPayments openPayments,
            HttpServer http) {
        this.config = config;
        this.store = store;
        this.sweeper = sweeper;
        this.openPayments = openPayments;
        this.http = http;
    }

    public static Coffer start(Config config) {
        Store store = store(config);
        try {
            return start(config, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static Store store(Config config) {
        if (config.database().isPresent()) {
            return PostgresStore.open(
                    config.database().get(),
                    PostgresStore.Use.of(Limits.WAITING_WORKS, Limits.WAITING_WORKS_OF_OWNER));
        }
        return SqliteStore.open(
                config.data(),
                config.clock(),
                new SqliteStore.Bounds(Limits.WAITING_WORKS, Limits.WAITING_WORKS_OF_OWNER));
    }

    private static Coffer start(Config config, Store store) {
        Ledger ledger = new Ledger();
        Tokens tokens = new Tokens(Secrets.key(store, config.random(), "tokens"), config.random());
        KvEndpoints kv = new KvEndpoints();
        PasteEndpoints paste = new PasteEndpoints(config.random());
        CounterEndpoints counter = new CounterEndpoints();
        SyncEndpoints sync = new SyncEndpoints(config.random());
        QueueEndpoints queue = new QueueEndpoints(config.random());
        AtomicReference<List<Endpoint<?>>> all = new AtomicReference<>(List.of());
        List<Endpoint<?>> endpoints = new ArrayList<>();
        endpoints.addAll(
                new ServiceEndpoints(
                                money(config),
                                config.prices(),
                                new Heartbeat(store, config.clock())::storeWritable,
                                Version.TEXT,
                                all::get)
                        .endpoints());
        endpoints.addAll(kv.endpoints());
        endpoints.addAll(paste.endpoints());
        endpoints.addAll(counter.endpoints());
        endpoints.addAll(sync.endpoints());
        endpoints.addAll(queue.endpoints());
        endpoints.addAll(new AccountEndpoints(ledger, tokens).endpoints());

        Door door = new TrustingDoor();
        OpenPayments openPayments = OpenPayments.none();
        if (config.money() == Config.Money.DEVNET) {
            Devnet devnet = new Devnet(store);
            StacksVerifier verifier = StacksVerifier.devnet(config.payTo());
            Payments payments = new Payments(store, ledger, devnet);
            door =
                    new PaidDoor(
                            payments,
                            verifier,
                            tokens,
                            new PaymentRequired(config.random(), verifier.v1Network()),
                            new RateLimit(
                                    Limits.BAD_PAYMENTS_PER_SECOND,
                                    Limits.BAD_PAYMENTS_BURST,
                                    Limits.RATE_LIMITED_KEYS,
                                    config.clock()),
                            config.clock());
            endpoints.addAll(new DevnetEndpoints(devnet).endpoints());
            openPayments = OpenPayments.of(payments);
        }
        all.set(List.copyOf(endpoints));

        Checkout checkout = new Checkout(store, ledger, config.prices(), door, sync::require);
        List<Expiring<?>> expiring = new ArrayList<>();
        expiring.add(kv.expiring());
        expiring.add(paste.expiring());
        expiring.add(counter.expiring());
        expiring.addAll(sync.expiring());
        expiring.addAll(queue.expiring());
        expiring.add(checkout.expiring());
        Sweeper sweeper = new Sweeper(store, expiring);
        HttpServer http =
                HttpServer.start(
                        config.http(), new Catalog(endpoints), checkout::serve, config.accessLog());
        return new Coffer(config, store, sweeper, openPayments, http);
    }

    private static ServiceEndpoints.Money money(Config config) {
        return switch (config.money()) {
            case DEVNET -> new ServiceEndpoints.Money("devnet", Devnet.NETWORK, true);
            case OFF -> new ServiceEndpoints.Money("off", "none", true);
        };
    }

    public int port() {
        return http.port();
    }

    /** Where it is reached on this machine. */
    public String url() {
        String host = config.http().host();
        return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port();
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
        openPayments.close();
        sweeper.close();
        store.close();
    }
}
