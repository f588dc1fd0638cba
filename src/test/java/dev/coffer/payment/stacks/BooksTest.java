package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.cli.Cli;
import dev.coffer.endpoint.Json;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.FarSide.Asked;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.payment.evm.EvmNetwork;
import dev.coffer.payment.evm.EvmVerifier;
import dev.coffer.payment.evm.RemoteFacilitator;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;
import dev.coffer.store.postgres.PostgresServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Payments on a devnet, a Stacks network and an EVM network into one store, which is served; and
 * whether {@code coffer books} finds a unit that is too much or too little anywhere.
 */
class BooksTest {

    private static final StacksTokens TOKENS = StacksTokens.of(ScriptedNode.NETWORK);
    private static final EvmNetwork EVM = EvmNetwork.BASE_SEPOLIA;
    private static final String PAY_TO = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";
    private static final String EVM_PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";
    private static final String SBTC = TOKENS.sbtc().contract().text() + "::sbtc-token";
    private static final int FEE = 500;

    /** A transfer as the chains' indices list it. */
    private record Listed(String txid, String from, String asset, long amount) {}

    @TempDir private Path data = Path.of("");
    private final String database =
            Service.ON_POSTGRES ? PostgresServer.shared().newDatabase() : "";
    private final ScriptedNode node = new ScriptedNode();
    private final FarSide facilitator = FarSide.open();
    private final FarSide index = FarSide.open();
    private final FarSide rpc = FarSide.open();
    private final Wallet wallet = Wallet.of(Payer.randomKey());
    private final EvmWallet evmWallet = EvmWallet.random();
    private final List<Listed> stacks = new ArrayList<>();
    private final List<Listed> evm = new ArrayList<>();
    private Service service;
    private Payer payer;

    @BeforeEach
    void start() {
        service = database.isEmpty() ? Service.on(data) : Service.over(database);
        payer = Payer.named(service, "P");
        payer.fund();
        payer.deposit(Asset.STX, 100_000).expect(200);
        payer.deposit(Asset.SBTC, 1_000).expect(200);
        facilitator.on("/supported", FarSide.json("{\"kinds\": []}"));
        facilitator.on("/verify", FarSide.json("{\"isValid\": true}"));
        facilitator.on(
                "/settle",
                FarSide.json(
                        "{\"success\": true, \"transaction\": \"0xFEED\", \"network\": \"eip155:84532\"}"));
        index.on("/", this::index);
        rpc.on("/", this::rpc);
        service.restartPaidOn(
                EvmVerifier.rail(
                        EVM,
                        EVM_PAY_TO,
                        new RemoteFacilitator(
                                EVM,
                                "https://coffer.test/",
                                URI.create(facilitator.url()),
                                Optional.empty()),
                        InstantSource.system()),
                StacksVerifier.rail(
                        TOKENS,
                        PAY_TO,
                        new StacksNode(
                                new StacksNode.Asking(
                                        node.url(),
                                        Optional.empty(),
                                        Duration.ofMillis(400),
                                        Duration.ofMillis(1_500),
                                        Duration.ofMillis(40)),
                                TOKENS,
                                Confirmations.USUAL)));
        paysOnStacks(Asset.STX, 1_000, 0, "STX");
        paysOnStacks(Asset.SBTC, 100, 1, SBTC);
        paysOnEvm();
    }

    @AfterEach
    void stop() {
        service.close();
        List.of(facilitator, index, rpc).forEach(FarSide::close);
        node.close();
    }

    private void paysOnStacks(Asset asset, long amount, long nonce, String listedAs) {
        Principal payTo = Principal.parse(PAY_TO).orElseThrow();
        StacksTransaction signed =
                asset == Asset.STX
                        ? wallet.payStx(
                                ScriptedNode.NETWORK,
                                payTo,
                                amount,
                                Bytes.of(new byte[0]),
                                nonce,
                                FEE)
                        : wallet.payToken(
                                ScriptedNode.NETWORK,
                                TOKENS.token(asset).contract(),
                                payTo,
                                amount,
                                Optional.empty(),
                                nonce,
                                FEE);
        Map<String, Object> accepted =
                accepted(ScriptedNode.NETWORK.caip2(), amount, TOKENS.name(asset), PAY_TO);
        buys(X402.v2(accepted, HexFormat.of().formatHex(signed.bytes())));
        String from = wallet.address(ScriptedNode.NETWORK).text();
        stacks.add(new Listed(signed.txid(), from, listedAs, amount));
    }

    private void paysOnEvm() {
        Map<String, Object> accepted =
                accepted(EVM.caip2(), 1_000, EVM.domain().contract().text(), EVM_PAY_TO);
        Map<String, Object> payload =
                evmWallet.authorizes(EVM, EVM_PAY_TO, 1_000, Instant.now(), 300);
        buys(
                "PAYMENT-SIGNATURE",
                X402.base64(Map.of("x402Version", 2, "accepted", accepted, "payload", payload)));
        evm.add(new Listed("feed", evmWallet.owner(), "USDC", 1_000));
    }

