package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.FarSide;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.harness.X402;
import dev.coffer.payment.Asset;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Payments on a Stacks network whose node accepts and times out, lies, is away, forgets: one debit,
 * one effect, never a 402 for a payment that may have moved.
 */
class StacksNodeTest {

    private static final StacksTokens TOKENS = StacksTokens.of(ScriptedNode.NETWORK);
    private static final String PAY_TO = "SP2J6ZY48GV1EZ5V2V5RB9MP66SW86PYKKNRV9EJ7";
    private static final long FEE = 500;

    private final ScriptedNode node = new ScriptedNode();
    private final Wallet wallet = Wallet.of(Payer.randomKey());
    private Service service;

    @BeforeEach
    void start() {
        service = Service.devnet();
        paidOver(Confirmations.USUAL);
    }

    @AfterEach
    void stop() {
        service.close();
        node.close();
    }

    private void paidOver(Confirmations confirmations) {
        StacksNode.Asking asking =
                new StacksNode.Asking(
                        node.url(),
                        Optional.empty(),
                        Duration.ofMillis(400),
                        Duration.ofMillis(1_500),
                        Duration.ofMillis(40));
        service.restartPaidOn(
                StacksVerifier.rail(TOKENS, PAY_TO, new StacksNode(asking, TOKENS, confirmations)));
    }

    private StacksTransaction signed(Asset asset, long amount, long nonce) {
        Principal payTo = Principal.parse(PAY_TO).orElseThrow();
        return asset == Asset.STX
                ? wallet.payStx(
                        ScriptedNode.NETWORK, payTo, amount, Bytes.of(new byte[0]), nonce, FEE)
                : wallet.payToken(
                        ScriptedNode.NETWORK,
                        TOKENS.token(asset).contract(),
                        payTo,
                        amount,
                        Optional.empty(),
                        nonce,
                        FEE);
    }

