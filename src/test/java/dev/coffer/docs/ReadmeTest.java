package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Access;
import dev.coffer.endpoint.Endpoint;
import dev.coffer.endpoint.Pricing;
import dev.coffer.endpoint.Tier;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The README's table of what there is, made of what there is. */
class ReadmeTest {

    private static final String HEAD = "| what | price in STX: endpoints |\n|---|---|\n";

    /** A line for each room: what it is, and its endpoints by what they cost. */
    static String table(List<Room> rooms) {
        return rooms.stream()
                .filter(room -> !room.endpoints().isEmpty())
                .map(ReadmeTest::line)
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String line(Room room) {
        Map<String, List<String>> byPrice = new LinkedHashMap<>();
        for (Endpoint<?, ?> endpoint : room.endpoints()) {
            byPrice.computeIfAbsent(price(endpoint.access()), _ -> new ArrayList<>())
                    .add(endpoint.path());
        }
        return byPrice.entrySet().stream()
                .map(e -> e.getKey() + ": " + shown(e.getValue().stream().distinct().toList()))
                .collect(
                        Collectors.joining(
                                "; ",
                                "| **%s** %s | ".formatted(room.name(), room.says()),
                                " |\n"));
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

    private static String price(Access<?> access) {
        return switch (access) {
            case Access.Paid<?>(Pricing.Flat<?>(Tier tier), _) -> stx(tier);
            case Access.Paid<?>(Pricing.BySize<?> sized, _) ->
                    "%s, over %,d bytes %s"
                            .formatted(
                                    stx(sized.upTo()),
                                    sized.threshold().value(),
                                    stx(sized.above()));
            case Access.Paid<?>(Pricing.Sum<?> _, _) -> "the sum";
            case Access.Deposit<?> _ -> "what you deposit";
            case Access.Account<?> _, Access.Anybody<?> _ -> "free";
        };
    }

    private static String stx(Tier tier) {
        return Asset.STX.coins(Prices.defaults().of(tier, Optional.empty()).getFirst().amount());
    }

    @Test
    void theTableIsTheCatalogs() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        int from = readme.indexOf(HEAD);
        assertThat(from).as("README.md has the table").isNotNegative();
        String shown = readme.substring(from, readme.indexOf("\n\n", from) + 1);
        try (Service service = Service.with(Config.Money.DEVNET)) {
            List<Room> rooms =
                    service.rooms().stream()
                            .filter(r -> !r.name().equals("pebble") && !r.name().equals("devnet"))
                            .toList();
            assertThat(table(rooms)).isEqualTo(shown);
            assertThat(table(service.rooms()))
                    .contains("| 0.001: `/api/pebble/find`; 0.0005: `/api/pebble/lift`, `look` |");
        }
    }
}
