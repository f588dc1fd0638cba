package dev.coffer.payment.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.EvmWallet;
import dev.coffer.harness.FarSide;
import dev.coffer.payment.Asset;
import dev.coffer.payment.Branches;
import dev.coffer.payment.Buyer;
import dev.coffer.payment.Rail;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A facilitator that settles and times out, lies, is away, slow, forgets, at one node and at two:
 * one debit, one effect, the right status, a 402 only where nothing moved for certain, and books
 * that add up. Nobody can be asked what became of a payment but by settling it again.
 */
@ParameterizedClass
@EnumSource(Branches.Standing.class)
class HostileFacilitatorTest {

    private static final ScriptedFacilitator facilitator = new ScriptedFacilitator();
    private static Optional<Branches> opened = Optional.empty();

    @Parameter Branches.Standing standing = Branches.Standing.ONE_NODE;

    private final EvmWallet wallet = EvmWallet.random();
    private final String payer = wallet.owner();
    private Buyer buyer = Buyer.of("", true);

    @BeforeParameterizedClassInvocation
    static void open(Branches.Standing standing) {
        Branches branches = Branches.open(standing);
        opened = Optional.of(branches);
        branches.paidOn(HostileFacilitatorTest::rail);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        opened.ifPresent(Branches::close);
    }

    @BeforeEach
    void start() {
        facilitator.behaves();
        branches().later(Duration.ofMinutes(2)); // One refusal a minute invites to pay once more.
        buyer = buyer(ScriptedFacilitator.NETWORK);
    }

    private Buyer buyer(EvmNetwork signedFor) {
        return ScriptedFacilitator.buyer(wallet, signedFor, branches().clock().instant());
    }

    private static Branches branches() {
        return opened.orElseThrow();
    }

    private static Rail rail() {
        return rail(Duration.ofSeconds(10));
    }

    private static Rail rail(Duration patience) {
        return ScriptedFacilitator.rail(facilitator.url(), patience, branches().clock());
    }

    private Answered paysFirst() {
        return buyer.pays(branches().first());
    }

    private Answered paysOther() {
        return buyer.pays(branches().other());
    }

    private void isPendingAtFirst() {
        Answered open = paysFirst().expect(503, "settlement_pending");
        assertThat(open.header("PAYMENT-REQUIRED")).isEmpty();
        assertThat(open.header("Retry-After")).isNotEmpty();
        for (var node : branches().nodes()) {
            branches().nothingForOthers(buyer, node);
        }
    }

    private void bought() {
        branches().bought(buyer);
        addsUp();
    }

    private void addsUp() {
        branches().addUp(payer, Asset.USDC, facilitator.moved(payer));
    }

    private void nothingHappened() {
        assertThat(facilitator.moved(payer)).isZero();
        assertThat(branches().effects(buyer)).isZero();
        assertThat(branches().isOpen(payer)).isFalse();
        addsUp();
    }

    private void isNotWaitedForLong() {
        branches().paidOn(() -> rail(Duration.ofSeconds(1)));
    }

