package dev.coffer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.Config;
import dev.coffer.harness.Child;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Real money is taken only by a start that lost none before: each wrong one is refused, through the
 * command line, with a sentence that says what to do.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MoneyChecklistTest {

    private static final String PAY_TO = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";
    private static final String OTHER = "SM3VDXK3WZZSA84XXFKAFAF15NNZX32CTSG82JFQ4";
    private static final String EVM_PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

    @TempDir private Path directory = Path.of("");

    /** One way to start wrong. */
    record Case(String name, Map<String, String> options, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What is right; nobody listens where the node and the facilitator would be. */
    private static Map<String, String> mainnet() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("--payments", "stacks");
        options.put("--network", "mainnet");
        options.put("--node", "http://127.0.0.1:1");
        options.put("--pay-to", PAY_TO);
        options.put("--evm", "base");
        options.put("--evm-pay-to", EVM_PAY_TO);
        options.put("--facilitator", "http://127.0.0.1:1/facilitator");
        options.put("--public-url", "https://coffer.test");
        options.put("--confirmations", "STX=2,sBTC=3");
        return options;
    }

    private static Case with(String name, String reason, String... changes) {
        Map<String, String> options = mainnet();
        for (int i = 0; i < changes.length; i += 2) {
            options.put(changes[i], changes[i + 1]);
        }
        options.values().removeIf(String::isEmpty);
        return new Case(name, options, reason);
    }

    private static String[] and(String[] changes, String... more) {
        return Stream.concat(Stream.of(changes), Stream.of(more)).toArray(String[]::new);
    }

    private static Case paidTo(String address, String reason) {
        return with(address, reason, "--pay-to", address);
    }

    private static Case paidOnEvmTo(String address, String reason) {
        return with(address, reason, "--evm-pay-to", address);
    }

    static Stream<Case> wrong() {
        String lost = "nobody has its key: give --pay-to an address of your own";
        String lostOnEvm = "nobody has its key: give --evm-pay-to an address of your own";
        String[] testnet = {"--network", "testnet", "--evm", "base-sepolia"};
        String[] noEvm = {"--evm", "", "--evm-pay-to", "", "--facilitator", ""};
        return Stream.of(
                with("no network", "needs --network, mainnet or testnet", "--network", ""),
                with("unknown network", "mainnet or testnet, not devnet", "--network", "devnet"),
                with("no node", "needs --node: the URL of a Stacks node", "--node", ""),
                with("node that is no URL", "--node is a URL", "--node", "api.hiro.so"),
                with("devnet as node", "a devnet, whose money", "--node", "http://host/devnet"),
                with("no recipient", "needs --pay-to: an address of the mainnet", "--pay-to", ""),
                paidTo("SP000000000000000000002Q6VF78", lost),
                paidTo("SM0000000000000000000062QV6X", lost),
                paidTo("SP000000000000000000002Q6VF78.pox-4", lost),
                paidTo("ST000000000000000000002AMW42H", "no address of the Stacks mainnet"),
                paidTo(X402.PAY_TO, "those begin with SP or SM"),
                paidTo("SPnonsense", "SPnonsense is no address of the Stacks mainnet"),
                with(
                        "the devnet's treasury on the testnet",
                        lost,
                        and(testnet, "--pay-to", "ST000000000000000000002AMW42H")),
                with(
                        "Clarinet's account",
                        "anybody can take, as its key is published",
                        and(testnet, "--pay-to", "ST1PQHQKV0RJXZFY1DGX8MNSNYVE3VGZJSRTPGZGM")),
                with("address of another network", "begin with ST or SN", testnet),
                paidOnEvmTo("0x0000000000000000000000000000000000000000", lostOnEvm),
                paidOnEvmTo("0x0000000000000000000000000000000000000001", lostOnEvm),
                paidOnEvmTo("0x000000000000000000000000000000000000dEaD", lostOnEvm),
                paidOnEvmTo("0x209693bc6afc0C5328bA36FaF03C514EF312287C", "no address of base"),
                paidOnEvmTo(PAY_TO, "no address of base"),
                paidOnEvmTo(
                        "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", "the token's own contract"),
                with(
                        "a sponsor of another network",
                        "--sponsor ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG is no address of the Stacks mainnet",
                        "--sponsor",
                        "ST2CY5V39NHDPWSXMW9QDT3HC3GD6Q6XX4CFRK9AG"),
                with("a sponsor that is paid", "--sponsor is --pay-to", "--sponsor", PAY_TO),
                with(
                        "a sponsor without its key",
                        "--sponsor needs COFFER_SPONSOR_KEY in the environment",
                        "--sponsor",
                        OTHER),
                with("terms of no sponsor", "goes with --sponsor", "--sponsor-terms", "fee=0.001"),
                with("no recipient of dollars", "--evm needs --evm-pay-to", "--evm-pay-to", ""),
                with("no facilitator", "--evm needs --facilitator", "--facilitator", ""),
                with("unknown chain", "--evm is base or base-sepolia, not mars", "--evm", "mars"),
                with("options without a chain", "which need --evm", "--evm", ""),
                with(
                        "a testnet's token",
                        "is no contract of the mainnet",
                        "--token",
                        "sBTC=ST1F7QA2MDF17S807EPA36TSS8AMEFY4KA9TVGWXT.sbtc-token::sbtc-token"),
                with("no token", "--token is like sBTC=", "--token", "STX=x"),
                with("no confirmations", "1 to 100 blocks", "--confirmations", "STX=0"),
                with("test dollars", "networks of one kind", "--evm", "base-sepolia"),
                with(
                        "real dollars beside the testnet",
                        "networks of one kind",
                        "--network",
                        "testnet",
                        "--pay-to",
                        X402.PAY_TO),
                with(
                        "the devnet beside real dollars",
                        "--payments devnet gives play money to anybody",
                        "--payments",
                        "devnet",
                        "--network",
                        "",
                        "--node",
                        "",
                        "--confirmations",
                        "",
                        "--pay-to",
                        ""),
                with(
                        "a node, and the payments forgotten",
                        "which need --payments stacks",
                        and(noEvm, "--payments", "devnet")),
                with(
                        "no payments",
                        "does not go with --payments off",
                        "--payments",
                        "off",
                        "--network",
                        "",
                        "--node",
                        "",
                        "--confirmations",
                        ""),
                with(
                        "no public URL",
                        "only with --public-url, the https:// URL",
                        "--public-url",
                        ""),
                with("plain HTTP", "only with --public-url", "--public-url", "http://coffer.test"));
    }

    private static List<String> words(Map<String, String> options, Path data) {
        List<String> words = new ArrayList<>(List.of("--data", data.toString()));
        options.forEach((name, value) -> words.addAll(List.of(name, value)));
        return words;
    }

    private static void refused(List<String> options, String reason) {
        List<String> words = new ArrayList<>(List.of("serve", "--port", "0"));
        words.addAll(options);
        Cli cli = Cli.run(words.toArray(String[]::new));
        assertThat(cli.exit()).isEqualTo(1);
        assertThat(cli.err().lines()).singleElement().asString().contains(reason);
        assertThat(cli.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongStartIsRefusedWithItsReason(Case wrong) {
        Path data = directory.resolve("data");
        refused(words(wrong.options(), data), wrong.reason());
        assertThat(data).doesNotExist();
    }

    @Test
    void aRightOneServesAndItsStoreKnowsItsRecipients() {
        Path data = directory.resolve("data");
        Path log = directory.resolve("log");
        try (Child child = Child.serving(log, words(mainnet(), data))) {
            JsonNode accepts =
                    child.post("/api/kv/set", "{\"key\": \"k\", \"value\": 1}")
                            .expect(402)
                            .decoded("PAYMENT-REQUIRED")
                            .path("accepts");
            assertThat(accepts.valueStream().map(a -> a.path("payTo").stringValue()))
                    .startsWith(EVM_PAY_TO)
                    .contains(PAY_TO);
            assertThat(child.get("/api/health").expect(200).at("money").path("playMoney"))
                    .hasToString("false");
            child.get("/devnet/v2/fees/transfer").expect(404);
        }
        assertThat(log).content().contains("REAL MONEY: payments are made on eip155:8453");

        List<String> elsewhere = words(with("", "", "--pay-to", OTHER).options(), data);
        refused(elsewhere, "start once with --new-pay-to");
        String evm = "0x209693bc6afc0c5328ba36faf03c514ef312287d";
        refused(
                words(with("", "", "--evm-pay-to", evm).options(), data),
                "was paid to " + EVM_PAY_TO);
        refused(List.of("--data", data.toString()), "was paid with real money");

        elsewhere.add("--new-pay-to");
        Child.serving(log, elsewhere).close();
        refused(words(mainnet(), data), "was paid to " + OTHER);
    }

    @Test
    void playMoneyIsNotMadeReal() {
        Path data = directory.resolve("played");
        try (Service played = Service.on(data)) {
            assertThat(played.money()).isEqualTo(Config.Money.DEVNET);
        }
        refused(words(mainnet(), data), "real money needs a new store");
    }
}
