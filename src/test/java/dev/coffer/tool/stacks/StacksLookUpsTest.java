package dev.coffer.tool.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Reach;
import dev.coffer.harness.Answered;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.ScriptedStacksApi;
import dev.coffer.harness.Service;
import dev.coffer.scenario.Problems;
import dev.coffer.tool.Spending;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The look-ups of Stacks, with a scripted API of mainnet and none of testnet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StacksLookUpsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ADDRESS = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";
    private static final String TESTNET = "ST2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKQYAC0RQ";
    private static final String TOKEN = ADDRESS + ".token";

    private final FarSide far = FarSide.open();
    private final Service service = Service.devnet();
    private final Service.Client alice;

    StacksLookUpsTest() {
        service.restartReaching(
                Reach.usual().by(far).stacksApis(List.of("mainnet=" + far.url() + "/api/")));
        alice = service.payer("ALICE");
    }

    @BeforeEach
    void script() {
        far.forget();
        ScriptedStacksApi.on(far, "/api");
    }

    @AfterAll
    void close() {
        service.close();
        far.close();
    }

    private JsonNode get(String path) {
        return alice.get("/api/stacks/" + path).expect(200).json();
    }

    private Answered call(Map<String, ?> more) {
        Map<String, Object> input = new TreeMap<>();
        input.put("contractAddress", ADDRESS);
        input.put("contractName", "token");
        input.put("functionName", "get");
        input.putAll(more);
        return alice.post("/api/stacks/call-readonly", JSON.writeValueAsString(input));
    }

    @Test
    void whatTheApiKnowsIsTold() {
        assertThat(get("get-bns-name/" + ADDRESS).path("name").asString()).isEqualTo("a.btc");
        JsonNode source = get("contract-source/" + TOKEN);
        assertThat(source.path("hash").asString()).hasSize(64);
        assertThat(source.path("publishHeight").asInt()).isEqualTo(7);
        JsonNode summary = get("contract-abi/" + TOKEN).path("summary");
        assertThat(summary.toString())
                .isEqualTo(
                        """
                        {"publicFunctions":1,"readOnlyFunctions":1,"privateFunctions":0,\
                        "variables":0,"maps":1,"fungibleTokens":1,"nonFungibleTokens":0}\
                        """);
        JsonNode stx = get("stx-balance/" + ADDRESS);
        assertThat(stx.path("balanceFormatted").asString()).isEqualTo("9007199254.740993");
        assertThat(stx.path("nonce").asInt()).isEqualTo(12);
        assertThat(get("ft-balance/" + ADDRESS).path("tokens").toString())
                .isEqualTo(
                        """
                        [{"contractId":"SP1.t","assetName":"coin","balance":"3",\
                        "totalSent":"0","totalReceived":"3"}]\
                        """);
        JsonNode nfts = get("nft-holdings/" + ADDRESS + "?limit=2&offset=5");
        assertThat(nfts.path("collections").toString())
                .isEqualTo("[{\"contractId\":\"SP1.n\",\"count\":2}]");
        assertThat(far.asked().getLast().target())
                .endsWith("?principal=" + ADDRESS + "&limit=2&offset=5");
        assertThat(get("block-height").path("stableBurnBlockHeight").asInt()).isEqualTo(89);
        JsonNode status = get("tx-status/0X" + "AB".repeat(32));
        assertThat(status.path("txid").asString()).isEqualTo("0x" + "ab".repeat(32));
        assertThat(status.path("blockHeight").isNull()).isFalse();
        assertThat(status.path("result").asString()).isEqualTo("(ok true)");
    }

    @Test
    void aFunctionIsCalledWithValuesAsClarityWritesThem() {
        JsonNode called =
                call(Map.of("functionArgs", List.of("u5", "{a: (some 0xff)}", "'" + ADDRESS)))
                        .expect(200)
                        .json();
        assertThat(called.path("result").toString())
                .isEqualTo(
                        """
                        {"type":"(response uint UnknownType)",\
                        "value":{"type":"uint","value":"5"},"success":true}\
                        """);
        JsonNode asked = JSON.readTree(far.asked().getLast().text());
        assertThat(asked.path("sender").asString()).isEqualTo(ADDRESS);
        assertThat(asked.path("arguments").path(0).asString())
                .isEqualTo("0x0100000000000000000000000000000005");
        assertThat(asked.path("arguments").path(1).asString())
                .isEqualTo("0x0c0000000101610a0200000001ff");
        for (Map<String, ?> wrong :
                List.<Map<String, ?>>of(
                        Map.of("functionArgs", List.of("((")),
                        Map.of("functionArgs", List.of("u1 u2")),
                        Map.of("functionArgs", List.of("u340282366920938463463374607431768211456")),
                        Map.of("functionArgs", List.of("(list ".repeat(40) + ")".repeat(40))),
                        Map.of("functionArgs", "u1"),
                        Map.of("functionName", "a/../b"),
                        Map.of("contractName", "a/b"),
                        Map.of("contractAddress", TOKEN),
                        Map.of("senderAddress", "me"))) {
            call(wrong).expect(400);
        }
        Answered failed = call(Map.of("functionName", "broken"));
        assertThat(failed.status()).isEqualTo(422);
        assertThat(failed.code()).isEqualTo("call_failed");
        assertThat(failed.text()).doesNotContain("secret");
        Problems.check(failed);
    }

    @Test
    void whatIsNotThereIsNotCharged() {
        Spending spending = Spending.of(service);
        for (String path :
                List.of(
                        "contract-source/" + ADDRESS + ".other",
                        "contract-abi/" + ADDRESS + ".other",
                        "tx-status/" + "cd".repeat(32),
                        "get-bns-name/SP000000000000000000002Q6VF78")) {
            Answered answered = spending.payer().get("/api/stacks/" + path);
            assertThat(answered.status()).as(path).isEqualTo(404);
            Problems.check(answered);
        }
        spending.requireNothing();
        JsonNode empty = get("stx-balance/SP000000000000000000002Q6VF78");
        assertThat(empty.path("balance").asString()).isEqualTo("0");
        assertThat(empty.path("balanceFormatted").asString()).isEqualTo("0.000000");
    }

    @Test
    void anApiThatFailsIsNeitherShownNorCharged() {
        Spending spending = Spending.of(service);
        Map<String, FarSide.Answering> failures =
                Map.of(
                        "500", FarSide.text(500, "stack trace"),
                        "502", FarSide.text(502, "<html>"),
                        "redirect", FarSide.text(302, "", "Location: http://127.0.0.1/"),
                        "400", FarSide.text(400, "no"),
                        "no JSON", FarSide.json("<html>secret"),
                        "another shape", FarSide.json("{\"stacks_tip_height\": \"secret\"}"),
                        "a list", FarSide.json("[]"),
                        "no HTTP", FarSide.raw("hello"),
                        "nothing", FarSide.raw(""));
        failures.forEach((name, failure) -> {
            far.on("/api/v2/info", failure);
            Answered answered = spending.payer().get("/api/stacks/block-height");
            assertThat(answered.status()).as(name).isEqualTo(503);
            assertThat(answered.code()).as(name).isEqualTo("upstream_failed");
            assertThat(answered.text()).doesNotContain("secret", "trace", "127.0.0.1");
            Problems.check(answered);
        });
        far.on("/api/v2/info", FarSide.text(429, "", "Retry-After: 17"));
        Answered busy = spending.payer().get("/api/stacks/block-height");
        assertThat(busy.status()).isEqualTo(503);
        assertThat(busy.code()).isEqualTo("upstream_busy");
        assertThat(busy.header("Retry-After")).isEqualTo("17");
        spending.requireNothing();
    }

    @Test
    void aNetworkWithoutAnApiIsNotConfigured() {
        Spending spending = Spending.of(service);
        for (String path :
                List.of(
                        "stx-balance/" + TESTNET,
                        "contract-source/" + TESTNET + ".token",
                        "block-height?network=TestNet",
                        "tx-status/" + "ab".repeat(32) + "?network=testnet")) {
            Answered answered = spending.payer().get("/api/stacks/" + path);
            assertThat(answered.status()).as(path).isEqualTo(503);
            assertThat(answered.code()).isEqualTo("not_configured");
            assertThat(answered.at("option").asString()).isEqualTo("--stacks-api testnet=URL");
        }
        assertThat(far.dialled()).isEmpty();
        spending.requireNothing();
    }
}