    private static String[] payment(Asset asset, long amount, StacksTransaction signed) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        accepted.put("scheme", "exact");
        accepted.put("network", ScriptedNode.NETWORK.caip2());
        accepted.put("amount", Long.toString(amount));
        accepted.put("asset", TOKENS.name(asset));
        accepted.put("payTo", PAY_TO);
        accepted.put("maxTimeoutSeconds", 300);
        String hex = HexFormat.of().formatHex(signed.bytes());
        return X402.keyed("the same", X402.v2(accepted, hex));
    }

    private static String[] stx(StacksTransaction signed) {
        return payment(Asset.STX, 1_000, signed);
    }

    private Answered increment(String... headers) {
        return service.post("/api/counter/increment", "{\"name\": \"n\"}", headers);
    }

    private void paysOnce(Answered paid) {
        assertThat(paid.expect(200).at("value").asLong()).isEqualTo(1);
        assertThat(paid.header("Coffer-Charge")).isEqualTo("1000 uSTX");
        assertThat(paid.header("Coffer-Balance")).isEqualTo("0 uSTX");
    }

    private static void isOpen(Answered open, StacksTransaction signed) {
        open.expect(503);
        assertThat(open.code()).isEqualTo("settlement_pending");
        assertThat(open.at("transaction").stringValue()).isEqualTo(signed.txid());
        assertThat(open.header("PAYMENT-REQUIRED")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"STX, 1000", "SBTC, 100", "USDCX, 1000"})
    void aTransferInABlockPays(Asset asset, long amount) {
        StacksTransaction signed = signed(asset, amount, 0);
        Answered paid = increment(payment(asset, amount, signed)).expect(200);
        assertThat(paid.header("Coffer-Charge")).isEqualTo(asset.show(amount));
        assertThat(paid.decoded("PAYMENT-RESPONSE").path("transaction").stringValue())
                .isEqualTo(signed.txid());
        assertThat(node.broadcasts.get()).isEqualTo(1);
    }

    @Test
    void aNodeThatTakesItAndTimesOutIsAskedWhatBecameOfIt() {
        node.answering = _ -> node.never();
        paysOnce(increment(stx(signed(Asset.STX, 1_000, 0))));
    }

    @Test
    void soIsOneThatAnswers502() {
        node.answering = _ -> FarSide.text(502, "<html>Bad gateway</html>");
        paysOnce(increment(stx(signed(Asset.STX, 1_000, 0))));
    }

    @Test
    void aNodeThatNamesAnotherTransactionIsNotBelieved() {
        node.mines = false;
        node.answering = _ -> FarSide.json("\"" + "ab".repeat(32) + "\"");
        StacksTransaction signed = signed(Asset.STX, 1_000, 0);
        isOpen(increment(stx(signed)), signed);
        node.mine(signed.txid());
        paysOnce(increment(stx(signed)));
    }

    @Test
    void aMempoolsWordIsNoMoney() {
        node.mines = false;
        StacksTransaction signed = signed(Asset.STX, 1_000, 0);
        isOpen(increment(stx(signed)), signed);
        node.mine(signed.txid());
        paysOnce(increment(stx(signed)));
        // Once more, it is the same answer.
        paysOnce(increment(stx(signed)));
    }

    @Test
    void whatIsNotFoundForLongAndThenMinedIsCredited() {
        node.hidden.set(1_000);
        StacksTransaction signed = signed(Asset.STX, 1_000, 0);
        isOpen(increment(stx(signed)), signed);
        node.hidden.set(0);
        paysOnce(increment(stx(signed)));
    }

    @Test
    void ownSuccessThatIsCalledABadNonceIsASuccess() {
        node.hidden.set(1_000);
        node.answering = _ -> FarSide.text(502, "gone");
        StacksTransaction signed = signed(Asset.STX, 1_000, 0);
        isOpen(increment(stx(signed)), signed);
        node.hidden.set(1); // It is told once more before it is found.
        paysOnce(increment(stx(signed)));
    }

    @Test
    void aNodeThatIsAwayCostsNothing() {
        node.away = true;
        StacksTransaction signed = signed(Asset.STX, 1_000, 0);
        Answered refused = increment(stx(signed)).expect(503);
        assertThat(refused.code()).isEqualTo("chain_unavailable");
        node.away = false;
        paysOnce(increment(stx(signed)));
    }

    @Test
    void aNodeThatGoesAwayAfterTheBroadcastIsAskedLater() {
        node.answering =
                txid -> {
                    node.deaf = true;
                    return FarSide.json("\"" + txid + "\"");
                };
        StacksTransaction signed = signed(Asset.STX, 1_000, 0);
        isOpen(increment(stx(signed)), signed);
        node.deaf = false;
        paidOver(Confirmations.USUAL); // After a start it is asked at once.
        paysOnce(increment(stx(signed)));
    }

    @ParameterizedTest
    @CsvSource({
        "abort_by_response, 400, transaction_failed",
        "abort_by_post_condition, 400, transaction_failed",
        "dropped_replace_by_fee, 409, conflicting_nonce",
        "dropped_stale_garbage_collect, 400, transaction_dropped",
    })
    void whatMovedNothingIsToldSo(String end, int status, String code) {
        node.answering =
                txid -> {
                    node.of(txid).status = end;
                    return FarSide.json("\"" + txid + "\"");
                };
        Answered refused = increment(stx(signed(Asset.STX, 1_000, 0)));
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.header("PAYMENT-REQUIRED")).isEmpty();
    }

    @Test
    void whatIsForkedOutBeforeItIsDeepEnoughIsNotCredited() {
        paidOver(Confirmations.of(List.of("STX=3")));
        StacksTransaction signed = signed(Asset.STX, 1_000, 0);
        isOpen(increment(stx(signed)), signed);
        node.of(signed.txid()).canonical = false;
        node.moveOn(5);
        isOpen(increment(stx(signed)), signed);
        node.of(signed.txid()).canonical = true;
        paysOnce(increment(stx(signed)));
    }

    @Test
    void whoHasNotTheMoneyIsToldBeforeAnythingIsDone() {
        node.balance = 1_400;
        assertThat(increment(stx(signed(Asset.STX, 1_000, 0))).expect(400).code())
                .isEqualTo("insufficient_funds");
        node.balance = 1_000_000;
        node.tokens = 99;
        assertThat(
                        increment(payment(Asset.SBTC, 100, signed(Asset.SBTC, 100, 0)))
                                .expect(400)
                                .code())
                .isEqualTo("insufficient_funds");
        assertThat(node.broadcasts.get()).isZero();
    }

    @Test
    void aGapInTheNoncesIsRefusedWithTheNextOne() {
        Answered refused = increment(stx(signed(Asset.STX, 1_000, 2))).expect(409);
        assertThat(refused.code()).isEqualTo("conflicting_nonce");
        assertThat(refused.at("nextNonce").asLong()).isZero();
        assertThat(node.broadcasts.get()).isZero();
    }

    @Test
    void consecutiveNoncesWaitForEachOther() {
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Answered> later =
                    CompletableFuture.supplyAsync(
                            () -> buys("later", signed(Asset.STX, 1_000, 1)), both);
            CompletableFuture<Answered> first =
                    CompletableFuture.supplyAsync(
                            () -> buys("first", signed(Asset.STX, 1_000, 0)), both);
            first.join().expect(200);
            later.join().expect(200);
        }
    }

    private Answered buys(String name, StacksTransaction signed) {
        String[] payment = stx(signed);
        payment[payment.length - 1] = name + " is known to nobody else";
        return service.post(
                "/api/counter/increment", "{\"name\": \"%s\"}".formatted(name), payment);
    }

    @Test
    void whatTheChainShowsOpensNothing() {
        StacksTransaction signed = signed(Asset.STX, 1_000, 0);
        node.mine(node.take(signed.bytes()));
        Answered credited = increment(stx(signed)).expect(409);
        assertThat(credited.code()).isEqualTo("credited");
        // It bought nothing, and never will.
        assertThat(increment(stx(signed)).expect(409).code()).isEqualTo("payment_used");
        Answered own = buys("own", signed(Asset.STX, 1_000, 1)).expect(200);
        assertThat(own.header("Coffer-Balance")).isEqualTo("1000 uSTX");
        assertThat(own.at("value").asLong()).isEqualTo(1);
    }
}
