package dev.coffer.describe.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.Npm;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The npm clients of MCP, of before and since revision 2026-07-28, and the conformance suite, speak
 * with a running server. Needs Node and the npm registry, as {@link Npm} says.
 */
class McpClientsTest {

    private static final Path SCRIPTS = Path.of("src/test/js/mcp");

    @TempDir private static Path data;
    private static Service server;

    @BeforeAll
    static void start() throws Exception {
        Npm.install(SCRIPTS);
        server = Service.inRealTime(Config.Money.DEVNET, data);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static JsonNode speak(String client, String mode, String token, Object... calls)
            throws Exception {
        String json = new String(Json.write(List.of(calls)), StandardCharsets.UTF_8);
        return Npm.script(SCRIPTS, "mcp.mjs", client, mode, server.url() + "/mcp", token, json);
    }

    private static Map<String, Object> call(String tool, Map<String, Object> arguments) {
        return Map.of("name", tool, "arguments", arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "sdk, none, 2025-11-25",
        "client, legacy, 2025-11-25",
        "client, auto, 2026-07-28",
        "client, 2026-07-28, 2026-07-28"
    })
    void aClientListsAndCallsByToken(String client, String mode, String version) throws Exception {
        Payer payer = Payer.named(server, client + mode).filled();
        long before = payer.balance(Asset.STX);
        JsonNode told =
                speak(
                        client,
                        mode,
                        payer.token(),
                        call("kv", Map.of("action", "set", "key", "k", "value", Map.of("n", 1.5))),
                        call("kv", Map.of("action", "get", "key", "k")),
                        call("kv", Map.of("action", "get", "key", "missing")),
                        call("compute", Map.of("action", "sha256", "text", "abc")));
        assertThat(told.path("version").stringValue()).isEqualTo(version);
        assertThat(told.path("server").stringValue()).isEqualTo("coffer");
        assertThat(told.path("tools").values())
                .extracting(JsonNode::stringValue)
                .contains("kv", "queue", "compute", "account");
        assertThat(told.path("resources").size()).isGreaterThan(3);
        assertThat(told.path("templates").size()).isGreaterThan(1);
        JsonNode results = told.path("results");
        assertThat(results.path(0).at("/structuredContent/success").asBoolean()).isTrue();
        assertThat(results.path(1).at("/structuredContent/value/n").asDouble()).isEqualTo(1.5);
        assertThat(results.path(2).path("isError").asBoolean()).isTrue();
        assertThat(results.path(2).at("/structuredContent/code").stringValue())
                .isEqualTo("not_found");
        assertThat(results.path(3).path("isError").asBoolean()).isFalse();
        assertThat(results.path(0).at("/_meta/dev.coffer~1charge").stringValue())
                .isEqualTo("1000 uSTX");
        assertThat(payer.balance(Asset.STX)).isEqualTo(before - 1000 - 500 - 1000);
        assertThat(told.at("/prices/text").stringValue()).contains("storage_write");
        assertThat(told.at("/unknown/code").asInt()).isEqualTo(-32602);
        assertThat(told.path("requests").values())
                .extracting(JsonNode::stringValue)
                .containsAnyOf("POST 200")
                .doesNotContain("POST 400", "POST 404", "POST 500");
    }

    @ParameterizedTest
    @CsvSource({"sdk, none", "client, 2026-07-28"})
    void aClientPaysForACall(String client, String mode) throws Exception {
        Payer payer = Payer.funded(server);
        Map<String, Object> arguments = Map.of("action", "push", "queue", "q", "payload", 1);
        JsonNode unpaid = speak(client, mode, "", call("queue", arguments)).at("/results/0");
        assertThat(unpaid.path("isError").asBoolean()).isTrue();
        JsonNode offer = unpaid.at("/structuredContent/accepts/0");
        String hex =
                Payer.signed(
                        payer.wallet(),
                        offer.path("asset").stringValue(),
                        Long.parseLong(offer.path("amount").stringValue()),
                        offer.path("payTo").stringValue(),
                        0);
        Map<String, Object> payment =
                Map.of("x402Version", 2, "accepted", offer, "payload", Map.of("transaction", hex));
        JsonNode paid =
                speak(
                                client,
                                mode,
                                "",
                                Map.of(
                                        "name",
                                        "queue",
                                        "arguments",
                                        arguments,
                                        "_meta",
                                        Map.of("x402/payment", payment)))
                        .at("/results/0");
        assertThat(paid.path("isError").asBoolean()).as(paid.toString()).isFalse();
        assertThat(paid.at("/structuredContent/jobId").asString("")).isNotEmpty();
        JsonNode receipt = paid.at("/_meta/x402~1payment-response");
        assertThat(receipt.path("payer").stringValue()).isEqualTo(payer.address());
        assertThat(payer.nonce()).isEqualTo(1);
    }

    /**
     * The scenarios of the suite that ask for what any server has. The others call tools, prompts
     * and resources of a server that is made to be tested ({@code test_simple_text}, {@code
     * test://static-text}), or what this one does not have and does not claim: prompts, completion,
     * log messages, subscriptions, streams, and questions to the client.
     */
    private static final List<String> SCENARIOS =
            List.of("server-initialize", "ping", "tools-list", "resources-list");

    @Test
    void theConformanceSuitePasses() throws Exception {
        for (String scenario : SCENARIOS) {
            conforms(server, scenario);
        }
        // Where nobody has to say who he is, pages of elsewhere are kept out.
        try (Service trusting = Service.off()) {
            conforms(trusting, "dns-rebinding-protection");
        }
    }

    private static void conforms(Service service, String scenario) throws Exception {
        Path bun;
        try (Stream<Path> found = Files.walk(SCRIPTS.resolve("node_modules/@oven"), 3)) {
            bun = found.filter(file -> file.endsWith("bin/bun")).findFirst().orElseThrow();
        }
        Process process =
                new ProcessBuilder(
                                bun.toAbsolutePath().toString(),
                                "node_modules/@modelcontextprotocol/conformance/dist/index.js",
                                "server",
                                "--url",
                                service.url() + "/mcp",
                                "--scenario",
                                scenario)
                        .directory(SCRIPTS.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(scenario + "\n" + out).isZero();
        assertThat(Arrays.asList(out.split("\\R"))).as(out).anyMatch(l -> l.contains("Passed"));
    }
}
