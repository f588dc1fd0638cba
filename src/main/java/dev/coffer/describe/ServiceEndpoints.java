package dev.coffer.describe;

import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Json;
import dev.coffer.endpoint.Limits;
import dev.coffer.endpoint.Reply;
import dev.coffer.endpoint.Shape;
import dev.coffer.payment.Prices;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the service says of itself, free. */
public final class ServiceEndpoints {

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
            List<Item> endpoints) {}

    record Item(List<String> methods, String path, String tier, String summary) {}

    record HealthReport(String status, boolean storeWritable, Money money, String version) {}

    record PriceList(Map<String, Map<String, String>> tiers, Map<String, String> units) {}

    private final Money money;
    private final Prices prices;
    private final BooleanSupplier storeWritable;
    private final String version;
    private final Supplier<List<Endpoint<?>>> catalog;

    public ServiceEndpoints(
            Money money,
            Prices prices,
            BooleanSupplier storeWritable,
            String version,
            Supplier<List<Endpoint<?>>> catalog) {
        this.money = money;
        this.prices = prices;
        this.storeWritable = storeWritable;
        this.version = version;
        this.catalog = catalog;
    }

    public List<Endpoint<?>> endpoints() {
        return List.of(
                Endpoint.plain("/", Shape.nothing(), Root.class)
                        .says("What this service is and what it offers.")
                        .does(_ -> _ -> Reply.of(root())),
                Endpoint.plain("/api/health", Shape.nothing(), HealthReport.class)
                        .says("Whether the service can do its work; 503 if not.")
                        .does(_ -> _ -> healthReply()),
                Endpoint.plain("/api/prices", Shape.nothing(), PriceList.class)
                        .says("What each tier costs in each asset.")
                        .does(_ -> _ -> Reply.of(priceList())),
                Endpoint.plain("/api/limits", Shape.nothing(), Map.class)
                        .says("Every limit, with its unit.")
                        .does(_ -> _ -> Reply.of(Limits.table())));
    }

    private Root root() {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("health", "/api/health");
        links.put("prices", "/api/prices");
        links.put("limits", "/api/limits");
        links.put("deposit", "/api/account/deposit");
        List<Item> lines =
                catalog.get().stream()
                        .filter(e -> !e.path().startsWith("/devnet"))
                        .map(e -> new Item(e.methods(), e.path(), e.pricing().label(), e.summary()))
                        .toList();
        String said =
                money.playMoney() ? "play money (" + money.facilitator() + ")" : money.network();
        return new Root(
                "Coffer: durable state for AI agents, paid per call", version, said, links, lines);
    }

    private Reply healthReply() {
        boolean writable = storeWritable.getAsBoolean();
        HealthReport report =
                new HealthReport(writable ? "ok" : "degraded", writable, money, version);
        return writable
                ? Reply.of(report)
                : new Reply.Content(
                        503, "application/json", Json.write(report), Map.of("Retry-After", "1"));
    }

    private PriceList priceList() {
        return new PriceList(
                prices.table(),
                Map.of(
                        "STX",
                        "1 = 1,000,000 uSTX",
                        "sBTC",
                        "1 = 100,000,000 sats",
                        "USDCx",
                        "1 = 1,000,000 uUSDCx"));
    }
}
