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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The README's table of what there is, made of what there is. */
class ReadmeTest {

    private static final String HEAD = "| what | endpoints and their prices in STX |\n|---|---|\n";

    /** A line for each room: what it is, and its endpoints by what they cost. */
    static String table(List<Room> rooms) {
        return rooms.stream()
                .filter(room -> !room.endpoints().isEmpty())
                .map(ReadmeTest::line)
                .collect(Collectors.joining("", HEAD, ""));
    }

    private static String line(Room room) {
        Map<String, String> byPrice = new LinkedHashMap<>();
        for (Endpoint<?, ?> endpoint : room.endpoints()) {
            byPrice.merge(price(endpoint.access()), name(endpoint), (a, b) -> a + ", " + b);
        }
        return byPrice.entrySet().stream()
                .map(e -> e.getValue() + ": " + e.getKey())
                .collect(
                        Collectors.joining(
                                "; ", "| **" + room.name() + "**: " + room.says() + " | ", " |\n"));
    }

    private static String name(Endpoint<?, ?> endpoint) {
        String method = endpoint.methods().contains("GET") ? "" : "POST ";
        return "`" + method + endpoint.path() + "`";
    }

    private static String price(Access<?> access) {
        return switch (access) {
            case Access.Paid<?>(Pricing.Flat<?>(Tier tier)) -> stx(tier);
            case Access.Paid<?>(Pricing.BySize<?> sized) ->
                    "%s, over %,d bytes %s"
                            .formatted(
                                    stx(sized.upTo()),
                                    sized.threshold().value(),
                                    stx(sized.above()));
            case Access.Deposit<?> _ -> "what you deposit";
            case Access.Account<?> _, Access.Anybody<?> _ -> "free";
        };
    }

    private static String stx(Tier tier) {
        return Asset.STX.coins(Prices.defaults().of(tier, Asset.STX).amount());
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
            assertThat(shown).isEqualTo(table(rooms));
            assertThat(table(service.rooms())).contains("/api/pebble/find`: 0.001");
        }
    }
}
