package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Branches;
import dev.coffer.payment.Buyer;
import dev.coffer.payment.PaymentName;
import dev.coffer.payment.Price;
import dev.coffer.payment.VerifiedPayment;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksTransaction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a chain makes of payments that are dropped, aborted, forked out, made in another token or
 * without the money, and what a bystander makes of what it sees there.
 */
@ParameterizedClass
@EnumSource(Branches.Standing.class)
class HostilePayerTest extends StacksBattery {

    private Service first() {
        return branches().first();
    }

    private Service other() {
        return branches().other();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dropped_stale_garbage_collect",
                "dropped_too_expensive",
                "dropped_problematic"
            })
    void dropped(String end) {
        node.mines = false;
        StacksTransaction signed = stx();
        Buyer buyer = buyer(signed);
        isPending(buyer.pays(first()), signed);
        node.end(signed.txid(), end);
        branches().untilNothingIsOpen(payer, StacksBattery::rail);
        nothingHappened(buyer);
        // The same may be told once more.
        node.answering =
                txid -> {
                    node.end(txid, end);
                    return ScriptedNode.taken(txid);
                };
        buyer.pays(other()).expect(400, "transaction_dropped");
        nothingHappened(buyer);
        node.mines = true;
        node.answering = ScriptedNode::taken;
        buyer.pays(first()).expect(200);
        bought(buyer);
    }

    @ParameterizedTest
    @CsvSource({
        "abort_by_post_condition, STX, 1000",
        "abort_by_response, STX, 1000",
        "abort_by_post_condition, SBTC, 100",
        "abort_by_response, USDCX, 1000",
    })
    void aborted(String end, Asset asset, long amount) {
        node.mines = false;
        node.answering =
                txid -> {
                    node.end(txid, end);
                    return ScriptedNode.taken(txid);
                };
        Buyer buyer = buyer(asset, amount, signed(asset, amount, 0).bytes());
        buyer.pays(first()).expect(400, "transaction_failed");
        buyer.pays(other()).expect(400, "transaction_failed");
        buyer.sends(first(), buyer.asStrangers().getFirst()).expect(400, "transaction_failed");
        nothingHappened(buyer);
    }

    @Test
    void forkedOutBeforeItIsDeepEnough() {
        Confirmations three = Confirmations.of(List.of("STX=3"));
        branches().paidOn(() -> rail(Duration.ofSeconds(10), Duration.ofMillis(150), three));
        StacksTransaction signed = stx();
        Buyer buyer = buyer(signed);
        isPending(buyer.pays(first()), signed);
        node.of(signed.txid()).canonical = false;
        node.moveOn(5);
        isPending(buyer.pays(other()), signed);
        assertThat(branches().effects(buyer)).isZero();
        addsUp();
        node.of(signed.txid()).canonical = true;
        buyer.pays(first()).expect(200);
        bought(buyer);
        branches().paidOn(StacksBattery::rail);
    }

    /** It was bought, and is not taken back; what is missing is the operator's to see. */
    @Test
    void forkedOutAfterOneConfirmation() {
        StacksTransaction signed = stx();
        Buyer buyer = buyer(signed);
        buyer.pays(first()).expect(200);
        node.forkOut(signed.txid());
        branches().bought(buyer);
        branches().addUp(payer, Asset.STX, 1_000);
        assertThat(node.moved(payer, Asset.STX, PAY_TO)).isZero();
        StacksNode asked = (StacksNode) rail().facilitator();
        VerifiedPayment credited =
                new VerifiedPayment(
                        new PaymentName(payer, ScriptedNode.NETWORK.caip2(), "0", "of the payer"),
                        new Price(Asset.STX, 1_000),
                        Optional.of(signed.txid()),
                        signed.bytes(),
                        Optional.empty());
        assertThat(asked.isStillSettled(credited)).isFalse();
        // It was told once more by that.
        assertThat(asked.isStillSettled(credited)).isTrue();
        asked.close();
        bought(buyer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sbtc-token", "usdcx"})
    void lookAlikeToken(String name) {
        String contract = wallet.address(ScriptedNode.NETWORK).text() + "." + name;
        StacksTransaction worthless =
                wallet.payToken(
                        ScriptedNode.NETWORK,
                        Principal.parseContract(contract).orElseThrow(),
                        Principal.parse(PAY_TO).orElseThrow(),
                        1_000_000,
                        Optional.empty(),
                        0,
                        500);
        Buyer buyer = buyer(Asset.SBTC, 1_000_000, worthless.bytes());
        for (Service at : branches().nodes()) {
            Answered refused = buyer.pays(at).expect(400);
            assertThat(refused.code()).isIn("unrecognized_asset", "unsupported_scheme");
        }
        assertThat(node.broadcasts).hasValue(0);
        nothingHappened(buyer);
    }

    @Test
    void balanceGoneBeforeTheClaim() {
        node.balance = 1_400;
        Buyer buyer = buyer(stx());
        buyer.pays(first()).expect(400, "insufficient_funds");
        node.balance = 1_000_000;
        node.tokens = 99;
        Buyer inTokens = buyer(Asset.SBTC, 100, signed(Asset.SBTC, 100, 0).bytes());
        inTokens.pays(other()).expect(400, "insufficient_funds");
        assertThat(node.broadcasts).hasValue(0);
        nothingHappened(buyer);
    }

    @Test
    void balanceGoneAfterTheClaim() {
        node.takes = false;
        node.answering = _ -> ScriptedNode.rejection("NotEnoughFunds");
        Buyer buyer = buyer(stx());
        buyer.pays(first()).expect(400, "insufficient_funds");
        nothingHappened(buyer);
        node.takes = true;
        node.answering = ScriptedNode::taken;
        buyer.pays(other()).expect(200);
        bought(buyer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FeeTooLow",
                "SignatureValidation",
                "ConflictingNonceInMempool",
                "TooMuchChaining"
            })
    void turnedAway(String reason) {
        node.takes = false;
        node.answering = _ -> ScriptedNode.rejection(reason);
        Buyer buyer = buyer(stx());
        assertThat(buyer.pays(first()).status()).isIn(400, 409);
        nothingHappened(buyer);
        node.takes = true;
        node.answering = ScriptedNode::taken;
        buyer.pays(other()).expect(200);
        bought(buyer);
    }

    /** A transfer that its payer told the chain by other means. */
    @Test
    void bystanderPresentsWhatTheChainShows() {
        StacksTransaction signed = stx();
        node.mine(node.take(signed));
        Buyer bystander = buyer(signed);
        bystander.pays(first()).expect(409, "credited");
        bystander.pays(other()).expect(409, "payment_used");
        bystander.paysNameless(other()).expect(409, "payment_used");
        assertThat(branches().effects(bystander)).isZero();
        addsUp();
    }

    @Test
    void bystanderPresentsWhatTheMempoolShows() {
        node.mines = false;
        StacksTransaction signed = stx();
        node.take(signed);
        Buyer bystander = buyer(signed);
        isPending(bystander.pays(first()), signed);
        node.mine(signed.txid());
        bystander.pays(other()).expect(409, "credited");
        bystander.pays(first()).expect(409, "payment_used");
        assertThat(branches().effects(bystander)).isZero();
        addsUp();
    }
}
