package dev.coffer.store;

import static dev.coffer.store.Signals.Woken.CANCELLED;
import static dev.coffer.store.Signals.Woken.SIGNALLED;
import static dev.coffer.store.Signals.Woken.TIME_OVER;
import static dev.coffer.store.StoreUnderTest.ALICE;
import static dev.coffer.store.StoreUnderTest.addRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.harness.Call;
import dev.coffer.store.Signals.Listener;
import dev.coffer.store.Signals.Woken;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

/** Who waits for something is woken when it is committed, in the order in which they came. */
interface SignalContract {

    StoreUnderTest on();

    /** A listener that waits on a thread of its own, in line when this is made. */
    final class Waiter {
        private final Listener listener;
        private final Call<Woken> call;

        Waiter(Store store, String topic) {
            Listener joined = store.signals().listen(topic);
            listener = joined;
            call =
                    Call.start(() -> {
                        try (joined) {
                            return joined.await(inSeconds(20));
                        }
                    });
        }

        Woken woken() {
            return call.get();
        }

        boolean waits() {
            return !call.isDone();
        }
    }

    static long inSeconds(long seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private void signal(String topic, int times) {
        on().store()
                .write(
                        ALICE,
                        tx -> {
                            tx.signal(topic, times);
                            return addRows(tx, 1);
                        });
    }

    @Test
    default void whoLooksAndThenJoinsTheLineLearnsWhatWasSignalledBetween() {
        Signals signals = on().store().signals();
        long looked = System.nanoTime();
        Waiter waiter = new Waiter(on().store(), "topic");
        assertThat(signals.soundedSince("topic", looked)).isFalse();
        signal("topic", 1);
        assertThat(waiter.woken()).isEqualTo(SIGNALLED);
        assertThat(signals.soundedSince("topic", looked)).isTrue();
        assertThat(signals.soundedSince("topic", inSeconds(1))).isFalse();

        signals.soundAllHere();
        assertThat(signals.soundedSince("one that nobody waits for", looked)).isTrue();
    }

    @Test
    default void aCommitWakesAsManyAsItSignals() {
        Waiter first = new Waiter(on().store(), "topic");
        Waiter second = new Waiter(on().store(), "topic");
        Waiter third = new Waiter(on().store(), "topic");
        Waiter other = new Waiter(on().store(), "other");
        signal("topic", 2);
        assertThat(first.woken()).isEqualTo(SIGNALLED);
        assertThat(second.woken()).isEqualTo(SIGNALLED);
        assertThat(third.waits()).isTrue();
        assertThat(other.waits()).isTrue();
        signal("topic", 5);
        assertThat(third.woken()).isEqualTo(SIGNALLED);
        on().store().signals().close();
        assertThat(other.woken()).isEqualTo(TIME_OVER);
        assertThat(on().store().signals().listening()).isZero();
    }

    @Test
    default void aWorkThatFailsWakesNobody() {
        Waiter waiter = new Waiter(on().store(), "topic");
        assertThatThrownBy(() ->
                        on().store()
                                .write(
                                        ALICE,
                                        tx -> {
                                            tx.signal("topic", 1);
                                            addRows(tx, 1);
                                            throw new IllegalStateException("no");
                                        }))
                .hasMessage("no");
        signal("other", 1);
        assertThat(waiter.waits()).isTrue();
        signal("topic", 1);
        assertThat(waiter.woken()).isEqualTo(SIGNALLED);
    }

    @Test
    default void aSignalBeforeTheWaitIsNotMissed() {
        try (Listener listener = on().store().signals().listen("topic")) {
            signal("topic", 1);
            assertThat(listener.await(inSeconds(20))).isEqualTo(SIGNALLED);
            assertThat(listener.await(System.nanoTime())).isEqualTo(TIME_OVER);
        }
    }

    @Test
    default void whoLeavesWithoutLookingPassesTheSignalOn() {
        Listener first = on().store().signals().listen("topic");
        Waiter second = new Waiter(on().store(), "topic");
        signal("topic", 1);
        assertThat(second.waits()).isTrue();
        first.close();
        assertThat(second.woken()).isEqualTo(SIGNALLED);
    }

    @Test
    default void whoLooksInVainKeepsItsPlace() {
        try (Listener first = on().store().signals().listen("topic");
                Listener second = on().store().signals().listen("topic")) {
            signal("topic", 1);
            assertThat(first.await(inSeconds(20))).isEqualTo(SIGNALLED);
            signal("topic", 1);
            assertThat(first.await(inSeconds(20))).isEqualTo(SIGNALLED);
            assertThat(second.await(System.nanoTime())).isEqualTo(TIME_OVER);
        }
    }

    @Test
    default void whatBecomesDueWakesOneAfterTheOtherAsLongAsTheyFindSomething() {
        try (Listener first = on().store().signals().listen("topic");
                Listener second = on().store().signals().listen("topic");
                Listener third = on().store().signals().listen("topic")) {
            first.wakeWithin(60_000);
            second.wakeWithin(1);
            assertThat(first.await(inSeconds(20))).isEqualTo(SIGNALLED);
            first.found();
            assertThat(first.await(System.nanoTime())).isEqualTo(TIME_OVER);
            first.close();
            assertThat(second.await(inSeconds(20))).isEqualTo(SIGNALLED);
            assertThat(third.await(System.nanoTime())).isEqualTo(TIME_OVER);
        }
    }

    @Test
    default void aWaitCanBeCancelled() {
        Waiter waiter = new Waiter(on().store(), "topic");
        waiter.listener.cancel();
        assertThat(waiter.woken()).isEqualTo(CANCELLED);
    }
}
