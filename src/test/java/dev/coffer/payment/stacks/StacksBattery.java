package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Payer;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Branches;
import dev.coffer.payment.Buyer;
import dev.coffer.payment.Rail;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.StacksTransaction;
import dev.coffer.stacks.Wallet;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

import java.time.Duration;
import java.util.Optional;

/**
 * One node, or two, paid through a scripted Stacks node; each test has a payer of its own. A class
 * says which ({@code ParameterizedClass}).
 */
abstract class StacksBattery {

    static final String PAY_TO = ScriptedNode.PAY_TO;
    static final String ELSEWHERE = "SP120SBRBQJ00MCWS7TM5R8WJNTTKD5K0HFRC2CNE";
    private static final long FEE = 500;

    static final ScriptedNode node = new ScriptedNode();
    private static Optional<Branches> opened = Optional.empty();

    @Parameter Branches.Standing standing = Branches.Standing.ONE_NODE;

    final Wallet wallet = Wallet.of(Payer.randomKey());
    final String payer = wallet.address(ScriptedNode.NETWORK).text();

    @BeforeParameterizedClassInvocation
    static void open(Branches.Standing standing) {
        Branches branches = Branches.open(standing);
        opened = Optional.of(branches);
        branches.paidOn(StacksBattery::rail);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        opened.ifPresent(Branches::close);
    }

    @BeforeEach
    void start() {
        node.behaves();
    }

    static Branches branches() {
        return opened.orElseThrow();
    }

    /** Long enough for a busy machine. */
    static Rail rail() {
        return rail(Duration.ofSeconds(10), Duration.ofMillis(150), Confirmations.USUAL);
    }

    static Rail rail(Duration patience, Duration budget, Confirmations confirmations) {
        return ScriptedNode.rail(node.url(), patience, budget, confirmations);
    }

    final StacksTransaction signed(Asset asset, long amount, long nonce) {
        return signed(asset, amount, nonce, PAY_TO, FEE);
    }

    final StacksTransaction signed(Asset asset, long amount, long nonce, String to, long fee) {
        Principal recipient = Principal.parse(to).orElseThrow();
        return asset == Asset.STX
                ? wallet.payStx(
                        ScriptedNode.NETWORK, recipient, amount, Bytes.of(new byte[0]), nonce, fee)
                : wallet.payToken(
                        ScriptedNode.NETWORK,
                        ScriptedNode.TOKENS.token(asset).contract(),
                        recipient,
                        amount,
                        Optional.empty(),
                        nonce,
                        fee);
    }

    final StacksTransaction stx() {
        return signed(Asset.STX, 1_000, 0);
    }

    final Buyer buyer(StacksTransaction signed) {
        return buyer(Asset.STX, 1_000, signed.bytes());
    }

    final Buyer buyer(Asset asset, long amount, byte[] transaction) {
        return ScriptedNode.buyer(payer, asset, amount, transaction);
    }

    /** Open, and the transaction is named. */
    final Answered isPending(Answered answered, StacksTransaction signed) {
        answered.expect(503, "settlement_pending");
        assertThat(answered.header("Retry-After")).isNotEmpty();
        assertThat(answered.at("transaction").stringValue()).isEqualTo(signed.txid());
        assertThat(answered.decoded("PAYMENT-RESPONSE").path("transaction").stringValue())
                .isEqualTo(signed.txid());
        return answered;
    }

    /** It bought one call, and all books say so. */
    final void bought(Buyer buyer) {
        branches().bought(buyer);
        addsUp();
    }

    final void addsUp() {
        branches().addUp(payer, Asset.STX, node.moved(payer, Asset.STX, PAY_TO));
    }

    /** Nothing moved, nothing was done, and nothing waits. */
    final void nothingHappened(Buyer buyer) {
        assertThat(node.moved(payer, Asset.STX, PAY_TO)).isZero();
        assertThat(branches().effects(buyer)).isZero();
        assertThat(branches().isOpen(payer)).isFalse();
        addsUp();
    }
}
