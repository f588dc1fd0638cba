package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Service;
import dev.coffer.state.links.BlockedHosts;
import dev.coffer.state.links.LinkSettings;
import dev.coffer.state.links.TakeDowns;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

class LinksCommandTest {

    @TempDir private Path directory = Path.of("");

    private Cli takeDown(String slug, String... more) {
        String data = directory.resolve("data").toString();
        String[] all = {"links", "take-down", slug, "--data", data};
        String[] words = new String[all.length + more.length];
        System.arraycopy(all, 0, words, 0, all.length);
        System.arraycopy(more, 0, words, all.length, more.length);
        return Cli.run(words);
    }

    @Test
    void aLinkIsTakenDownWhileItsStoreIsServedAndWhileItIsNot() {
        assertThat(takeDown("phish").err()).contains("there is no store in");
        Path data = directory.resolve("data");
        LinkSettings settings =
                new LinkSettings(
                        Optional.empty(),
                        BlockedHosts.none(),
                        Optional.of(TakeDowns.directory(data)));
        String link = "{\"url\":\"https://example.com/\",\"slug\":\"phish\"}";
        try (Service service = Service.inRealTime(Config.Money.OFF, data)) {
            service.restartWith(settings);
            service.post("/api/links/create", link, "X-Payer", "alice").expect(200);
            service.get("/l/phish").expect(302);
            Cli down = takeDown("phish");
            assertThat(down.exit()).as(down.err()).isZero();
            service.get("/l/phish").expect(410, "taken_down");
            assertThat(takeDown("no-such").err()).contains("there is no link no-such");
            assertThat(takeDown("../coffer").err()).contains("no slug looks like");
        }
        assertThat(takeDown("phish", "--undo").out()).contains("leads where it led again");
        assertThat(takeDown("no-such").exit()).isEqualTo(1);
        try (Service service = Service.inRealTime(Config.Money.OFF, data)) {
            service.get("/l/phish").expect(302);
        }
    }
}