    private static Map<String, Object> accepted(
            String network, long amount, String asset, String payTo) {
        return Map.of(
                "scheme",
                "exact",
                "network",
                network,
                "amount",
                Long.toString(amount),
                "asset",
                asset,
                "payTo",
                payTo,
                "maxTimeoutSeconds",
                300);
    }

    private void buys(String... payment) {
        service.post("/api/counter/increment", "{\"name\": \"n\"}", payment).expect(200);
    }

    /** Two at a time, the newest first, as an index pages. */
    private void index(Asked asked, OutputStream out) throws IOException {
        String path = asked.path();
        List<String> rows = new ArrayList<>();
        if (path.equals("/extended/v2/addresses/%s/transactions".formatted(PAY_TO))) {
            for (Listed one : stacks.reversed()) {
                rows.add(transaction(one));
            }
        } else if (path.endsWith("/events")) {
            stacks.stream()
                    .filter(one -> path.contains(one.txid()))
                    .forEach(one ->
                            rows.add(
                                    """
                                    {"type": "ft", "event_index": 0, "data": {"type": "transfer",
                                     "asset_identifier": "%s", "amount": "%d", "sender": "%s", "recipient": "%s"}}\
                                    """
                                            .formatted(
                                                    one.asset(),
                                                    one.amount(),
                                                    one.from(),
                                                    PAY_TO)));
        }
        int offset = Integer.parseInt(asked.target().replaceFirst(".*offset=", ""));
        List<String> page = rows.subList(Math.min(offset, rows.size()), rows.size());
        FarSide.json("{\"total\": %d, \"results\": %s}".formatted(rows.size(), page))
                .answer(asked, out);
    }

    private static String transaction(Listed one) {
        boolean native_ = one.asset().equals("STX");
        return """
        {"tx": {"tx_id": "0x%s", "tx_status": "success", "tx_type": "%s", "sender_address": "%s",
         "block_time": 4000000000, "token_transfer": {"recipient_address": "%s", "amount": "%d"}},
         "events": {"stx": {"transfer": 0}, "ft": {"transfer": %d}}}\
        """
                .formatted(
                        one.txid(),
                        native_ ? "token_transfer" : "contract_call",
                        one.from(),
                        PAY_TO,
                        one.amount(),
                        native_ ? 0 : 1);
    }

    private void rpc(Asked asked, OutputStream out) throws IOException {
        JsonNode question = Json.MAPPER.readTree(asked.body());
        JsonNode params = question.path("params");
        String result =
                switch (question.path("method").stringValue()) {
                    case "eth_chainId" -> "\"0x14a34\"";
                    case "eth_blockNumber" -> "\"0x7530\"";
                    case "eth_getBlockByNumber" ->
                            "{\"timestamp\": \"0x%x\"}"
                                    .formatted(blockNumber(params.path(0)) * 100_000);
                    default -> logs(params.path(0));
                };
        String said =
                result.isEmpty()
                        ? "\"error\": {\"message\": \"too many\"}"
                        : "\"result\": " + result;
        FarSide.json("{\"jsonrpc\": \"2.0\", \"id\": 1, %s}".formatted(said)).answer(asked, out);
    }

    private static long blockNumber(JsonNode hex) {
        return Long.parseLong(hex.stringValue().substring(2), 16);
    }

    /** All in one block, and no more than a thousand blocks at once. */
    private String logs(JsonNode filter) {
        long from = blockNumber(filter.path("fromBlock"));
        long to = blockNumber(filter.path("toBlock"));
        assertThat(filter.path("topics").path(2).stringValue())
                .endsWithIgnoringCase(EVM_PAY_TO.substring(2));
        if (to - from >= 1_000) {
            return "";
        }
        boolean within = from <= 29_000 && 29_000 <= to;
        List<String> logs = new ArrayList<>();
        for (Listed one : within ? evm : List.<Listed>of()) {
            String sender = "0x" + "0".repeat(24) + one.from().substring(2);
            logs.add(
                    "{\"transactionHash\": \"0x%s\", \"topics\": [\"\", \"%s\"], \"data\": \"0x%064x\"}"
                            .formatted(one.txid(), sender, one.amount()));
        }
        return logs.toString();
    }

    private Cli books(String... more) {
        List<String> asked = new ArrayList<>(List.of(more));
        asked.addAll(List.of("--node", index.url(), "--evm-rpc", rpc.url()));
        return asking(asked);
    }

    private Cli asking(List<String> more) {
        List<String> words = new ArrayList<>(List.of("books"));
        words.addAll(
                database.isEmpty()
                        ? List.of("--data", data.toString())
                        : List.of("--store", database));
        words.addAll(more);
        return Cli.run(words.toArray(String[]::new));
    }