    @Test
    void acceptsThenTimesOut() {
        isNotWaitedForLong();
        facilitator.answering = _ -> facilitator.never();
        isPendingAtFirst();
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void acceptsThenTimesOutAndNobodyComesBack() {
        isNotWaitedForLong();
        facilitator.answering = _ -> facilitator.never();
        isPendingAtFirst();
        facilitator.behaves();
        branches().untilNothingIsOpen(payer, HostileFacilitatorTest::rail);
        addsUp();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void whoHasNoKeyComesBackByTheCode() {
        facilitator.answering = _ -> FarSide.text(502, "gone");
        Answered open = buyer.paysNameless(branches().first()).expect(503, "settlement_pending");
        facilitator.behaves();
        buyer.paysNameless(branches().other()).expect(409, "payment_used");
        buyer.comesBack(branches().other(), open.header("Coffer-Resume")).expect(200);
        buyer.paysNameless(branches().first()).expect(409, "payment_used");
        assertThat(branches().effects(buyer)).isEqualTo(1);
        addsUp();
    }

    @Test
    void answers502AfterSettling() {
        facilitator.answering = _ -> FarSide.text(502, "<html>Bad gateway</html>");
        isPendingAtFirst();
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void namesATransactionOfAnotherNetwork() {
        facilitator.answering =
                transaction ->
                        FarSide.json(
                                "{\"success\": true, \"transaction\": \"%s\", \"network\": \"eip155:1\"}"
                                        .formatted(transaction));
        isPendingAtFirst();
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void namesAnotherTransactionThanItSaidWasPending() {
        facilitator.answering = _ -> ScriptedFacilitator.refused("settlement_pending", "0xother");
        isPendingAtFirst();
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void namesNoTransaction() {
        facilitator.answering = _ -> ScriptedFacilitator.settled("");
        isPendingAtFirst();
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void saysForAMinuteThatItIsPending() {
        facilitator.answering = tx -> ScriptedFacilitator.refused("settlement_pending", tx);
        isPendingAtFirst();
        int before = facilitator.settles.get();
        branches().later(Duration.ofSeconds(61));
        branches().paidOn(HostileFacilitatorTest::rail);
        Call.until("it is asked", () -> facilitator.settles.get() > before);
        paysFirst().expect(503, "settlement_pending");
        facilitator.behaves();
        branches().untilNothingIsOpen(payer, HostileFacilitatorTest::rail);
        Buyer.settled(this::paysOther);
        bought();
    }

    /** What it says after that may come of its own success: the money may be gone to us. */
    @Test
    void saysItIsPendingAndThenThatThereAreNoFunds() {
        facilitator.answering =
                _ ->
                        facilitator.settles.get() == 1
                                ? ScriptedFacilitator.refused("settlement_pending", "")
                                : ScriptedFacilitator.refused("insufficient_funds", "");
        isPendingAtFirst();
        assertThat(facilitator.settles).hasValue(2);
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void isAskedTwice() {
        Buyer.settled(this::paysFirst);
        Buyer.settled(this::paysOther);
        assertThat(facilitator.settles).hasValue(1);
        bought();
    }

    @Test
    void isAskedTwiceAtOnceByTheSameBuyerAtAllNodes() {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        facilitator.answering =
                transaction -> {
                    told.countDown();
                    return (asked, out) -> {
                        Call.awaited(answers);
                        ScriptedFacilitator.settled(transaction).answer(asked, out);
                    };
                };
        Call<Answered> first = Call.start(this::paysFirst);
        Call.awaited(told);
        List<Call<Answered>> others =
                Stream.generate(() -> Call.start(this::paysOther)).limit(3).toList();
        answers.countDown();
        String text = first.get().expect(200).text();
        for (Call<Answered> other : others) {
            assertThat(other.get().expect(200).text()).isEqualTo(text);
        }
        assertThat(facilitator.settles).hasValue(1);
        bought();
    }

    /** One of them buys, whichever; the other is told so. */
    @Test
    void isAskedTwiceAtOnceByTwoWhoBothHaveThePayment() {
        List<Answered> both =
                Call.together(
                        2,
                        i ->
                                i == 0
                                        ? buyer.pays(branches().first())
                                        : buyer.sends(
                                                branches().other(), buyer.asStrangers().getLast()));
        assertThat(both).extracting(Answered::status).containsExactlyInAnyOrder(200, 409);
        assertThat(branches().effects(buyer)).isEqualTo(1);
        assertThat(branches().isOpen(payer)).isFalse();
        addsUp();
    }

    @Test
    void isSlow() {
        facilitator.before = () -> LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
        Buyer.settled(this::paysFirst);
        assertThat(facilitator.settles).hasValue(1);
        bought();
    }

    @Test
    void isAway() {
        facilitator.away = true;
        isPendingAtFirst();
        facilitator.behaves();
        branches().paidOn(HostileFacilitatorTest::rail);
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void isAwayBetweenVerifyAndSettle() {
        facilitator.answering =
                _ -> {
                    facilitator.away = true;
                    return FarSide.raw("");
                };
        isPendingAtFirst();
        paysOther().expect(503, "settlement_pending");
        facilitator.behaves();
        branches().untilNothingIsOpen(payer, HostileFacilitatorTest::rail);
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void callsItsOwnSuccessAUsedNonce() {
        facilitator.answering = _ -> FarSide.text(502, "gone");
        isPendingAtFirst();
        facilitator.answering =
                _ -> ScriptedFacilitator.refused("invalid_exact_evm_nonce_already_used", "");
        paysOther().expect(503, "settlement_pending");
        facilitator.behaves();
        Buyer.settled(this::paysFirst);
        bought();
    }

    /** Somebody who saw the authorization may have carried it, or its payer taken it back. */
    @Test
    void saysAtOnceThatTheNonceIsUsed() {
        facilitator.moves = false;
        facilitator.answering =
                _ -> ScriptedFacilitator.refused("invalid_exact_evm_nonce_already_used", "");
        isPendingAtFirst();
        assertThat(branches().effects(buyer)).isZero();
        addsUp();
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void itsTransactionFails() {
        facilitator.moves = false;
        facilitator.answering =
                _ -> ScriptedFacilitator.refused("invalid_exact_evm_transaction_failed", "0xdead");
        isPendingAtFirst();
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void balanceGoneAfterTheClaim() {
        facilitator.moves = false;
        facilitator.answering = _ -> ScriptedFacilitator.refused("insufficient_funds", "");
        Answered invited = paysFirst().expect(402);
        assertThat(invited.code()).isEqualTo("insufficient_funds");
        nothingHappened();
        // It may be told again, and what it says then is no news of the first time.
        paysOther().expect(503, "settlement_pending");
        facilitator.behaves();
        Buyer.settled(this::paysOther);
        bought();
    }

    @Test
    void lookAlikeToken() {
        buyer = buyer(EvmNetwork.BASE);
        paysFirst().expect(402);
        assertThat(paysOther().status()).isIn(400, 402);
        assertThat(facilitator.settles).hasValue(0);
        nothingHappened();
    }
}
