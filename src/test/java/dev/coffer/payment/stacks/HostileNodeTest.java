package dev.coffer.payment.stacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coffer.harness.Answered;
import dev.coffer.harness.Call;
import dev.coffer.harness.FarSide;
import dev.coffer.payment.Branches;
import dev.coffer.payment.Buyer;
import dev.coffer.stacks.StacksTransaction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A node that accepts and times out, lies, is away, slow, forgets: one debit, one effect, the right
 * status, never a 402 for a payment that may have moved, and books that add up.
 */
@ParameterizedClass
@EnumSource(Branches.Standing.class)
class HostileNodeTest extends StacksBattery {

    private final StacksTransaction signed = stx();
    private final Buyer buyer = buyer(signed);

    private Answered paysFirst() {
        return buyer.pays(branches().first());
    }

    private Answered paysOther() {
        return buyer.pays(branches().other());
    }

    private void isPendingAtFirst() {
        isPending(paysFirst(), signed);
        for (var at : branches().nodes()) {
            branches().nothingForOthers(buyer, at);
        }
    }

    /** Who answers nothing is not waited for as long as usually. */
    private static void isNotWaitedForLong() {
        branches()
                .paidOn(() ->
                        rail(Duration.ofSeconds(1), Duration.ofMillis(150), Confirmations.USUAL));
    }

    @Test
    void acceptsThenTimesOut() {
        isNotWaitedForLong();
        node.answering = _ -> node.never();
        Buyer.settled(this::paysFirst);
        bought(buyer);
    }

    @Test
    void acceptsThenTimesOutAndMinesLater() {
        node.mines = false;
        isNotWaitedForLong();
        node.answering = _ -> node.never();
        isPendingAtFirst();
        node.mine(signed.txid());
        Buyer.settled(this::paysOther);
        bought(buyer);
    }

    @Test
    void acceptsThenTimesOutAndNobodyComesBack() {
        node.mines = false;
        isNotWaitedForLong();
        node.answering = _ -> node.never();
        isPendingAtFirst();
        node.mine(signed.txid());
        branches().untilNothingIsOpen(payer, StacksBattery::rail);
        addsUp();
        Buyer.settled(this::paysOther);
        bought(buyer);
    }

    @Test
    void whoHasNoKeyComesBackByTheCode() {
        node.mines = false;
        Answered open = isPending(buyer.paysNameless(branches().first()), signed);
        String code = open.header("Coffer-Resume");
        buyer.paysNameless(branches().other()).expect(409, "payment_used");
        node.mine(signed.txid());
        buyer.paysNameless(branches().other()).expect(409, "payment_used");
        buyer.comesBack(branches().other(), code).expect(200);
        buyer.paysNameless(branches().first()).expect(409, "payment_used");
        assertThat(branches().effects(buyer)).isEqualTo(1);
        addsUp();
    }

    @Test
    void answers502AfterTaking() {
        node.answering = _ -> FarSide.text(502, "<html>Bad gateway</html>");
        Buyer.settled(this::paysFirst);
        bought(buyer);
    }

    @Test
    void namesAnotherTransaction() {
        node.mines = false;
        node.answering = _ -> ScriptedNode.taken("ab".repeat(32));
        isPendingAtFirst();
        node.mine(signed.txid());
        Buyer.settled(this::paysOther);
        bought(buyer);
    }

    @Test
    void knowsItOnlyFromItsMempool() {
        node.mines = false;
        isPendingAtFirst();
        isPending(paysOther(), signed);
        node.mine(signed.txid());
        Buyer.settled(this::paysOther);
        bought(buyer);
    }

    /** The background asks meanwhile: an index that lags behind says nothing for certain. */
    @Test
    void doesNotFindItForAMinuteAndThenItIsMined() {
        node.hidden.set(1_000_000);
        isPendingAtFirst();
        int before = node.lookUps.get();
        branches().later(Duration.ofSeconds(61));
        branches().paidOn(StacksBattery::rail);
        Call.until("it is looked for", () -> node.lookUps.get() > before);
        isPending(paysFirst(), signed);
        node.hidden.set(0);
        branches().untilNothingIsOpen(payer, StacksBattery::rail);
        Buyer.settled(this::paysOther);
        bought(buyer);
    }

    @Test
    void isAskedTwice() {
        Buyer.settled(this::paysFirst);
        Buyer.settled(this::paysOther);
        assertThat(node.broadcasts).hasValue(1);
        bought(buyer);
    }

    @Test
    void isAskedTwiceAtOnceByTheSameBuyerAtAllNodes() {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        node.answering =
                txid -> {
                    told.countDown();
                    return (asked, out) -> {
                        Call.awaited(answers);
                        ScriptedNode.taken(txid).answer(asked, out);
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
        assertThat(node.broadcasts).hasValue(1);
        bought(buyer);
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
        assertThat(both)
                .filteredOn(answered -> answered.status() == 409)
                .extracting(Answered::code)
                .containsExactly("payment_used");
        assertThat(branches().effects(buyer)).isEqualTo(1);
        assertThat(branches().isOpen(payer)).isFalse();
        addsUp();
    }

    @Test
    void isSlow() {
        node.before = () -> LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
        Buyer.settled(this::paysFirst);
        assertThat(node.broadcasts).hasValue(1);
        bought(buyer);
    }

    @Test
    void isAway() {
        node.away = true;
        paysFirst().expect(503, "chain_unavailable");
        paysOther().expect(503, "chain_unavailable");
        assertThat(branches().isOpen(payer)).isFalse();
        node.away = false;
        branches().paidOn(StacksBattery::rail);
        Buyer.settled(this::paysOther);
        bought(buyer);
    }

    @Test
    void isAwayBetweenBroadcastAndPoll() {
        node.answering =
                txid -> {
                    node.deaf = true;
                    return ScriptedNode.taken(txid);
                };
        isPendingAtFirst();
        node.deaf = false;
        branches().paidOn(StacksBattery::rail); // After a start it is asked at once.
        Buyer.settled(this::paysOther);
        bought(buyer);
    }

    @Test
    void callsItsOwnSuccessABadNonce() {
        node.hidden.set(1_000_000);
        node.answering = _ -> FarSide.text(502, "gone");
        isPendingAtFirst();
        node.hidden.set(0); // It is told once more before it is looked for.
        Buyer.settled(this::paysOther);
        assertThat(node.broadcasts.get()).isGreaterThan(1);
        bought(buyer);
    }
}
