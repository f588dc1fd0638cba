package dev.coffer.describe;

import com.fasterxml.jackson.annotation.JsonValue;

import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Capacity;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Request;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Prices;
import dev.coffer.payment.Rail;
import dev.coffer.room.Room;
import dev.coffer.store.StoreHealth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the service says of itself, free. */
public final class ServiceRoom {

    /**
     * Which money it takes.
     *
     * @param facilitator what carries payments to the chain: {@code devnet}, or {@code off}
     * @param network CAIP-2, or {@code none}
     */
    public record Money(String facilitator, String network, boolean playMoney) {}

    record Root(
            String service,
            String version,
            String money,
            Map<String, String> links,
            List<Offered> endpoints) {}

    /**
     * An endpoint.
     *
     * @param unavailable the option that the operator would have to give for it
     */
    record Offered(
            List<String> methods,
            String path,
            String tier,
            String summary,
            Optional<String> unavailable) {}

    /**
     * How it is.
     *
     * @param status {@code degraded} also where some owners are served and others are not
     * @param storeWritable whether anybody is served
     * @param storeParts where the store is spread, those that hold some owners' rows each
     */
    record HealthReport(
            String status,
            boolean storeWritable,
            Optional<List<StoreHealth.Part>> storeParts,
            Money money,
            List<RailHealth> rails,
            String version) {}

    /**
     * A way to be paid.
     *
     * @param network CAIP-2
     * @param answers whether its node or facilitator answered lately; while it does not, balances
     *     pay for calls all the same
     * @param sponsor who pays fees there for payers, where anybody does
     */
    record RailHealth(String network, boolean answers, Optional<SponsorHealth> sponsor) {
        private static RailHealth of(Rail rail) {
            return new RailHealth(
                    rail.network(),
                    rail.facilitator().isWell(),
                    rail.sponsor()
                            .map(by -> new SponsorHealth(by.address(), by.balance(), by.pays())));
        }
    }

    /**
     * A sponsor.
     *
     * @param balance on the chain when that was asked last, in the smallest unit of the fee's coin
     * @param pays whether that is enough; while it is not, payers pay their own fees
     */
    record SponsorHealth(String address, Optional<Long> balance, boolean pays) {}

    record LimitList(@JsonValue Map<String, Long> limits) {}

    /**
     * What calls cost.
     *
     * @param deposits the least and the most of one, where not any amount is taken
     * @param unavailable the paths that are not to be had here, and the option that each would need
     */
    record PriceList(
            Map<String, Map<String, String>> tiers,
            Map<String, String> units,
            Map<String, Map<String, String>> deposits,
            Map<String, String> unavailable) {}

    private final Money money;
    private final Prices prices;
    private final Supplier<StoreHealth> store;
    private final List<Rail> rails;
    private final String version;
    private final Supplier<List<Room>> rooms;
    private final Capacities capacities;

    private ServiceRoom(
            Money money,
            Prices prices,
            Capacities capacities,
            Supplier<StoreHealth> store,
            List<Rail> rails,
            String version,
            Supplier<List<Room>> rooms) {
        this.money = money;
        this.prices = prices;
        this.capacities = capacities;
        this.store = store;
        this.rails = rails;
        this.version = version;
        this.rooms = rooms;
    }

    /**
     * The room.
     *
     * @param rails the ways to be paid
     * @param rooms all rooms, this one among them, once there are all
     */
    public static Room room(
            Money money,
            Prices prices,
            Capacities capacities,
            Supplier<StoreHealth> store,
            List<Rail> rails,
            String version,
            Supplier<List<Room>> rooms) {
        ServiceRoom does = new ServiceRoom(money, prices, capacities, store, rails, version, rooms);
        return Room.of("service", "The service itself")
                .limits(Limits.values())
                .sells(
                        Endpoint.pure("/", Shape.nothing(), Root.class)
                                .forAnybody()
                                .methods("GET")
                                .lenientQuery()
                                .says(
                                        "What this service is and what it offers; for browsers a page.")
                                .does(call -> does.root(call.request())),
                        page(
                                "/api/health",
                                "Whether the service can do its work, 503 if nobody's; and whether the chains answer.",
                                HealthReport.class,
                                does::health),
                        page(
                                "/api/prices",
                                "What each tier costs in each asset.",
                                PriceList.class,
                                () -> Reply.of(does.priceList())),
                        page(
                                "/api/limits",
                                "Every limit, with its unit.",
                                LimitList.class,
                                () -> Reply.of(new LimitList(limits(rooms.get(), capacities)))));
    }

    private static <O> Endpoint<?, O> page(
            String path, String says, Class<O> gives, Supplier<Reply<O>> reply) {
        return Endpoint.pure(path, Shape.nothing(), gives)
                .forAnybody()
                .methods("GET")
                .lenientQuery()
                .says(says)
                .does(_ -> reply.get());
    }

    /** Every limit that a caller meets, by its label. */
    static Map<String, Long> limits(List<Room> rooms, Capacities capacities) {
        Map<String, Long> limits = new LinkedHashMap<>();
        rooms.stream()
                .flatMap(room -> room.limits().stream())
                .forEach(limit -> limits.put(limit.label(), limit.value()));
        for (Capacity capacity : Capacity.values()) {
            limits.put(capacity.label(), capacities.of(capacity));
        }
        return limits;
    }

    private Reply<Root> root(Request request) {
        boolean browser = request.header("Accept").orElse("").contains("text/html");
        return browser
                ? new Reply.Page<>(HomePage.of(said(), version, rooms.get(), request.baseUrl()))
                : new Reply.Json<>(200, root(), Map.of("Vary", "Accept"));
    }

    private String said() {
        return money.playMoney() ? "play money (" + money.facilitator() + ")" : money.network();
    }

    private Root root() {
        Map<String, String> links = new LinkedHashMap<>();
        Places.of(rooms.get()).forEach(place -> links.put(place.name(), place.path()));
        links.put("deposit", "/api/account/deposit");
        List<Offered> offered =
                rooms.get().stream()
                        .flatMap(room -> room.endpoints().stream())
                        .filter(e -> !e.path().startsWith("/devnet"))
                        .map(e ->
                                new Offered(
                                        e.methods(),
                                        e.path(),
                                        e.access().label(),
                                        e.summary(),
                                        e.missing()))
                        .toList();
        return new Root(
                "Coffer: durable state for AI agents, paid per call",
                version,
                said(),
                links,
                offered);
    }

    private Reply<HealthReport> health() {
        StoreHealth health = store.get();
        boolean writable = health.writable();
        return new Reply.Json<>(
                writable ? 200 : 503,
                new HealthReport(
                        health.isWhole() ? "ok" : "degraded",
                        writable,
                        Optional.of(health.parts()).filter(parts -> !parts.isEmpty()),
                        money,
                        rails.stream().map(RailHealth::of).toList(),
                        version),
                writable ? Map.of() : Map.of("Retry-After", "1"));
    }

    private PriceList priceList() {
        Map<String, String> units = new LinkedHashMap<>();
        for (Asset asset : prices.assets()) {
            units.put(
                    asset.symbol(),
                    String.format(Locale.ROOT, "1 = %,d %s", asset.units("1"), asset.unit()));
        }
        Map<String, String> unavailable = new LinkedHashMap<>();
        rooms.get().stream()
                .flatMap(room -> room.endpoints().stream())
                .forEach(e -> e.missing().ifPresent(option -> unavailable.put(e.path(), option)));
        return new PriceList(
                prices.table(), units, prices.deposits().table(prices.assets()), unavailable);
    }
}
