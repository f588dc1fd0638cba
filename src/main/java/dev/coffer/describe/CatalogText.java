package dev.coffer.describe;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Tier;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What rooms sell and what it costs, in words, by the prices in force. */
public final class CatalogText {

    private final Prices prices;

    public CatalogText(Prices prices) {
        this.prices = prices;
    }

    /** What it names prices in: what an offer names first. */
    Asset asset() {
        return prices.assets().getFirst();
    }

    /** A room's endpoints by what they cost: {@code 0.001: `/api/kv/set`, `touch`; 0.0005: ...}. */
    public String endpoints(Room room) {
        Map<String, List<String>> byPrice = new LinkedHashMap<>();
        for (Endpoint<?, ?> endpoint : room.endpoints()) {
            byPrice.computeIfAbsent(price(endpoint.access()), _ -> new ArrayList<>())
                    .add(endpoint.path());
        }
        return byPrice.entrySet().stream()
                .map(e -> e.getKey() + ": " + shown(e.getValue().stream().distinct().toList()))
                .collect(Collectors.joining("; "));
    }

    /** Of paths in one folder only the first one is whole. */
    private static String shown(List<String> paths) {
        String folder = "";
        List<String> shown = new ArrayList<>();
        for (String path : paths) {
            int name = path.lastIndexOf('/') + 1;
            boolean known = name > 1 && path.substring(0, name).equals(folder);
            shown.add("`" + (known ? path.substring(name) : path) + "`");
            folder = path.substring(0, name);
        }
        return String.join(", ", shown);
    }

    /** What a call costs, without the asset's symbol. */
    String price(Access<?> access) {
        return switch (access) {
            case Access.Paid<?>(Pricing.Flat<?>(Tier tier), _) -> coins(tier);
            case Access.Paid<?>(Pricing.BySize<?> sized, _) ->
                    "%s, over %,d bytes %s"
                            .formatted(
                                    coins(sized.upTo()),
                                    sized.threshold().value(),
                                    coins(sized.above()));
            case Access.Paid<?>(Pricing.Sum<?> _, _) -> "the sum";
            case Access.Deposit<?> _ -> "what you deposit";
            case Access.Account<?> _, Access.Anybody<?> _ -> "free";
        };
    }

    private String coins(Tier tier) {
        Price price = prices.of(tier, Optional.empty()).getFirst();
        return price.asset().coins(price.amount());
    }

    /**
     * Whether callers hear of a room: it has endpoints, and is not the chain that pays for them.
     */
    static boolean isShown(Room room) {
        return !room.endpoints().isEmpty() && !room.name().equals("devnet");
    }

    /** A page about a room, as markdown: each endpoint, its price, its input, an example. */
    String page(Room room) {
        return "# %s\n\n%s.\n%s"
                .formatted(
                        room.name(),
                        room.says(),
                        room.endpoints().stream()
                                .map(this::endpoint)
                                .collect(Collectors.joining()));
    }

    private String endpoint(Endpoint<?, ?> endpoint) {
        String missing =
                endpoint.missing()
                        .map(
                                " Not to be had here: its operator would start it with `%s`."
                                        ::formatted)
                        .orElse("");
        String price = price(endpoint.access());
        String said =
                "\n## `%s %s`\n\n%s Costs: %s.%s\n"
                        .formatted(
                                String.join(" or ", endpoint.methods()),
                                endpoint.path(),
                                endpoint.summary(),
                                Character.isDigit(price.charAt(0))
                                        ? price + " " + asset().symbol()
                                        : price,
                                missing);
        return endpoint.takes().fields().isEmpty() ? said : said + input(endpoint);
    }

    private static String input(Endpoint<?, ?> endpoint) {
        return endpoint.takes().fields().stream()
                .map(field ->
                        "- `%s` (%s%s)%s\n"
                                .formatted(
                                        field.name(),
                                        field.schema().getOrDefault("type", "any JSON"),
                                        field.required() ? ", required" : "",
                                        Optional.ofNullable(field.schema().get("description"))
                                                .map(says -> ": " + says)
                                                .orElse("")))
                .collect(
                        Collectors.joining(
                                "",
                                "\n",
                                "\n```json\n%s\n```\n".formatted(endpoint.example().strip())));
    }
}
