package dev.coffer.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Answered;
import dev.coffer.harness.Npm;
import dev.coffer.harness.Service;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The console, as a person has it: driven in Chromium by Playwright, judged by axe. Needs Node, the
 * npm registry and Chromium; without them it is skipped, but where CI is true it fails.
 */
class ConsoleTest {

    private static final Path SCRIPTS = Path.of("src/test/js/console");
    private static final Path FILES = Path.of("src/main/resources/console");
    private static final String CHROMIUM = "chromium";

    /** What a page may weigh, all of it, with nothing compressed. */
    private static final long MOST_BYTES = 400_000;

    /** Where the files of others are in their packages. */
    private static final Map<String, String> PACKAGED =
            Map.of(
                    "htm-preact.js", "htm/preact/standalone.module.js",
                    "uplot.js", "uplot/dist/uPlot.iife.min.js",
                    "uplot.css", "uplot/dist/uPlot.min.css",
                    "noble-secp256k1.js", "@noble/secp256k1/index.js");

    private static JsonNode drive(String script, Service service) throws Exception {
        Npm.install(SCRIPTS);
        String chromium = Npm.tool(CHROMIUM);
        JsonNode saw = Npm.script(SCRIPTS, script, service.url(), chromium);
        for (String bad : List.of("violations", "elsewhere", "secrets", "errors", "wide")) {
            assertThat(texts(saw.path(bad))).as(bad).isEmpty();
        }
        return saw;
    }

    private static List<String> texts(JsonNode list) {
        return list.values().stream().map(JsonNode::stringValue).toList();
    }

    @Test
    void fromNoKeyToAFirstPaidCallAndAllThatIsKept(@TempDir Path data) throws Exception {
        JsonNode saw;
        try (Service service = Service.inRealTime(Config.Money.DEVNET, data)) {
            saw = drive("devnet.mjs", service);
        }
        assertThat(texts(saw.path("judged")))
                .contains("sign-in", "wallet", "call", "account", "queues", "keys", "locks")
                .contains("counters", "links", "memories", "databases");
        assertThat(saw.path("firstCharge").stringValue()).isEqualTo("charged 0.001 STX");
        JsonNode set = saw.path("set");
        assertThat(set.path("before").stringValue()).isEqualTo("Call · 0.001 or 0.005 STX");
        assertThat(set.path("after").stringValue()).isEqualTo("charged 0.001 STX");
        assertThat(set.path("answer").path("success").asBoolean()).isTrue();
        assertThat(saw.path("curl").stringValue())
                .contains("$TOKEN", "/api/kv/set'")
                .doesNotContain("cof_");
        assertThat(saw.path("byCurl").stringValue())
                .matches("(?s)HTTP/1.1 200 .*Coffer-Charge: 1000 uSTX.*|no curl here");
        assertThat(saw.path("moved").stringValue())
                .contains("pending0", "processing0", "completed1");
        assertThat(saw.path("found").stringValue()).contains("green bicycle");
        assertThat(saw.path("row").stringValue()).isEqualTo("42");
        assertThat(saw.path("charts").asInt()).isEqualTo(2);
        assertThat(saw.path("lines").stringValue())
                .contains("+1 STX", "/api/queue/push, 1 × 0.001 STX", "−0.001 STX");
        assertThat(saw.path("skip").stringValue()).isEqualTo("Skip to the content");
        assertThat(saw.path("skipped").stringValue()).isEqualTo("main");
        assertThat(saw.path("heading").stringValue()).isEqualTo("Counters");
        assertThat(saw.path("refused").stringValue()).contains("invalid_token");
        assertThat(saw.path("kept").asInt()).as("what stays after the tab").isZero();
    }

    @Test
    void withPaymentsOffANameIsEnough(@TempDir Path data) throws Exception {
        JsonNode saw;
        try (Service service = Service.inRealTime(Config.Money.OFF, data)) {
            saw = drive("off.mjs", service);
        }
        assertThat(saw.path("before").stringValue()).isEqualTo("List keys · free here");
        assertThat(saw.path("after").stringValue()).isEqualTo("not charged");
        assertThat(texts(saw.path("links"))).contains("Queues").doesNotContain("Wallet");
        assertThat(saw.path("rooms").asInt()).as("rooms of the API's page").isGreaterThan(20);
    }

    @Test
    void theFilesOfOthersAreThoseOfTheirPackages() throws Exception {
        Npm.install(SCRIPTS);
        Path vendor = FILES.resolve("vendor");
        Path packages = SCRIPTS.resolve("node_modules");
        int compared = 0;
        for (Path file : files(vendor)) {
            String name = vendor.relativize(file).toString();
            String packaged = PACKAGED.getOrDefault(name, name.replace("noble-", "@noble/"));
            assertThat(file).hasSameBinaryContentAs(packages.resolve(packaged));
            compared++;
        }
        assertThat(compared).isGreaterThan(PACKAGED.size());
    }

    @Test
    void thePageIsSmallAndNothingInItRunsButItsFiles() throws Exception {
        long bytes = 0;
        try (Service service = Service.off()) {
            Answered page = service.anyone().get("/console?utm_source=x").expect(200);
            assertThat(page.text()).doesNotContain("<style", "style=", "onclick", "http");
            assertThat(page.text()).doesNotContainPattern("<script(?![^>]* src=)");
            for (Path file : files(FILES)) {
                String name = FILES.relativize(file).toString().replace('\\', '/');
                Answered served = service.anyone().get("/console/" + name).expect(200);
                bytes += served.text().length();
                assertThat(served.header("Content-Security-Policy"))
                        .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
                        .doesNotContain("unsafe");
                String tag = served.header("ETag");
                service.anyone()
                        .send("GET", "/console/" + name, new byte[0], "If-None-Match", tag)
                        .expect(304);
            }
            for (String outside :
                    List.of("none.js", "app.js.map", "vendor", "vendor//uplot.js", ".js")) {
                service.anyone().get("/console/" + outside).expect(404);
            }
        }
        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
