package dev.coffer.describe;

import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Capacities;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Tier;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Price;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The docs, and the pages that are made of what the service has: prices, limits, each room. */
final class MadePages {

    /** What the names of the pages begin with that are about a room each. */
    static final String ROOMS = "api/";

    private final Prices prices;
    private final CatalogText texts;
    private final Capacities capacities;
    private final Supplier<List<Room>> rooms;
    private List<Docs.Page> made = List.of();

    MadePages(Prices prices, CatalogText texts, Capacities capacities, Supplier<List<Room>> rooms) {
        this.prices = prices;
        this.texts = texts;
        this.capacities = capacities;
        this.rooms = rooms;
    }

    /** All pages, those for callers first; made when they are first asked for. */
    synchronized List<Docs.Page> all() {
        if (made.isEmpty()) {
            made =
                    Stream.of(Docs.forCallers(), ownPages(), Docs.all(), roomPages())
                            .flatMap(List::stream)
                            .distinct()
                            .toList();
        }
        return made;
    }

    private List<Docs.Page> ownPages() {
        return List.of(
                new Docs.Page("prices", prices(), true), new Docs.Page("limits", limits(), true));
    }

    private List<Docs.Page> roomPages() {
        return rooms.get().stream()
                .filter(CatalogText::isShown)
                .map(room -> new Docs.Page(ROOMS + room.name(), texts.page(room), true))
                .toList();
    }

    private String prices() {
        List<Asset> assets = prices.assets();
        Asset first = assets.getFirst();
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Prices

                A call costs what its tier says, and only if it succeeds. A batch costs the sum of what it does.

                """);
        text.append(
                row(
                        Stream.concat(
                                Stream.concat(
                                        Stream.of("tier"), assets.stream().map(Asset::symbol)),
                                Stream.of("calls for 1 " + first.symbol(), "sold by"))));
        text.append("|---".repeat(assets.size() + 3)).append("|\n");
        for (Tier tier : Tier.values()) {
            List<Price> each = prices.of(tier, Optional.empty());
            String calls =
                    each.getFirst().amount() == 0
                            ? "any number"
                            : "%,d".formatted(first.units("1") / each.getFirst().amount());
            text.append(
                    row(
                            Stream.concat(
                                    Stream.concat(
                                            Stream.of("`" + tier.label() + "`"),
                                            each.stream().map(p -> p.asset().coins(p.amount()))),
                                    Stream.of(calls, soldBy(tier)))));
        }
        text.append(
                "\n## Endpoints, in %s a call\n\n| what | endpoints |\n|---|---|\n"
                        .formatted(first.symbol()));
        rooms.get().stream()
                .filter(CatalogText::isShown)
                .forEach(room ->
                        text.append(
                                row(
                                        Stream.of(
                                                "[%s](%s%s.md)"
                                                        .formatted(room.name(), ROOMS, room.name()),
                                                texts.endpoints(room)))));
        return text.toString();
    }

    private String soldBy(Tier tier) {
        return rooms.get().stream()
                .filter(room -> room.endpoints().stream().anyMatch(e -> costs(e, tier)))
                .map(Room::name)
                .collect(Collectors.joining(", "));
    }

    private static boolean costs(Endpoint<?, ?> endpoint, Tier tier) {
        return switch (endpoint.access()) {
            case Access.Paid<?>(Pricing.Flat<?> flat, _) -> flat.tier() == tier;
            case Access.Paid<?>(Pricing.BySize<?> sized, _) ->
                    sized.upTo() == tier || sized.above() == tier;
            default -> false;
        };
    }

    private String limits() {
        StringBuilder text = new StringBuilder();
        text.append(
                """
                # Limits

                Every limit that a caller meets; the name ends in the unit. [/api/limits](/api/limits) has the same as JSON.

                | limit | value |
                |---|---|
                """);
        ServiceRoom.limits(rooms.get(), capacities)
                .forEach((name, value) ->
                        text.append(row(Stream.of("`" + name + "`", "%,d".formatted(value)))));
        return text.toString();
    }

    private static String row(Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