    private void differs(String what) {
        Cli cli = books();
        assertThat(cli.out()).contains(what).contains("The books do not add up: 1 differ");
        assertThat(cli.exit()).isEqualTo(3);
    }

    @Test
    void allAddsUpWhileItIsServed() {
        Cli cli = books();
        assertThat(cli.out())
                .contains("stacks:1 to " + PAY_TO + ": 2 transfers")
                .contains("eip155:84532 to " + EVM_PAY_TO + ": 1 transfers")
                .contains("stacks:2147483648 to " + X402.PAY_TO + ": 2 transfers")
                .contains("STX    credits 101,000 - charges 1,000 = balances 100,000 uSTX")
                .endsWith("The books add up.\n");
        assertThat(cli.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void aUnitTooMuchOrTooLittleIsFoundInTheCredits(long unit) {
        for (String asset : List.of("stx", "sbtc", "usdc")) {
            String symbol = asset.equals("sbtc") ? "sBTC" : asset.toUpperCase(Locale.ROOT);
            service.execute(
                    "update credit set amount = amount + (%d) where asset = '%s' and amount <= 1000 and reference not like 'stacks:21%%'"
                            .formatted(unit, symbol));
            service.execute(
                    "update owner set %1$s = %1$s + (%2$d) where owner in (select owner from credit where asset = '%3$s' and reference not like 'stacks:21%%')"
                            .formatted(asset, unit, symbol));
            differs("ANOTHER AMOUNT");
            service.execute(
                    "update credit set amount = amount - (%d) where asset = '%s' and reference not like 'stacks:21%%'"
                            .formatted(unit, symbol));
            service.execute(
                    "update owner set %1$s = %1$s - (%2$d) where owner in (select owner from credit where asset = '%3$s' and reference not like 'stacks:21%%')"
                            .formatted(asset, unit, symbol));
        }
        assertThat(books().exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void aUnitTooMuchOrTooLittleIsFoundOnTheChains(long unit) {
        for (List<Listed> chain : List.of(stacks, evm)) {
            for (int i = 0; i < chain.size(); i++) {
                Listed right = chain.get(i);
                chain.set(
                        i,
                        new Listed(
                                right.txid(), right.from(), right.asset(), right.amount() + unit));
                differs("ANOTHER AMOUNT");
                chain.set(i, right);
            }
        }
        service.execute(
                "update devnet_transaction set amount = amount + (%d) where asset = 'SBTC'"
                        .formatted(unit));
        differs("ANOTHER AMOUNT");
    }

    @Test
    void aCreditWithoutATransferIsFound() {
        for (List<Listed> chain : List.of(stacks, evm)) {
            Listed gone = chain.removeFirst();
            differs(gone.txid() + " from " + gone.from() + ": credited, and NOT MOVED");
            chain.addFirst(gone);
        }
        service.execute("delete from devnet_transaction where asset = 'SBTC'");
        differs("NOT MOVED");
    }

    @ParameterizedTest
    @CsvSource({
        "settled, 3, NOT CREDITED",
        "failed, 3, NOT CREDITED",
        "told, 0, its payment is open"
    })
    void aTransferWithoutACreditIsFound(String state, int exit, String what) {
        service.execute(
                "update owner set sbtc = 0 where owner in (select owner from credit where asset = 'sBTC')");
        service.execute("delete from credit where asset = 'sBTC' and reference like 'stacks:1 %'");
        service.execute(
                "update owner set sbtc = 1000 where owner = '%s'".formatted(payer.address()));
        service.execute("delete from charge where asset = 'sBTC'");
        service.execute(
                "update payment set state = '%s' where asset = 'SBTC' and network = 'stacks:1'"
                        .formatted(state));
        Cli cli = books();
        assertThat(cli.out()).contains(what);
        assertThat(cli.exit()).isEqualTo(exit);
    }

    @Test
    void whatNobodyBroughtIsShownAndSignedOff() {
        String byHand = "ab".repeat(32);
        evm.add(new Listed(byHand, "0x" + "12".repeat(20), "USDC", 1));
        differs("nobody brought it here");
        Cli cli = books("--by-hand", "0x" + byHand);
        assertThat(cli.out()).contains(byHand).contains("moved by hand, as you say");
        assertThat(cli.exit()).isZero();
    }

    @Test
    void whoIsNotAskedIsSaidNotToBe() {
        Cli cli = asking(List.of());
        assertThat(cli.out())
                .contains("stacks:1: NOT COMPARED with its chain; --node names whom to ask")
                .contains("eip155:84532: NOT COMPARED with its chain; --evm-rpc names whom to ask")
                .endsWith("The ledger adds up; see what was not compared.\n");
        assertThat(cli.exit()).isZero();
    }

    @Test
    void aLedgerThatDoesNotAddUpIsFound() {
        service.execute(
                "update owner set stx = stx + 1 where owner = '%s'".formatted(payer.address()));
        differs("DIFFER by -1");
    }
}
