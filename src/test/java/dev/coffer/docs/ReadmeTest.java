package dev.coffer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.describe.CatalogText;
import dev.coffer.harness.Service;
import dev.coffer.payment.Prices;
import dev.coffer.room.Room;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        String endpoints = new CatalogText(Prices.defaults()).endpoints(room);
        return "| **%s** %s | %s |\n".formatted(room.name(), room.says(), endpoints);
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
