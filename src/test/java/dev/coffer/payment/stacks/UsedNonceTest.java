package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.Payer;
import dev.coffer.harness.Service;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Branches;
import dev.coffer.payment.Buyer;
import dev.coffer.stacks.Bytes;
import dev.coffer.stacks.MalformedBytes;
import dev.coffer.stacks.Principal;
import dev.coffer.stacks.Sponsored;
import dev.coffer.stacks.StacksTransaction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A nonce moves money once, and by which transaction is not always the one that was told: replaced
 * by another, or by the same with another sponsor.
 */
@ParameterizedClass
@EnumSource(Branches.Standing.class)
class UsedNonceTest extends StacksBattery {

    private Service first() {
        return branches().first();
    }

    private Service other() {
        return branches().other();
    }

    @ParameterizedTest
    @CsvSource({"STX, 1000", "SBTC, 100", "USDCX, 1000"})
    void usedByThePaymentItself(Asset asset, long amount) {
        StacksTransaction signed = signed(asset, amount, 0);
        Buyer buyer = buyer(asset, amount, signed.bytes());
        Answered paid = buyer.pays(first()).expect(200);
        assertThat(paid.header("Coffer-Charge")).isEqualTo(asset.show(amount));
        assertThat(paid.decoded("PAYMENT-RESPONSE").path("transaction").stringValue())
                .isEqualTo(signed.txid());
        assertThat(node.broadcasts).hasValue(1);
        branches().bought(buyer);
        branches().addUp(payer, asset, node.moved(payer, asset, PAY_TO));
    }

    @Test
    void consecutiveNoncesWaitForEachOther() {
        Buyer second = buyer(signed(Asset.STX, 1_000, 1));
        Buyer first = buyer(signed(Asset.STX, 1_000, 0));
        Duration patience = Duration.ofSeconds(20);
        branches().paidOn(() -> rail(patience, patience, Confirmations.USUAL));
        CountDownLatch asked = new CountDownLatch(1);
        node.before = asked::countDown;
        Call<Answered> later = Call.start(() -> second.pays(other()));
        Call.awaited(asked);
        first.pays(first()).expect(200);
        later.get().expect(200);
        branches().paidOn(StacksBattery::rail);
        bought(first);
        bought(second);
    }

    /** The payer takes its money back, by another transaction of the same nonce. */
    @Test
    void replacedByFee() {
        node.mines = false;
        StacksTransaction signed = stx();
        Buyer buyer = buyer(signed);
        isPending(buyer.pays(first()), signed);
        node.mine(node.take(signed(Asset.STX, 1_000, 0, ELSEWHERE, 600)));
        buyer.pays(other()).expect(409, "conflicting_nonce");
        buyer.pays(first()).expect(409, "conflicting_nonce");
        nothingHappened(buyer);
    }

    /** By another payment: of the two one moves money, and that is credited. */
    @Test
    void replacedByFeeWithAnotherPayment() {
        node.mines = false;
        StacksTransaction signed = stx();
        Buyer buyer = buyer(signed);
        isPending(buyer.pays(first()), signed);
        StacksTransaction dearer = signed(Asset.STX, 1_000, 0, PAY_TO, 600);
        Buyer replacing = buyer(dearer);
        replacing.pays(other()).expect(409, "conflicting_nonce");
        node.mine(node.take(dearer));
        branches().untilNothingIsOpen(payer, StacksBattery::rail);
        buyer.pays(first()).expect(409, "conflicting_nonce");
        // Everybody could read it on the chain before it came here.
        replacing.pays(other()).expect(409, "credited");
        replacing.pays(first()).expect(409, "payment_used");
        assertThat(branches().effects(buyer) + branches().effects(replacing)).isZero();
        addsUp();
    }

    private StacksTransaction sponsored(String sponsor, long fee) {
        StacksTransaction unsponsored =
                wallet.payStx(
                        ScriptedNode.NETWORK,
                        Principal.parse(PAY_TO).orElseThrow(),
                        1_000,
                        Bytes.of(new byte[0]),
                        0,
                        0);
        try {
            return StacksTransaction.parse(Sponsored.by(sponsor, 0, fee, wallet, unsponsored));
        } catch (MalformedBytes e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whoever sees it in the mempool puts itself into the sponsor's place, under another id. */
    @Test
    void sponsorSwapped() {
        node.mines = false;
        StacksTransaction signed = sponsored(Payer.randomKey(), 500);
        Buyer buyer = buyer(signed);
        isPending(buyer.pays(first()), signed);
        StacksTransaction swapped = sponsored(Payer.randomKey(), 600);
        assertThat(swapped.txid()).isNotEqualTo(signed.txid());
        node.take(swapped);
        isPending(buyer.pays(other()), signed);
        node.mine(swapped.txid());
        Answered paid = buyer.pays(other()).expect(200);
        assertThat(paid.decoded("PAYMENT-RESPONSE").path("transaction").stringValue())
                .isEqualTo(swapped.txid());
        bought(buyer);
        for (Service at : branches().nodes()) {
            buyer(swapped).pays(at).expect(409, "payment_used");
        }
    }

    @Test
    void sponsorSwappedAndNobodyComesBack() {
        node.mines = false;
        StacksTransaction signed = sponsored(Payer.randomKey(), 500);
        Buyer buyer = buyer(signed);
        isPending(buyer.pays(first()), signed);
        node.mine(node.take(sponsored(Payer.randomKey(), 600)));
        branches().untilNothingIsOpen(payer, StacksBattery::rail);
        buyer.pays(other()).expect(200);
        bought(buyer);
    }

    /** A bystander makes of what it saw on the chain something that the chain does not know. */
    @Test
    void sponsorSwappedByABystanderWhoBringsIt() {
        node.mine(node.take(sponsored(Payer.randomKey(), 500)));
        Buyer bystander = buyer(sponsored(Payer.randomKey(), 600));
        bystander.pays(first()).expect(409, "credited");
        bystander.pays(other()).expect(409, "payment_used");
        assertThat(branches().effects(bystander)).isZero();
        addsUp();
    }

    @Test
    void nonceGap() {
        Buyer buyer = buyer(signed(Asset.STX, 1_000, 2));
        for (Service at : branches().nodes()) {
            Answered refused = buyer.pays(at).expect(409, "conflicting_nonce");
            assertThat(refused.at("nextNonce").asLong()).isZero();
        }
        assertThat(node.broadcasts).hasValue(0);
        nothingHappened(buyer);
        node.mine(node.take(signed(Asset.STX, 1_000, 0, ELSEWHERE, 500)));
        node.mine(node.take(signed(Asset.STX, 1_000, 1, ELSEWHERE, 500)));
        buyer.pays(other()).expect(200);
        bought(buyer);
    }
}
